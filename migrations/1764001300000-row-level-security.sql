-- Who asks, told to the database: the service works as a role that owns nothing, and each transaction of it says in
-- whose name it is (`openbrief.scope`): an organisation's uuid, 'public' for the open pages, or 'system' for what works
-- for all (command line, jobs, sign-in). Without it nothing is seen. A query that forgets its condition on the
-- organisation finds no other organisation's rows all the same.

do $$
begin
  create role openbrief_app nologin;
exception when duplicate_object or unique_violation then null;
end $$;

-- A superuser may take any role; another owner has to be a member, or the administrator of the server makes it one.
do $$
begin
  if not pg_has_role(current_user, 'openbrief_app', 'set') then
    execute format('grant openbrief_app to %I with set true', current_user);
  end if;
end $$;

grant usage on schema public to openbrief_app;
grant select, insert, update, delete on all tables in schema public to openbrief_app;
grant usage on all sequences in schema public to openbrief_app;
alter default privileges in schema public grant select, insert, update, delete on tables to openbrief_app;
alter default privileges in schema public grant usage on sequences to openbrief_app;

create function scope_is_system() returns boolean language sql stable parallel safe as
$$ select current_setting('openbrief.scope', true) = 'system' $$;

create function scope_is_public() returns boolean language sql stable parallel safe as
$$ select current_setting('openbrief.scope', true) = 'public' $$;

-- Null where no organisation asks.
create function scope_organisation() returns uuid language sql stable parallel safe as
$$ select case when length(current_setting('openbrief.scope', true)) = 36
               then current_setting('openbrief.scope', true)::uuid end $$;

-- For migrations: `select protect_by('table', 'organisation_id = (select scope_organisation())')`. The condition says
-- which rows are the asking organisation's own; calls of functions stand in a subquery, so that they are made once a
-- statement and not once a row.
create function protect_by(of_table regclass, own text) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', of_table);
  execute format('create policy own_rows on %s using ((select scope_is_system()) or %s)', of_table, own);
end $$;

-- For a table with an organisation_id: `select protect_by_organisation('table')`.
create function protect_by_organisation(of_table regclass) returns void language sql as
$$ select protect_by(of_table, 'organisation_id = (select scope_organisation())') $$;

-- For a table with a trial_id: `select protect_by_trial('table')`.
create function protect_by_trial(of_table regclass) returns void language sql as
$$ select protect_by(of_table,
  'trial_id in (select t.id from trials t where t.organisation_id = (select scope_organisation()))') $$;

-- What anybody may read on the open pages: `select open_to_public('table', 'state <> ''draft''')`.
create function open_to_public(of_table regclass, rows_that_are_public text) returns void language plpgsql as $$
begin
  execute format('create policy public_rows on %s for select using ((select scope_is_public()) and (%s))',
    of_table, rows_that_are_public);
end $$;

select protect_by('organisations', 'id = (select scope_organisation())');
select protect_by('trials', 'organisation_id = (select scope_organisation())');
select protect_by_organisation(name::regclass) from unnest(array['accounts', 'api_tokens', 'audit_entries']) name;
select protect_by_trial(name::regclass) from unnest(array[
  'protocol_versions', 'draws', 'imports', 'recipients', 'allocations', 'strata', 'responses', 'unmatched_responses',
  'waves', 'analyses', 'disclosures', 'proof_approvals', 'objections', 'erasures']) name;
-- These name no trial themselves; whoever sees what they belong to sees them.
select protect_by('sessions', 'account_id in (select a.id from accounts a)');
select protect_by('sign_in_links', 'account_id in (select a.id from accounts a)');
select protect_by('import_refusals', 'import_id in (select i.id from imports i)');
select protect_by('batches', 'wave_id in (select w.id from waves w)');
select protect_by('letters', 'wave_id in (select w.id from waves w)');

select open_to_public('organisations', 'true');
select open_to_public('trials', 'state <> ''draft''');
select open_to_public(name::regclass, 'true')
  from unnest(array['protocol_versions', 'draws', 'disclosures', 'erasures']) name;
-- The list of a draw is public from the moment that its seed is.
select open_to_public(name::regclass, 'trial_id in (select d.trial_id from draws d where d.revealed_at is not null)')
  from unnest(array['strata', 'allocations']) name;

-- What is final is so for the service too, whatever becomes of the triggers.
revoke update, delete on protocol_versions, audit_entries, analyses, disclosures, proof_approvals from openbrief_app;

-- The trail is one chain over all organisations: who adds to it needs the last hash, and nothing else of the others.
create function audit_head() returns bytea language sql stable security definer
set search_path = public, pg_temp as
$$ select sha256 from audit_entries order by id desc limit 1 $$;

-- Partitions are the owner's, and nobody else's: rows are reached by way of the table that they are part of, whose
-- policies hold then. COPY does not go into tables with policies, so whoever fills a partition is lent it until the end
-- of its own transaction; no other transaction ever sees that it was.
create function partition_name(parent text, trial uuid) returns text language sql immutable as
$$ select parent || '_' || replace(trial::text, '-', '') $$;

create function require_own_trial(trial uuid) returns void language plpgsql stable as $$
begin
  if scope_is_system() is not true
    and not exists (select from trials where id = trial and organisation_id = scope_organisation()) then
    raise exception 'trial % is not of the organisation that asks', trial using errcode = 'insufficient_privilege';
  end if;
end $$;

-- True when the partition was made by this call.
create function open_partition(parent text, trial uuid) returns boolean language plpgsql security definer
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
  execute format('grant select, insert on %I to openbrief_app', name);
  return is_new;
end $$;

-- Takes back what was lent; a new partition gets its index and is shown to everybody once the transaction is committed.
create function close_partition(parent text, trial uuid, is_new boolean, key_column text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  name text := partition_name(parent, trial);
begin
  perform require_own_trial(trial);
  execute format('revoke all on %I from openbrief_app', name);
  if is_new then
    execute format('create unique index %I on %I (%I)', name || '_' || key_column, name, key_column);
    execute format('alter table %I attach partition %I for values in (%L)', parent, name, trial);
  end if;
end $$;

create function drop_partition(parent text, trial uuid) returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  perform require_own_trial(trial);
  if parent in ('recipients', 'allocations') then
    execute format('drop table if exists %I', partition_name(parent, trial));
  end if;
end $$;

create function index_partitions_by_number(trial uuid) returns void language plpgsql security definer
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
end $$;

do $$
declare
  partition regclass;
begin
  for partition in select inhrelid::regclass from pg_inherits
    where inhparent in ('recipients'::regclass, 'allocations'::regclass)
  loop
    execute format('revoke all on %s from openbrief_app', partition);
  end loop;
end $$;
