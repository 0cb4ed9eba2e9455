-- What was erased and when. The key that letter codes are made from goes too: without it nobody can tell from a
-- reference which letter somebody had.
create table erasures (
  trial_id uuid primary key references trials,
  erased_at timestamptz not null,
  recipients int not null,
  -- Null until the files with letters are gone as well.
  files_removed_at timestamptz
);

alter table draws alter code_key drop not null;
