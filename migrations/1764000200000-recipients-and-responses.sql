-- What comes in: recipients and responses, each file with sums that add up, and what was refused.

create table imports (
  id uuid primary key default uuidv7(),
  trial_id uuid not null references trials,
  kind text not null check (kind in ('recipients', 'responses')),
  file_name text not null,
  file_sha256 bytea not null,
  lines int not null,
  accepted int not null,
  refused int not null,
  opted_out int not null default 0,
  repeated int not null default 0,
  unmatched int not null default 0,
  created_at timestamptz not null,
  created_by uuid references accounts,
  unique (trial_id, kind, file_sha256),
  -- Rule 2: nothing disappears between the file and the counts.
  check (lines = accepted + refused + opted_out + repeated + unmatched)
);

create table import_refusals (
  import_id uuid not null references imports on delete cascade,
  line int not null,
  "column" text,
  code text not null,
  params jsonb not null default '{}',
  primary key (import_id, line)
);

-- One row a person or business. `personal` is one value, so that it can be sealed and erased as one.
-- No foreign keys on the tables that are filled by the million: checking them takes longer than the import, which runs
-- in one transaction with the row that they would point to. References and codes are compared byte by byte: the rules
-- of a language cost several times as much and mean nothing for them.
create table recipients (
  trial_id uuid not null,
  number int not null,
  line int not null,
  reference text collate "C" not null,
  -- Values of the stratum columns, joined by the unit separator (U+001F).
  stratum text collate "C" not null default '',
  cluster text collate "C",
  external_arm text,
  opted_out boolean not null default false,
  -- A list, see src/recipients/personal-data.ts.
  personal json,
  primary key (trial_id, number),
  unique (trial_id, reference)
);

-- The pseudonymous side: it stays when the personal data have been erased.
create table allocations (
  trial_id uuid not null,
  number int not null,
  letter_code text collate "C" not null unique,
  -- Index into the strata that the draw used, and the number of the cluster; both opaque.
  stratum int not null,
  cluster int,
  -- Index into the arms of protocol version 1.
  arm smallint not null,
  primary key (trial_id, number)
);

create table strata (
  trial_id uuid not null references trials,
  stratum int not null,
  label text not null,
  values text[] not null,
  primary key (trial_id, stratum)
);

create table responses (
  trial_id uuid not null,
  number int not null,
  kind text not null,
  responded_on date not null,
  import_id uuid,
  received_at timestamptz not null,
  primary key (trial_id, number, kind)
);

create table unmatched_responses (
  id bigint generated always as identity primary key,
  trial_id uuid not null references trials,
  import_id uuid,
  line int,
  letter_code text,
  reference text,
  kind text,
  responded_on date,
  reason text not null,
  received_at timestamptz not null
);
create index unmatched_responses_by_trial on unmatched_responses (trial_id);
