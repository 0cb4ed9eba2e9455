-- What came out, and what was made public about it. Neither is ever changed afterwards.

create table analyses (
  id uuid primary key default uuidv7(),
  trial_id uuid not null references trials,
  kind text not null check (kind in ('registered', 'exploratory')),
  data jsonb not null,
  result jsonb not null,
  sha256 bytea not null,
  created_at timestamptz not null
);
create unique index analyses_one_registered on analyses (trial_id) where kind = 'registered';

create trigger analyses_are_final before update or delete on analyses
  for each row execute function refuse_change();

create table disclosures (
  trial_id uuid not null references trials,
  version int not null check (version >= 1),
  document jsonb not null,
  sha256 bytea not null,
  previous_sha256 bytea,
  correction text,
  published_by text not null,
  published_at timestamptz not null,
  primary key (trial_id, version),
  check ((version = 1) = (previous_sha256 is null))
);

create trigger disclosures_are_final before update or delete on disclosures
  for each row execute function refuse_change();
