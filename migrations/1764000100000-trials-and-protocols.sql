-- The trial, what was registered about it, and every change of its state.

create table trials (
  id uuid primary key default uuidv7(),
  organisation_id uuid not null references organisations,
  slug text not null check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  state text not null check (
    state in ('draft', 'registered', 'allocated', 'mailing', 'collecting', 'closed', 'analysed', 'disclosed')
  ),
  -- An ordinary trial, an example with simulated responses, or a replay of published counts.
  kind text not null check (kind in ('trial', 'example', 'replay')),
  stopped_at timestamptz,
  stopped_reason text,
  draft jsonb not null,
  created_by uuid references accounts,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (organisation_id, slug),
  check ((stopped_at is null) = (stopped_reason is null))
);

-- Version 1 is the registration, the later ones are amendments. Rows are never changed or deleted.
create table protocol_versions (
  trial_id uuid not null references trials,
  version int not null check (version >= 1),
  document jsonb not null,
  sha256 bytea not null,
  previous_sha256 bytea,
  reason text,
  authors text[] not null,
  approved_by text not null,
  approved_on date not null,
  registered_at timestamptz not null,
  primary key (trial_id, version),
  check ((version = 1) = (previous_sha256 is null)),
  check ((version = 1) = (reason is null)),
  check (not approved_by = any (authors))
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed or deleted', tg_table_name using errcode = 'restrict_violation';
end $$;

create trigger protocol_versions_are_final before update or delete on protocol_versions
  for each row execute function refuse_change();

-- The secrets of the draw. The commitment is public from registration, the seed from the close; the code key,
-- from which letter codes are made, is never revealed.
create table draws (
  trial_id uuid primary key references trials,
  algorithm text not null,
  seed bytea not null check (length(seed) = 32),
  code_key bytea not null check (length(code_key) = 32),
  commitment bytea not null check (length(commitment) = 32),
  protocol_sha256 bytea not null,
  beacon jsonb,
  drawn_at timestamptz,
  revealed_at timestamptz
);

create table audit_entries (
  id bigint generated always as identity primary key,
  organisation_id uuid references organisations,
  trial_id uuid references trials,
  at timestamptz not null,
  actor text not null,
  action text not null,
  detail jsonb not null,
  previous_sha256 bytea,
  sha256 bytea not null unique
);
create index audit_entries_by_trial on audit_entries (trial_id, id);

create trigger audit_entries_are_final before update or delete on audit_entries
  for each row execute function refuse_change();
