/** The SQL of the chapter for an annual report. Years are those of the Netherlands. */

const yearOf = (moment: string): string =>
  `extract(year from ${moment} at time zone 'Europe/Amsterdam')::int`;

/**
 * Every trial that a year has something to tell of: it was registered, closed or stopped, its result was published or
 * corrected, or it was waited for at the year's end. The protocol is the one in force, the result the newest.
 *
 * $1 year; $2 organisation or null for all
 */
export const trialsOfYear = `
  with versions as (
    select d.trial_id, min(d.published_at) as disclosed_at, max(d.version) as newest,
           coalesce(jsonb_agg(jsonb_build_object(
             'version', d.version, 'publishedAt', d.published_at, 'text', d.correction
           ) order by d.version) filter (where d.correction is not null and ${yearOf('d.published_at')} = $1), '[]')
             as corrections
    from disclosures d group by d.trial_id
  )
  select t.id, t.slug, t.kind, t.state, t.stopped_at, t.stopped_reason, t.organisation_id,
         o.slug as organisation_slug, o.name as organisation, p.document as protocol, first.registered_at,
         w.revealed_at as closed_at, v.disclosed_at, n.version, n.document as disclosure,
         coalesce(v.corrections, '[]') as corrections
  from trials t
  join organisations o on o.id = t.organisation_id
  join protocol_versions first on first.trial_id = t.id and first.version = 1
  join lateral (
    select v.document from protocol_versions v where v.trial_id = t.id order by v.version desc limit 1
  ) p on true
  left join draws w on w.trial_id = t.id
  left join versions v on v.trial_id = t.id
  left join disclosures n on n.trial_id = t.id and n.version = v.newest
  where t.state <> 'draft' and ${yearOf('first.registered_at')} <= $1
    and ($2::text is null or o.slug = $2)
    and ($1 in (${['first.registered_at', 'w.revealed_at', 't.stopped_at', 'v.disclosed_at'].map(yearOf).join(', ')})
         or jsonb_array_length(v.corrections) > 0
         or v.disclosed_at is null or ${yearOf('v.disclosed_at')} > $1)
  order by v.disclosed_at, first.registered_at, t.id`;

/** Years and organisations that there is a chapter of: from the first registration to this year, $1. */
export const chapters = `
  select coalesce(min(${yearOf('p.registered_at')}), $1)::int as first,
         coalesce((select jsonb_agg(jsonb_build_object('slug', o.slug, 'name', o.name) order by o.name)
                   from organisations o
                   where exists (select from trials t where t.organisation_id = o.id and t.state <> 'draft')), '[]')
           as organisations
  from protocol_versions p`;
