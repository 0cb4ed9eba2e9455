/**
 * The SQL of the analysis. It gives sufficient statistics, never rows of people: a million recipients come out as a
 * table of some dozens of lines.
 */

/** The day from which a recipient's responses count. */
const windowStart = `coalesce(
    posted.posted_on,
    (select min(b.posted_on) from waves w join batches b on b.wave_id = w.id where w.trial_id = $1 and w.number = 1),
    $3::date
  )`;

/**
 * The responses that count: of the registered kind, and within the window. The window runs from the day on which the
 * recipient's own first letter was posted (a print stop moves it). Who gets no letter is followed from the day on which
 * the first letters went out, or the arms would be compared over different days; without any posting it is the planned
 * day.
 * $1 trial, $2 kind of response, $3 planned day of mailing, $4 days of the window
 */
const counted = `
    select r.number, (r.responded_on - ${windowStart})::int as day
    from responses r
    left join (
      select l.number, b.posted_on
      from waves w
      join batches b on b.wave_id = w.id
      join letters l on l.wave_id = w.id and l.batch_id = b.id
      where w.trial_id = $1 and w.number = 1 and b.posted_on is not null
    ) posted on posted.number = r.number
    where r.trial_id = $1 and r.kind = $2
      and r.responded_on >= ${windowStart}
      and r.responded_on <= ${windowStart} + $4::int`;

/** Everybody who was allocated, with whether a response of theirs counts. */
const responded = `
  select a.arm, a.stratum, a.number, a.cluster, (r.number is not null) as responded
  from allocations a
  left join (${counted}
  ) r on r.number = a.number
  where a.trial_id = $1`;

/**
 * `responded` of those whose window has closed before today, for a look before the end: late responses of others can't
 * have come in yet. $5 today, beside the parameters of the counts
 */
export const closedWindows = `
  select a.arm, a.stratum, a.number, a.cluster, (r.number is not null) as responded
  from allocations a
  left join (
    select l.number, b.posted_on
    from waves w
    join batches b on b.wave_id = w.id
    join letters l on l.wave_id = w.id and l.batch_id = b.id
    where w.trial_id = $1 and w.number = 1
  ) posted on posted.number = a.number
  left join (${counted}
  ) r on r.number = a.number
  where a.trial_id = $1
    -- A letter that was made and is not on its way yet has no window that could have closed.
    and (posted.number is null or posted.posted_on is not null)
    and ${windowStart} + $4::int < $5::date`;

const byArmAndStratum = (people: string): string => `
  select arm, stratum, count(*)::int as n, count(*) filter (where responded)::int as x
  from (${people}) counted
  group by arm, stratum order by arm, stratum`;

/** Recipients and responders by arm and stratum, by intention to treat: everybody who was allocated counts. */
export const countsByArmAndStratum = byArmAndStratum(responded);

/** The same of `closedWindows`. */
export const closedByArmAndStratum = byArmAndStratum(closedWindows);

/**
 * Clusters by arm, stratum, size and number of responders: all that a cluster-robust analysis needs. Who is in no
 * cluster is a cluster of one, as in the draw.
 */
const byCluster = (people: string): string => `
  select arm, stratum, size, x, count(*)::int as clusters
  from (
    select arm, min(stratum) as stratum, count(*)::int as size, count(*) filter (where responded)::int as x
    from (${people}) counted
    group by arm, cluster, case when cluster is null then number end
  ) c
  group by arm, stratum, size, x order by arm, stratum, size, x`;

export const countsByCluster = byCluster(responded);

/** The same of `closedWindows`. */
export const closedByCluster = byCluster(closedWindows);

/** As many as memory holds without trouble; who has more of them gives a larger step. */
export const MOST_PROFILES = 200_000;

/**
 * Recipients and responders by arm, stratum and the values that were known before the draw: all that Lin's adjustment
 * needs. Empty once the recipients have been erased. Parameters as of the counts.
 */
export const countsByCovariates = `
  select c.arm, c.stratum, p.covariates, count(*)::int as n, count(*) filter (where c.responded)::int as x
  from (${responded}) c
  join recipients p on p.trial_id = $1 and p.number = c.number
  where p.covariates is not null
  group by 1, 2, 3 order by 1, 2, 3 limit ${MOST_PROFILES + 1}`;

/** First responses that count, by arm and day since posting, for the time to response. Parameters as above. */
export const responsesByDay = `
  select a.arm, r.day, count(*)::int as x
  from (${counted}
  ) r
  join allocations a on a.trial_id = $1 and a.number = r.number
  group by 1, 2 order by 1, 2`;

/** The day on which the trial closed: responses that came later were not taken in. */
const closedOn = `(select (d.revealed_at at time zone 'Europe/Amsterdam')::date from draws d where d.trial_id = $1)`;

/**
 * Whether every letter's window had ended when the trial closed. It looks at batches alone, so that the usual trial
 * needs no further scan: then everybody who did not respond was followed for the whole window.
 * $1 trial, $2 planned day of mailing, $3 days of the window
 */
export const followUpIsComplete = `
  select coalesce(max(b.posted_on), $2::date) + $3::int <= ${closedOn} as complete
  from waves w
  join batches b on b.wave_id = w.id
  where w.trial_id = $1 and w.number = 1`;

/**
 * Who did not respond, by arm and the last day since posting on which they were followed: the end of the window, or the
 * day of the close where that came first (a trial that was stopped, a batch that was posted late).
 * Parameters as of the counts.
 */
export const silentByLastDay = `
  select arm, least($4::int, greatest(0, coalesce(${closedOn} - started, $4::int)))::int as day, count(*)::int as n
  from (
    select a.arm, ${windowStart} as started
    from allocations a
    left join (
      select l.number, b.posted_on
      from waves w
      join batches b on b.wave_id = w.id
      join letters l on l.wave_id = w.id and l.batch_id = b.id
      where w.trial_id = $1 and w.number = 1 and b.posted_on is not null
    ) posted on posted.number = a.number
    left join (${counted}
    ) r on r.number = a.number
    where a.trial_id = $1 and r.number is null
  ) silent
  group by 1, 2 order by 1, 2`;

/** Whether any letter is known to have come back. $1 trial */
export const anyUndeliverable = `
  select exists (select from returned_letters where trial_id = $1) as any`;

/**
 * Recipients whom no letter reached, by arm, with how many of them responded all the same: every letter that was posted
 * to them came back. Who got a reminder that did not come back was reached. A letter counts as come back whenever it
 * was booked. Parameters as of the counts.
 */
export const undeliverableByArm = `
  select a.arm, count(*)::int as n, count(r.number)::int as x
  from (
    select distinct b.number from returned_letters b
    where b.trial_id = $1 and not exists (
      select from waves w
      join letters l on l.wave_id = w.id and l.number = b.number
      join batches p on p.id = l.batch_id and p.posted_on is not null
      where w.trial_id = $1 and not exists (
        select from returned_letters o where o.trial_id = $1 and o.wave = w.number and o.number = b.number))
  ) u
  join allocations a on a.trial_id = $1 and a.number = u.number
  left join (${counted}
  ) r on r.number = u.number
  group by a.arm order by a.arm`;

/**
 * Letters of the first wave by arm that were really posted, for the sample-ratio test on what was mailed: who was taken out
 * of a batch has no letter, and a batch that was made and never went to the post does not count.
 */
export const mailedByArm = `
  select a.arm, count(*)::int as n
  from waves w
  join batches b on b.wave_id = w.id and b.posted_on is not null
  join letters l on l.wave_id = w.id and l.batch_id = b.id
  join allocations a on a.trial_id = w.trial_id and a.number = l.number
  where w.trial_id = $1 and w.number = 1
  group by a.arm order by a.arm`;

/**
 * Reminders that were posted, by arm: how many in all, the sum of each recipient's number squared, and how many to
 * people none of whose responses count. Parameters as of the counts.
 */
export const remindersByArm = `
  select a.arm, sum(m.reminders)::int as total, sum(m.reminders * m.reminders)::int as total_of_squares,
         coalesce(sum(m.reminders) filter (where r.number is null), 0)::int as to_silent
  from (
    select l.number, count(*)::int as reminders
    from waves w
    join batches b on b.wave_id = w.id and b.posted_on is not null
    join letters l on l.wave_id = w.id and l.batch_id = b.id
    where w.trial_id = $1 and w.number > 1
    group by l.number
  ) m
  join allocations a on a.trial_id = $1 and a.number = m.number
  left join (${counted}
  ) r on r.number = m.number
  group by a.arm order by a.arm`;
