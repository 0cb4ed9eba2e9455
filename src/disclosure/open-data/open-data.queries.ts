/** The SQL of feeds and of the catalogue. */

/** What happened in public, the newest first: registrations and amendments, stops, results and corrections. */
export const events = `
  select event, at, version, note, sha256, title, slug, organisation_slug, organisation
  from (
    select case when v.version = 1 then 'registered' else 'amended' end as event, v.registered_at as at, v.version,
           v.reason as note, encode(v.sha256, 'hex') as sha256, v.trial_id
    from protocol_versions v
    union all
    select 'stopped', t.stopped_at, 1, t.stopped_reason, null, t.id from trials t where t.stopped_at is not null
    union all
    select 'unblinded', u.decided_at, 1, u.reason, null, u.trial_id from unblindings u where u.decision = 'agreed'
    union all
    select case when d.version = 1 then 'disclosed' else 'corrected' end, d.published_at, d.version, d.correction,
           encode(d.sha256, 'hex'), d.trial_id
    from disclosures d
  ) happened
  join lateral (
    select t.slug, o.slug as organisation_slug, o.name as organisation, p.title
    from trials t
    join organisations o on o.id = t.organisation_id
    join protocol_versions p on p.trial_id = t.id
    where t.id = happened.trial_id order by p.version desc limit 1
  ) about on true
  where $1::uuid is null or happened.trial_id = $1
  order by at desc, event limit 100`;

/** Every trial with published counts, by its newest version. */
export const published = `
  select t.slug, o.slug as organisation_slug, o.name as organisation, o.contact, o.tooi, p.title, p.techniques,
         p.document -> 'question' as question, newest.version, newest.published_at as modified,
         (select published_at from disclosures f where f.trial_id = t.id and f.version = 1) as issued
  from trials t
  join organisations o on o.id = t.organisation_id
  join lateral (
    select d.version, d.published_at from disclosures d where d.trial_id = t.id order by d.version desc limit 1
  ) newest on true
  join lateral (
    select v.title, v.techniques, v.document from protocol_versions v
    where v.trial_id = t.id order by v.version desc limit 1
  ) p on true
  order by newest.published_at desc, t.id`;
