/** The SQL of the mailings, in one place. */

/** Who of a trial gets no more letters, and why: one row a person. $2 trial, $7 number of the wave */
const stopped = `
    select number, min(reason) as reason from (
      select o.number, 'objection' as reason from objections o where o.trial_id = $2
      union all
      select d.number, d.reason from do_not_send d where d.trial_id = $2
      union all
      -- A second letter to an address from which the first came back comes back as well.
      select r.number, 'returned' from returned_letters r
      where r.trial_id = $2 and r.wave < $7::int and not exists (
        select from address_changes c
        where c.trial_id = r.trial_id and c.number = r.number and c.changed_at > r.received_at)
    ) reasons group by number`;

/**
 * Puts everybody for whom a wave is meant into a batch, or books why not; one statement, so that nobody is in both and
 * nobody in neither. The order is that of the post (postcode, house number), over all arms together, so that nobody at
 * the print shop can tell the arms apart by batch; `post_order` has it (post-order.ts).
 * $1 wave, $2 trial, $3 indexes of arms that get this wave, $4 letters a batch, $5 kind of response that makes a
 * reminder needless, null for the first wave, $6 now, $7 number of the wave
 */
export const planBatches = `
  with stopped as materialized (${stopped}
  ),
  meant as (
    select a.number, s.reason
    from allocations a left join stopped s on s.number = a.number
    where a.trial_id = $2 and a.arm = any ($3::smallint[])
      and ($5::text is null or not exists (
        select from responses r where r.trial_id = a.trial_id and r.number = a.number and r.kind = $5))
  ),
  withheld as (
    insert into withheld_letters (wave_id, number, reason, withheld_at)
    select $1::uuid, number, reason, $6::timestamptz from meant where reason is not null
  ),
  ordered as (
    select m.number, row_number() over (order by p.place, m.number) - 1 as place
    from meant m
    join recipients r on r.trial_id = $2 and r.number = m.number
    left join post_order p on p.number = m.number
    where m.reason is null
  ),
  made as (
    insert into batches (wave_id, number, letters, state)
    select $1::uuid, place / $4::int + 1, count(*), 'planned' from ordered group by 1, 2
    returning id, number
  )
  insert into letters (wave_id, number, batch_id, position)
  select $1::uuid, o.number, m.id, o.place % $4::int + 1
  from ordered o join made m on m.number = o.place / $4::int + 1`;

export const batchesOfTrial = `
  select b.id, w.number as wave, b.number, b.letters, b.withheld, b.state, b.pages, b.pdf_file,
         encode(b.pdf_sha256, 'hex') as pdf_sha256, b.rendered_at, b.handed_over_at, b.handed_over_by,
         b.posted_on::text
  from batches b join waves w on w.id = b.wave_id
  where w.trial_id = $1 order by w.number, b.number`;

/** $1 trial: what is still to be made of it, as far as its wave does not wait. */
export const plannedBatches = `
  select b.id, w.resumes from batches b join waves w on w.id = b.wave_id
  where w.trial_id = $1 and b.state = 'planned' and w.paused_at is null order by w.number, b.number`;

export const trialsWithPlannedBatches = `
  select distinct w.trial_id from batches b join waves w on w.id = b.wave_id
  where b.state = 'planned' and w.paused_at is null`;

export const batchById = `
  select b.id, w.trial_id, w.number as wave, b.wave_id, b.number, b.letters, b.state, b.pdf_file,
         w.paused_at is not null as paused
  from batches b join waves w on w.id = b.wave_id where b.id = $1`;

/** $1 trial, $2 batch, $3 wave */
export const batchByNumber = `
  select b.state from batches b join waves w on w.id = b.wave_id
  where w.trial_id = $1 and b.number = $2 and w.number = $3`;

/** The letters of a batch in printing order, each with what is known of its recipient and nobody else. */
export const lettersToPrint = `
  select l.number, l.position, a.letter_code, a.arm, r.reference, r.personal
  from letters l
  join waves w on w.id = l.wave_id
  join allocations a on a.trial_id = w.trial_id and a.number = l.number
  join recipients r on r.trial_id = w.trial_id and r.number = l.number
  where l.batch_id = $1 order by l.position`;

/** $1 batch, $2 positions, $3 first pages, $4 last pages: one page range for each letter. */
export const recordPageRanges = `
  update letters l set first_page = v.first_page, last_page = v.last_page
  from unnest($2::int[], $3::int[], $4::int[]) as v (position, first_page, last_page)
  where l.batch_id = $1 and l.position = v.position`;

/** Whoever takes somebody out of a batch, or books that it was made, waits here for the other. */
export const lockPlannedBatch = `select from batches where id = $1 and state = 'planned' for update`;

/** $1 batch, $2 numbers of recipients: who of them may not be written to any more, with the reason. */
export const stoppedOfBatch = `
  select s.number, min(s.reason) as reason
  from batches b
  join waves w on w.id = b.wave_id
  join lateral (
    select o.number, 'objection' as reason from objections o where o.trial_id = w.trial_id
    union all
    select d.number, d.reason from do_not_send d where d.trial_id = w.trial_id
  ) s on s.number = any ($2::int[])
  where b.id = $1 group by s.number`;

/** How often an address of these recipients was changed. $1 trial, $2 numbers of recipients */
export const addressChanges = `
  select count(*)::int as changes from address_changes where trial_id = $1 and number = any ($2::int[])`;

/** Takes people out of a batch that is not made yet. $1 batch, $2 numbers, $3 their reasons, $4 now */
export const withholdLetters = `
  with gone as (
    delete from letters l using unnest($2::int[], $3::text[]) as v (number, reason)
    where l.batch_id = $1 and l.number = v.number
    returning l.wave_id, l.number, v.reason
  )
  insert into withheld_letters (wave_id, number, reason, withheld_at)
  select wave_id, number, reason, $4::timestamptz from gone`;

/**
 * Only a planned batch becomes a rendered one: of two workers that did the same work, one finds nothing to do.
 * $6 letters in it, $7 how many were taken out
 */
export const recordRendered = `
  update batches
  set state = 'rendered', pages = $2, pdf_file = $3, pdf_sha256 = $4, rendered_at = $5, letters = $6,
      withheld = withheld + $7
  where id = $1 and state = 'planned'`;

/** A batch of which everybody was taken out. $2 now */
export const recordEmpty = `
  update batches set state = 'empty', letters = 0, withheld = withheld + letters, rendered_at = $2
  where id = $1 and state = 'planned'`;

/** $5 the batches' numbers, or null for all that were made; $6 wave. A batch is handed over once. */
export const recordHandOver = `
  update batches b set state = 'handed-over', handed_over_at = $2, handed_over_by = $3, posted_on = $4
  from waves w
  where w.id = b.wave_id and w.trial_id = $1 and w.number = $6 and b.state = 'rendered'
    and ($5::int[] is null or b.number = any ($5))
  returning b.number, encode(b.pdf_sha256, 'hex') as sha256`;

/** $1 trial: a row where all of its first wave was handed over, but for what is empty. */
export const firstWaveIsOut = `
  select count(*)::int as batches
  from batches b join waves w on w.id = b.wave_id
  where w.trial_id = $1 and w.number = 1
  having bool_and(b.state in ('handed-over', 'empty')) and bool_or(b.state = 'handed-over')`;

export const manifestLines = `
  select a.letter_code, row_number() over (order by l.position)::int as position, l.first_page, l.last_page
  from letters l
  join waves w on w.id = l.wave_id
  join allocations a on a.trial_id = w.trial_id and a.number = l.number
  where l.batch_id = $1 order by l.position`;

/** $1 trial, $2 wave. An empty batch is done: nothing is left to make of it or to hand over. */
export const mailingProgress = `
  select count(*)::int as batches,
         count(*) filter (where b.state <> 'planned')::int as rendered,
         count(*) filter (where b.state in ('handed-over', 'empty'))::int as handed_over,
         coalesce(sum(b.letters), 0)::int as letters,
         coalesce(sum(b.letters) filter (where b.state <> 'planned'), 0)::int as letters_rendered
  from batches b join waves w on w.id = b.wave_id where w.trial_id = $1 and w.number = $2`;
