-- Policies of tables that came in the meantime.

select protect_by_organisation(name::regclass) from unnest(array['opt_out_keys', 'opt_outs']) name;
select protect_by_trial(name::regclass) from unnest(array['do_not_send', 'address_changes', 'undeliverables']) name;
select protect_by('withheld_letters', 'wave_id in (select w.id from waves w)');

-- Whoever fills a partition marks in it, too, who is in the list of those who want no letters.
create or replace function open_partition(parent text, trial uuid) returns boolean language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  name text := partition_name(parent, trial);
  is_new boolean := to_regclass(name) is null;
begin
  if parent not in ('recipients', 'allocations') then
    raise exception '% has no partitions', parent;
  end if;
  perform require_own_trial(trial);
  if is_new then
    -- The trial's id need not be sent with each row; and with this check attaching reads no rows again.
    execute format('create table %I (like %I including defaults, constraint %I check (trial_id = %L))',
      name, parent, name || '_trial', trial);
    execute format('alter table %I alter trial_id set default %L', name, trial);
  end if;
  execute format('grant select, insert, update on %I to openbrief_app', name);
  return is_new;
end $$;

-- What the register searches. Every version of a protocol is public from its registration on, so this view passes the
-- policies by; with them no word would be looked up in an index, for they have to be checked before any condition that
-- might tell of a row that it is there.
create view registered_protocols as
  select trial_id, version, registered_at, search, techniques, title, arm_count, external, promised_on
  from protocol_versions;
