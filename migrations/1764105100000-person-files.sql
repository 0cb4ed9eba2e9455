-- One person's data, erased before the day of the trial because they asked.
create table person_erasures (
  trial_id uuid not null references trials,
  number int not null,
  erased_at timestamptz not null,
  erased_by text not null,
  -- Files of batches with their letter that could not go yet, for the print shop still needs them.
  files_left int not null check (files_left >= 0),
  primary key (trial_id, number)
);
create trigger person_erasures_are_final before update or delete on person_erasures
  for each row execute function refuse_change();
select protect_by_trial('person_erasures');
revoke update, delete on person_erasures from openbrief_app;
