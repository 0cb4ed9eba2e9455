-- Recipients are looked up by reference from the day that letters go out. That no two share one is seen to by the
-- importer, and again by the index of letter codes: a code follows from the reference, and no two rows may share it.
create or replace function close_partition(parent text, trial uuid, is_new boolean, key_column text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  name text := partition_name(parent, trial);
begin
  perform require_own_trial(trial);
  execute format('revoke all on %I from openbrief_app', name);
  if is_new then
    if key_column is not null then
      execute format('create unique index %I on %I (%I)', name || '_' || key_column, name, key_column);
    end if;
    execute format('alter table %I attach partition %I for values in (%L)', parent, name, trial);
  end if;
end $$;

create function index_partitions(trial uuid) returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  parent text;
  name text;
begin
  perform require_own_trial(trial);
  foreach parent in array array['recipients', 'allocations'] loop
    name := partition_name(parent, trial);
    execute format('create unique index if not exists %I on %I (number)', name || '_number', name);
  end loop;
  name := partition_name('recipients', trial);
  execute format('create unique index if not exists %I on %I (reference)', name || '_reference', name);
end $$;

drop function index_partitions_by_number(uuid);
