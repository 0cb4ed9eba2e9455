/** The SQL of waves, in one place. */

/** How far back is looked for how fast letters are made. */
const BATCHES_LOOKED_AT = 20;

/**
 * The waves of a trial with their sums. Letters and withheld letters together are all for whom a wave was meant. The
 * speed is that of the latest batches: letters of all but the first of them, over the time between the first and the
 * last; a batch's own making is so in the time, and the wait before it is not.
 * $1 trial
 */
export const wavesOfTrial = `
  select w.id, w.number, w.created_at, w.paused_at, w.paused_by,
         b.batches, b.planned_batches, b.rendered_batches, b.handed_over_batches,
         b.letters, b.letters_rendered, b.letters_handed_over, b.first_posted_on::text, b.last_posted_on::text,
         coalesce(h.withheld, '{}'::json) as withheld,
         coalesce(u.returned, 0)::int as returned,
         s.letters as recent_letters, s.seconds as recent_seconds, s.last_at
  from waves w
  cross join lateral (
    select count(*)::int as batches,
           count(*) filter (where state = 'planned')::int as planned_batches,
           count(*) filter (where state = 'rendered')::int as rendered_batches,
           count(*) filter (where state = 'handed-over')::int as handed_over_batches,
           coalesce(sum(letters), 0)::int as letters,
           coalesce(sum(letters) filter (where state <> 'planned'), 0)::int as letters_rendered,
           coalesce(sum(letters) filter (where state = 'handed-over'), 0)::int as letters_handed_over,
           min(posted_on) as first_posted_on, max(posted_on) as last_posted_on
    from batches where wave_id = w.id
  ) b
  left join lateral (
    select json_object_agg(reason, n) as withheld
    from (select reason, count(*)::int as n from withheld_letters where wave_id = w.id group by reason) reasons
  ) h on true
  left join lateral (
    select count(*) as returned from returned_letters r where r.trial_id = w.trial_id and r.wave = w.number
  ) u on true
  left join lateral (
    select (sum(letters) - (array_agg(letters order by rendered_at))[1])::int as letters,
           extract(epoch from max(rendered_at) - min(rendered_at))::float8 as seconds, max(rendered_at) as last_at
    from (
      select letters, rendered_at from batches
      where wave_id = w.id and rendered_at is not null order by rendered_at desc limit ${BATCHES_LOOKED_AT}
    ) latest
  ) s on true
  where w.trial_id = $1 order by w.number`;

/** $1 trial, $2 wave, $3 now, $4 by whom. A wave that waits already keeps who stopped it. */
export const pauseWave = `
  update waves set paused_at = $3, paused_by = $4
  where trial_id = $1 and number = $2 and paused_at is null returning number`;

/** $1 trial, $2 wave */
export const resumeWave = `
  update waves set paused_at = null, paused_by = null, resumes = resumes + 1
  where trial_id = $1 and number = $2 and paused_at is not null returning number`;

/** Day on which the last letters of the first wave were posted; reminders are counted from it. $1 trial */
export const lastPosted = `
  select max(b.posted_on)::text as posted_on
  from waves w join batches b on b.wave_id = w.id where w.trial_id = $1 and w.number = 1`;

/**
 * The letters of somebody that were made already, for whoever has to take them out of the print shop's hands.
 * $1 trial, $2 number of the recipient
 */
export const madeLetters = `
  select w.number as wave, b.number as batch, b.state, b.posted_on::text
  from letters l
  join waves w on w.id = l.wave_id
  join batches b on b.id = l.batch_id
  where w.trial_id = $1 and l.number = $2 and b.state <> 'planned' order by w.number`;

/** Waits for a worker that is just booking the batch of somebody. $1 trial, $2 number of the recipient */
export const lockPlannedLetters = `
  select b.id from batches b
  where b.state = 'planned' and b.id in (
    select l.batch_id from letters l join waves w on w.id = l.wave_id where w.trial_id = $1 and l.number = $2)
  for update of b`;
