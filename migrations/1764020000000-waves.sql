-- Waves after the first, who gets no letter and why, and letters that came back.

-- A wave can wait: workers look here before each batch. `resumes` gives the jobs of a wave that goes on another key
-- than those of before, which may be ending just then.
alter table waves add paused_at timestamptz;
alter table waves add paused_by text;
alter table waves add resumes int not null default 0;
alter table waves add check ((paused_at is null) = (paused_by is null));

-- A batch all of whose people were taken out before it was made is 'empty': there is nothing to print or to hand over.
alter table batches add withheld int not null default 0 check (withheld >= 0);
alter table batches drop constraint batches_letters_check;
alter table batches drop constraint batches_state_check;
alter table batches drop constraint batches_check;
alter table batches add check (state in ('planned', 'rendered', 'handed-over', 'empty'));
alter table batches add check (letters >= 0 and (letters = 0) = (state = 'empty'));
alter table batches add check ((state in ('planned', 'empty')) = (pdf_sha256 is null));

-- To whom the post should send nothing more in this trial, besides who objected (see objections).
create table do_not_send (
  trial_id uuid not null references trials,
  number int not null,
  reason text not null check (reason in ('deceased', 'moved')),
  made_at timestamptz not null,
  made_by text not null,
  primary key (trial_id, number)
);

-- Who would have had a letter of a wave and got none: together with its letters they are all for whom it was meant.
-- By intention to treat they stay in their arm.
create table withheld_letters (
  wave_id uuid not null references waves,
  number int not null,
  reason text not null check (reason in ('deceased', 'moved', 'objection', 'opted-out', 'returned')),
  withheld_at timestamptz not null,
  primary key (wave_id, number)
);

-- That an address was changed, and no address: by this a batch that is being made sees that it has an old one.
create table address_changes (
  id bigint generated always as identity primary key,
  trial_id uuid not null references trials,
  number int not null,
  changed_at timestamptz not null,
  changed_by text not null
);
create index address_changes_by_trial on address_changes (trial_id, number);

-- Who wants no letters of trials from an organisation, whatever the trial. No names: hashes under a key of the
-- organisation, of a reference or of a name and an address. The key is sealed, so that who has the database alone can't
-- find by trying who is in the list.
create table opt_out_keys (
  organisation_id uuid primary key references organisations,
  sealed_key bytea not null
);
create table opt_outs (
  id uuid primary key default uuidv7(),
  organisation_id uuid not null references organisations,
  kind text not null check (kind in ('reference', 'address')),
  hash bytea not null check (length(hash) = 32),
  made_at timestamptz not null,
  made_by text not null,
  unique (organisation_id, kind, hash)
);

-- Letters that came back, each of one wave.
create table undeliverables (
  trial_id uuid not null references trials,
  wave int not null check (wave >= 1),
  number int not null,
  returned_on date not null,
  import_id uuid,
  received_at timestamptz not null,
  received_by text not null,
  primary key (trial_id, wave, number)
);
alter table imports drop constraint imports_kind_check;
alter table imports add check (kind in ('recipients', 'responses', 'undeliverables'));

-- All letters that are known to have come back, also those of files of responses, which say nothing of a wave.
create view returned_letters with (security_invoker = true) as
  select trial_id, wave, number, returned_on, received_at from undeliverables
  union
  select r.trial_id, 1, r.number, r.responded_on, r.received_at from responses r
  where r.kind = 'undeliverable'
    and not exists (select from undeliverables u where u.trial_id = r.trial_id and u.wave = 1 and u.number = r.number);
