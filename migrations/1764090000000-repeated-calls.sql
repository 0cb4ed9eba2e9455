-- Calls of the API that bear an Idempotency-Key, with what was answered: the same call again gets the same answer. The
-- answer has sums only. `answered_at` is null while the first of them is being dealt with.
create table repeated_calls (
  organisation_id uuid not null references organisations,
  key text not null check (length(key) between 1 and 255),
  call_sha256 bytea not null check (length(call_sha256) = 32),
  began_at timestamptz not null,
  answered_at timestamptz,
  status int,
  location text,
  body jsonb,
  primary key (organisation_id, key),
  check ((answered_at is null) = (status is null) and (status is null) = (body is null))
);
create index repeated_calls_by_age on repeated_calls (began_at);
select protect_by_organisation('repeated_calls');
