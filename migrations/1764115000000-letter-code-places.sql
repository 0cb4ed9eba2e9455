-- Which trial a letter code is of, without asking each trial's partition: an installation of some thousand trials would
-- need more locks for one question than PostgreSQL has. The beginning of the code's hash is enough to point to a trial
-- or, rarely, two; the partition itself says whether the code is there. A code can be in somebody's hand from the day
-- that letters go out, so the rows are made then, with the other indexes, and not while a million are drawn.

create table letter_code_places (
  code_start bytea not null,
  trial_id uuid not null
);

-- Drawn, and not in the table above yet: few at any time, and each is asked by itself.
create table letter_codes_unplaced (trial_id uuid primary key);

create function letter_code_start(letter_code text) returns bytea language sql immutable parallel safe as
$$ select substr(sha256(convert_to(letter_code, 'UTF8')), 1, 8) $$;

insert into letter_code_places (code_start, trial_id)
  select letter_code_start(letter_code), trial_id from allocations order by 1;
create index letter_code_places_by_code on letter_code_places (code_start);

select protect_by_trial(name::regclass) from unnest(array['letter_code_places', 'letter_codes_unplaced']) name;

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
    if parent = 'allocations' then
      insert into letter_codes_unplaced values (trial);
    end if;
  end if;
end $$;

create or replace function index_partitions(trial uuid) returns void language plpgsql security definer
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
  delete from letter_codes_unplaced where trial_id = trial;
  if found then
    -- In order, so that a page of the index is written once.
    execute format('insert into letter_code_places select letter_code_start(letter_code), %L from %I order by 1',
      trial, partition_name('allocations', trial));
  end if;
end $$;

-- What a code opens: its trial, its arm, and whether somebody objected by it; nothing about whether anybody responded.
-- `changes` tells how far the pages about it can be older ones. Wrong codes are counted by the place that they come
-- from, and no more than `most` of them are answered; a right one writes nothing where nothing was wrong before, and
-- waits for nobody. It looks as the owner does, past the policies: whoever has a code may know this much, and planning
-- with all policies takes ten times as long as the look-up. A rehearsal is nothing to the public.
create function find_letter(code text, place bytea, most int, now_at timestamptz, since timestamptz,
  out trial_id uuid, out arm int, out objected boolean, out changes text, out waits_since timestamptz)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  found_number int;
  tried int;
  began timestamptz;
  candidate uuid;
begin
  select t.count, t.began_at into tried, began from tries t where t.key_sha256 = place and t.began_at >= since;
  if tried >= most then
    waits_since := began;
    return;
  end if;
  for candidate in
    select p.trial_id from letter_code_places p where p.code_start = letter_code_start(code)
    union all
    select u.trial_id from letter_codes_unplaced u
  loop
    continue when to_regclass(partition_name('allocations', candidate)) is null
      or not exists (select from trials t where t.id = candidate and t.kind <> 'rehearsal');
    execute format('select number, arm from %I where letter_code = $1', partition_name('allocations', candidate))
      into found_number, arm using code;
    if found_number is not null then
      trial_id := candidate;
      objected := exists (select from objections o where o.trial_id = candidate and o.number = found_number);
      exit;
    end if;
  end loop;
  if trial_id is null then
    delete from tries t where t.began_at < since;
    insert into tries as t (key_sha256, count, began_at) values (place, 1, now_at)
    on conflict (key_sha256) do update set count = t.count + 1
    returning t.count, t.began_at into tried, began;
    -- Of many at once, too.
    if tried > most then
      waits_since := began;
    end if;
  else
    if tried is not null then
      delete from tries t where t.key_sha256 = place;
    end if;
    select c.last_value::text into changes from open_page_changes c;
  end if;
end $$;

-- A rehearsal's codes lead nowhere once it is removed.
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
    'letter_codes_unplaced', 'imports', 'trial_keys', 'draws', 'protocol_versions', 'rehearsals'] loop
    -- The row that says that it is a rehearsal goes last but the trial itself: the triggers ask for it.
    execute format('delete from %I where trial_id = $1', of_trial) using trial;
  end loop;
  execute format('drop table if exists %I', partition_name('recipients', trial));
  execute format('drop table if exists %I', partition_name('allocations', trial));
  delete from trials where id = trial;
end $$;
