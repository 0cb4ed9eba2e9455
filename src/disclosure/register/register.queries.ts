/** The SQL of the register, in one place. */

/**
 * Every registered trial with what the register tells of it. The protocol in force is the version that no later one
 * follows; the day of registration is that of the first.
 *
 * $1 the day of today, as text
 */
const entries = `
  select t.id, t.slug, t.kind, t.state, t.stopped_at is not null as stopped, o.slug as organisation_slug,
         o.name as organisation, p.title, p.techniques, p.arm_count, p.external, p.promised_on, p.search,
         first.registered_at, d.published_at, d.found, d.allocated,
         d.published_at is null and p.promised_on < $1 as late,
         case
           when t.stopped_at is not null then 'stopped'
           when d.published_at is null then 'pending'
           when d.found is null then 'withheld'
           when d.found then 'difference'
           else 'no-difference'
         end as outcome
  from registered_protocols p
  join registered_trials t on t.id = p.trial_id
  join public_organisations o on o.id = t.organisation_id
  join registered_protocols first on first.trial_id = p.trial_id and first.version = 1
  left join public_disclosures first_out on first_out.trial_id = p.trial_id and first_out.version = 1
  left join lateral (
    select first_out.published_at, n.found, n.allocated
    from public_disclosures n where n.trial_id = p.trial_id order by n.version desc limit 1
  ) d on true
  where not exists (
    select from registered_protocols later where later.trial_id = p.trial_id and later.version > p.version
  )`;

/**
 * $2 words, or ''; $3 techniques whose name has those words; $4 organisation; $5 technique; $6 status; $7 year. A word is
 * looked for in Dutch, in English and as it stands, since a text can be in either language and names are in none.
 */
const matching = `
  with entries as materialized (${entries}
    and ($2 = '' or (p.trial_id, p.version) in (select w.trial_id, w.version from protocols_with_words($2) w)
         or p.techniques ?| $3::text[])
    and ($4::text is null or o.slug = $4)
    and ($5::text is null or p.techniques ? $5)
    and ($7::int is null or extract(year from first.registered_at at time zone 'Europe/Amsterdam') = $7)
  ), matching as (
    select * from entries where case $6::text
      when 'running' then not stopped and state in ('registered', 'allocated', 'mailing', 'collecting')
      when 'awaiting' then published_at is null and state in ('closed', 'analysed')
      when 'late' then late
      when 'stopped' then stopped
      when 'difference' then outcome = 'difference'
      when 'no-difference' then outcome = 'no-difference'
      else true end
  )`;

/** A page of what matches, the best match first and otherwise the newest; $8 rows from $9 on, each with their number. */
export const registerPageRows = `${matching}
  select id, slug, kind, state, outcome, organisation_slug, organisation, title, techniques, arm_count, external,
         promised_on, registered_at, published_at, allocated, late, count(*) over ()::int as found
  from matching
  order by case when $2 = '' then 0 else -ts_rank(search, websearch_to_tsquery('dutch', $2)
    || websearch_to_tsquery('english', $2) || websearch_to_tsquery('simple', $2)) end, registered_at desc, id
  limit $8 offset $9`;

/** What the front page counts: trials of agencies themselves, and examples and replays apart. */
export const registerCounts = `
  with entries as (${entries})
  select kind = 'trial' as own, count(*)::int as trials,
         count(published_at)::int as disclosed,
         (count(*) filter (where outcome = 'no-difference'))::int as null_results,
         (count(*) filter (where stopped))::int as stopped,
         (count(*) filter (where late))::int as late
  from entries group by own`;

/** What there is to choose from. */
export const registerChoices = `
  with current as (
    select p.trial_id, p.techniques, o.slug, o.name, first.registered_at
    from registered_protocols p
    join registered_trials t on t.id = p.trial_id
    join public_organisations o on o.id = t.organisation_id
    join registered_protocols first on first.trial_id = p.trial_id and first.version = 1
    where not exists (
      select from registered_protocols later where later.trial_id = p.trial_id and later.version > p.version
    )
  )
  select
    (select coalesce(jsonb_agg(o order by o ->> 'name'), '[]')
     from (select distinct jsonb_build_object('slug', slug, 'name', name) as o from current) organisations
    ) as organisations,
    (select coalesce(jsonb_agg(distinct technique), '[]')
     from current, jsonb_array_elements_text(techniques) technique) as techniques,
    (select coalesce(jsonb_agg(distinct extract(year from registered_at at time zone 'Europe/Amsterdam')::int), '[]')
     from current) as years`;
