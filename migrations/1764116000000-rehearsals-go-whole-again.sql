-- Removes a rehearsal with the letter codes that lead to it, and with who was erased in it.
create or replace function remove_rehearsal(trial uuid) returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  of_trial text;
begin
  perform require_own_trial(trial);
  if not is_rehearsal(trial) then
    raise exception 'trial % is no rehearsal', trial using errcode = 'insufficient_privilege';
  end if;
  perform set_config('openbrief.removing', trial::text, true);
  delete from letter_code_places p using allocations a
    where a.trial_id = trial and p.code_start = letter_code_start(a.letter_code) and p.trial_id = trial;
  delete from withheld_letters where wave_id in (select id from waves where trial_id = trial);
  delete from letters where wave_id in (select id from waves where trial_id = trial);
  delete from batches where wave_id in (select id from waves where trial_id = trial);
  foreach of_trial in array array['waves', 'looks', 'analyses', 'proof_approvals', 'objections', 'do_not_send',
    'address_changes', 'undeliverables', 'responses', 'unmatched_responses', 'strata', 'allocations', 'recipients',
    'letter_codes_unplaced', 'imports', 'person_erasures', 'trial_keys', 'draws', 'protocol_versions', 'rehearsals'] loop
    -- The row that says that it is a rehearsal goes last but the trial itself: the triggers ask for it.
    execute format('delete from %I where trial_id = $1', of_trial) using trial;
  end loop;
  execute format('drop table if exists %I', partition_name('recipients', trial));
  execute format('drop table if exists %I', partition_name('allocations', trial));
  delete from trials where id = trial;
end $$;
