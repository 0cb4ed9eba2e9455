-- What a code opens stands beside the code: to ask the trial's partition for it, its name had to be made and the
-- question planned anew for each code. Sixteen bytes of the hash can't be another code's by chance.

drop index letter_code_places_by_code;
truncate letter_code_places;
alter table letter_code_places add column number int not null, add column arm smallint not null;

create or replace function letter_code_start(letter_code text) returns bytea language sql immutable parallel safe as
$$ select substr(sha256(convert_to(letter_code, 'UTF8')), 1, 16) $$;

insert into letter_code_places (code_start, trial_id, number, arm)
  select letter_code_start(letter_code), trial_id, number, arm from allocations
  where trial_id not in (select trial_id from letter_codes_unplaced) order by 1;
create index letter_code_places_by_code on letter_code_places (code_start);

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
    execute format('insert into letter_code_places (code_start, trial_id, number, arm)
      select letter_code_start(letter_code), %L, number, arm from %I order by 1',
      trial, partition_name('allocations', trial));
  end if;
end $$;

-- What a code opens: its trial, its arm, and whether somebody objected by it; nothing about whether anybody responded.
-- `changes` tells how far the pages about it can be older ones. Wrong codes are counted by the place that they come
-- from, and no more than `most` of them are answered; a right one writes nothing where nothing was wrong before, and
-- waits for nobody. It looks as the owner does, past the policies: whoever has a code may know this much, and planning
-- with all policies takes ten times as long as the look-up. A rehearsal is nothing to the public.
create or replace function find_letter(code text, place bytea, most int, now_at timestamptz, since timestamptz,
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
  select p.trial_id, p.number, p.arm into trial_id, found_number, arm
    from letter_code_places p join trials t on t.id = p.trial_id and t.kind <> 'rehearsal'
    where p.code_start = letter_code_start(code);
  if trial_id is null then
    -- Drawn, and no letters out yet: few at any time, each asked by its name.
    for candidate in
      select u.trial_id from letter_codes_unplaced u join trials t on t.id = u.trial_id and t.kind <> 'rehearsal'
    loop
      continue when to_regclass(partition_name('allocations', candidate)) is null;
      execute format('select number, arm from %I where letter_code = $1', partition_name('allocations', candidate))
        into found_number, arm using code;
      if found_number is not null then
        trial_id := candidate;
        exit;
      end if;
    end loop;
  end if;
  if trial_id is null then
    delete from tries t where t.began_at < since;
    insert into tries as t (key_sha256, count, began_at) values (place, 1, now_at)
    on conflict (key_sha256) do update set count = t.count + 1
    returning t.count, t.began_at into tried, began;
    -- Of many at once, too.
    if tried > most then
      waits_since := began;
    end if;
    return;
  end if;
  if tried is not null then
    delete from tries t where t.key_sha256 = place;
  end if;
  select exists (select from objections o where o.trial_id = find_letter.trial_id and o.number = found_number),
    c.last_value::text into objected, changes from open_page_changes c;
end $$;
