-- Files of recipients that are being read, so that whoever sent one sees how far it is, from whichever process. The
-- recipients themselves come all at once, at the end; what is broken off leaves a row here that no longer moves.

create table file_readings (
  id uuid primary key,
  -- A rehearsal takes them along when it is removed.
  trial_id uuid not null references trials on delete cascade,
  file_name text not null,
  lines_read int not null default 0,
  lines_total int not null,
  started_at timestamptz not null,
  -- By the database's own clock: it tells whether anybody is still at it.
  moved_at timestamptz not null default now(),
  outcome text check (outcome in ('taken', 'refused', 'failed')),
  -- Kind, code and values of what was wrong with the file; no personal data.
  refusal jsonb,
  check ((outcome = 'refused') = (refusal is not null) or outcome is null)
);
create index file_readings_by_trial on file_readings (trial_id);
select protect_by_trial('file_readings');
