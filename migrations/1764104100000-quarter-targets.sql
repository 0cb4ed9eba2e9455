-- What an organisation wants of a quarter, set by its administrator; null where it wants nothing in particular.

create table quarter_targets (
  organisation_id uuid primary key references organisations,
  trials int check (trials between 0 and 1000000),
  letters int check (letters between 0 and 1000000000),
  -- In percent.
  pages_on_time int check (pages_on_time between 0 and 100),
  answered int check (answered between 0 and 100)
);
select protect_by_organisation('quarter_targets');
