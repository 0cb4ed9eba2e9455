-- What other trials cite may be corrected: the version that the figures are of, and when it was published.
create or replace view published_arms as
  select o.slug as organisation, t.slug as trial, t.kind, p.title,
         p.planning ->> 'mailing' as mailing, p.planning ->> 'close' as close,
         arm ->> 'arm' as arm, (arm ->> 'x')::int as x, (arm ->> 'n')::int as n,
         d.published_at
  from trials t
  join organisations o on o.id = t.organisation_id
  join lateral (
    select document, published_at from disclosures where trial_id = t.id order by version desc limit 1
  ) d on true
  join lateral (
    select document -> 'title' as title, document -> 'planning' as planning
    from protocol_versions where trial_id = t.id order by version desc limit 1
  ) p on true
  cross join lateral jsonb_array_elements(d.document -> 'arms') arm
  where t.state = 'disclosed';
