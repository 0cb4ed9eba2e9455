/** The SQL of the workbench's first page, in one place. Examples, replays and rehearsals count nowhere. */

/**
 * $1 organisation, $2 first day of the quarter, $3 the first day after it, $4 today. A page is due when its promised day
 * lies in the quarter and has come; it is on time when it was published by then.
 */
export const quarterFigures = `
  with own as (
    select t.id, first.registered_at, latest.promised_on, d.published_at
    from trials t
    join protocol_versions first on first.trial_id = t.id and first.version = 1
    join lateral (
      select v.promised_on from protocol_versions v where v.trial_id = t.id order by v.version desc limit 1
    ) latest on true
    left join disclosures d on d.trial_id = t.id and d.version = 1
    where t.organisation_id = $1 and t.kind = 'trial'
  )
  select
    (select count(*)::int from own
     where (registered_at at time zone 'Europe/Amsterdam')::date >= $2::date
       and (registered_at at time zone 'Europe/Amsterdam')::date < $3::date) as trials,
    (select coalesce(sum(b.letters), 0)::int from batches b join waves w on w.id = b.wave_id join own on own.id = w.trial_id
     where b.posted_on >= $2::date and b.posted_on < $3::date) as letters,
    (select count(*)::int from own
     where promised_on::date >= $2::date and promised_on::date < $3::date and promised_on::date <= $4::date) as pages_due,
    (select count(*)::int from own
     where promised_on::date >= $2::date and promised_on::date < $3::date and promised_on::date <= $4::date
       and (published_at at time zone 'Europe/Amsterdam')::date <= promised_on::date) as pages_on_time,
    (select count(*)::int from messages
     where organisation_id = $1 and (received_at at time zone 'Europe/Amsterdam')::date >= $2::date
       and (received_at at time zone 'Europe/Amsterdam')::date < $3::date) as questions,
    (select count(*)::int from messages
     where organisation_id = $1 and (received_at at time zone 'Europe/Amsterdam')::date >= $2::date
       and (received_at at time zone 'Europe/Amsterdam')::date < $3::date and answered_at is not null) as answered`;

export const targetsOfOrganisation = `
  select trials, letters, pages_on_time, answered from quarter_targets where organisation_id = $1`;

export const setTargets = `
  insert into quarter_targets (organisation_id, trials, letters, pages_on_time, answered) values ($1, $2, $3, $4, $5)
  on conflict (organisation_id) do update
  set trials = excluded.trials, letters = excluded.letters, pages_on_time = excluded.pages_on_time,
      answered = excluded.answered`;

const title = `
  (select v.document -> 'title' from protocol_versions v where v.trial_id = t.id order by v.version desc limit 1)`;

/** Questions, objections and reports that nobody answered; $1 organisation, $2 how many at most. */
export const messagesToAnswer = `
  select ${title} as title, m.kind, m.received_at as since
  from messages m left join trials t on t.id = m.trial_id
  where m.organisation_id = $1 and m.answered_at is null and m.erased_at is null
  order by m.received_at limit $2`;

/** The latest proposal of each trial, where it is open or was sent back; $1 organisation. */
export const latestProposals = `
  select t.slug, ${title} as title, p.proposer, p.proposed_by, p.proposed_at, p.decision, p.decided_by, p.decided_at,
         p.correction is not null as is_correction
  from trials t
  join lateral (
    select * from disclosure_proposals p where p.trial_id = t.id order by p.proposed_at desc, p.id desc limit 1
  ) p on p.decision is distinct from 'published'
  where t.organisation_id = $1`;

/** Waves with batches that are made and not handed over; $1 organisation. */
export const wavesToHandOver = `
  select t.slug, ${title} as title, w.number as wave, min(b.rendered_at) as since
  from trials t join waves w on w.trial_id = t.id join batches b on b.wave_id = w.id
  where t.organisation_id = $1 and b.state = 'rendered' and w.paused_at is null and t.state in ('mailing', 'collecting')
  group by t.id, t.slug, w.number`;

/** Requests to see results early that nobody decided on; $1 organisation, $2 the account, which agrees to none of its own. */
export const unblindingsToDecide = `
  select t.slug, ${title} as title, u.asked_by, u.asked_at
  from unblindings u join trials t on t.id = u.trial_id
  where t.organisation_id = $1 and u.decision is null and u.asker <> $2`;

/**
 * Trials whose next step has come: to be closed, analysed, or proposed for publication; $1 organisation, $2 today.
 */
export const stepsThatAreDue = `
  select t.slug, t.state, p.document -> 'title' as title, p.document #>> '{planning,close}' as close, t.updated_at as since
  from trials t
  join lateral (
    select v.document from protocol_versions v where v.trial_id = t.id order by v.version desc limit 1
  ) p on true
  where t.organisation_id = $1
    and (t.state = 'closed'
      or (t.state = 'collecting' and p.document #>> '{planning,close}' <= $2)
      or (t.state = 'analysed' and not exists (select from disclosure_proposals d where d.trial_id = t.id)))`;

/** Trials under way whose personal data go by a day; $1 organisation, $2 that day. */
export const erasuresToCome = `
  select t.slug, p.document -> 'title' as title, p.document #>> '{data,retainUntil}' as day
  from trials t
  join lateral (
    select v.document from protocol_versions v where v.trial_id = t.id order by v.version desc limit 1
  ) p on true
  where t.organisation_id = $1 and t.kind = 'trial'
    and (t.state in ('allocated', 'mailing', 'collecting')
      or (t.state = 'registered' and exists (select from imports i where i.trial_id = t.id)))
    and p.document #>> '{data,retainUntil}' <= $2`;
