-- Trials that a team practises with: invented recipients, simulated responses, and the true effect known.

alter table trials
  drop constraint trials_kind_check,
  add constraint trials_kind_check check (kind in ('trial', 'example', 'replay', 'rehearsal')),
  -- Whatever the service does: a rehearsal has no page.
  add constraint rehearsals_are_never_public check (kind <> 'rehearsal' or state <> 'disclosed');

create table rehearsals (
  trial_id uuid primary key references trials,
  organisation_id uuid not null references organisations,
  -- As in the address of the trial: by it a request finds out what time it is.
  slug text not null,
  -- The rehearsal's own calendar.
  moment timestamptz not null,
  recipients int not null check (recipients > 0),
  -- What the team chose to be true: the response rate of each arm in the protocol's order, and the uplifts.
  truth jsonb not null,
  seed text not null,
  made_by uuid references accounts,
  made_at timestamptz not null,
  unique (organisation_id, slug)
);
select protect_by_organisation('rehearsals');

-- Whoever works in a rehearsal says so (`openbrief.rehearsal`). Nobody else sees one: not the open pages, not the API,
-- not the jobs and the commands that work for all. It is the database that refuses, and not each query.
create function scope_rehearses() returns boolean language sql stable parallel safe as
$$ select coalesce(current_setting('openbrief.rehearsal', true), '') = 'on' $$;

create function is_rehearsal(trial uuid) returns boolean language sql stable security definer
set search_path = public, pg_temp as
$$ select exists (select from rehearsals r where r.trial_id = trial) $$;

create policy rehearsals_apart on trials as restrictive
  using (kind <> 'rehearsal' or (select scope_rehearses()));
-- The tables that are read without their trial; the others are reached by way of it.
create policy rehearsals_apart on protocol_versions as restrictive
  using ((select scope_rehearses()) or not is_rehearsal(trial_id));
create policy rehearsals_apart on draws as restrictive
  using ((select scope_rehearses()) or not is_rehearsal(trial_id));
create policy rehearsals_apart on analyses as restrictive
  using ((select scope_rehearses()) or not is_rehearsal(trial_id));

-- These pass the policies by, and so leave rehearsals out themselves.
create or replace view registered_protocols as
  select trial_id, version, registered_at, search, techniques, title, arm_count, external, promised_on
  from protocol_versions v
  where not exists (select from rehearsals r where r.trial_id = v.trial_id);
create or replace view registered_trials as
  select id, organisation_id, slug, state, kind, stopped_at from trials
  where state <> 'draft' and kind <> 'rehearsal';

-- Of a rehearsal nothing is final: it happened to nobody.
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and tg_table_name <> 'audit_entries' and tg_table_name <> 'audit_heads'
    and current_setting('openbrief.removing', true) = to_jsonb(old) ->> 'trial_id'
    and is_rehearsal((to_jsonb(old) ->> 'trial_id')::uuid) then
    return old;
  end if;
  raise exception 'rows of % are never changed or deleted', tg_table_name using errcode = 'restrict_violation';
end $$;

-- Removes a rehearsal with all that belongs to it, of the organisation that asks.
create function remove_rehearsal(trial uuid) returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  of_trial text;
begin
  perform require_own_trial(trial);
  if not is_rehearsal(trial) then
    raise exception 'trial % is no rehearsal', trial using errcode = 'insufficient_privilege';
  end if;
  perform set_config('openbrief.removing', trial::text, true);
  delete from withheld_letters where wave_id in (select id from waves where trial_id = trial);
  delete from letters where wave_id in (select id from waves where trial_id = trial);
  delete from batches where wave_id in (select id from waves where trial_id = trial);
  foreach of_trial in array array['waves', 'looks', 'analyses', 'proof_approvals', 'objections', 'do_not_send',
    'address_changes', 'undeliverables', 'responses', 'unmatched_responses', 'strata', 'allocations', 'recipients',
    'imports', 'trial_keys', 'draws', 'protocol_versions', 'rehearsals'] loop
    -- The row that says that it is a rehearsal goes last but the trial itself: the triggers ask for it.
    execute format('delete from %I where trial_id = $1', of_trial) using trial;
  end loop;
  execute format('drop table if exists %I', partition_name('recipients', trial));
  execute format('drop table if exists %I', partition_name('allocations', trial));
  delete from trials where id = trial;
end $$;
