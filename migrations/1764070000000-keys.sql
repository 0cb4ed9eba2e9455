-- The keys under which personal data are sealed, each sealed itself under the key of the installation, which the
-- database does not hold (src/platform/sealing). What is erased loses its key first: copies of the database that are
-- older than that can't be read with what is left, once the installation's key has been changed.

create table trial_keys (
  trial_id uuid primary key references trials,
  wrapped bytea not null,
  made_at timestamptz not null
);
select protect_by_trial('trial_keys');
