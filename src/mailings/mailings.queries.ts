import { HOUSE_NUMBER_AT, POSTCODE_AT } from '../recipients/personal-data.js';

/** The SQL of the mailings, in one place. */

/**
 * Puts every recipient whose arm gets a letter into a batch. The order is that of the post (postcode, house number),
 * over all arms together, so that nobody at the print shop can tell the arms apart by batch.
 * $1 wave, $2 trial, $3 indexes of arms with a letter, $4 letters a batch
 */
export const planBatches = `
  with ordered as (
    select a.number,
           row_number() over (
             order by p.personal->>${POSTCODE_AT}, nullif(regexp_replace(p.personal->>${HOUSE_NUMBER_AT}, '\\D', '', 'g'), '')::bigint,
                      a.number
           ) - 1 as place
    from allocations a
    join recipients r on r.trial_id = a.trial_id and r.number = a.number
    cross join lateral (select convert_from(r.personal, 'UTF8')::json as personal offset 0) p
    where a.trial_id = $2 and a.arm = any ($3::smallint[]) and not r.opted_out
      and not exists (select from objections o where o.trial_id = a.trial_id and o.number = a.number)
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
  select b.id, w.number as wave, b.number, b.letters, b.state, b.pages, b.pdf_file,
         encode(b.pdf_sha256, 'hex') as pdf_sha256, b.rendered_at, b.handed_over_at, b.handed_over_by,
         b.posted_on::text
  from batches b join waves w on w.id = b.wave_id
  where w.trial_id = $1 order by w.number, b.number`;

/** $1 trial: what is still to be made of it. */
export const plannedBatches = `
  select b.id from batches b join waves w on w.id = b.wave_id
  where w.trial_id = $1 and b.state = 'planned' order by w.number, b.number`;

export const batchById = `
  select b.id, w.trial_id, w.number as wave, b.wave_id, b.number, b.letters, b.state, b.pdf_file
  from batches b join waves w on w.id = b.wave_id where b.id = $1`;

/** Numbers are those of the first wave, whose batches are the only ones so far. */
export const batchByNumber = `
  select b.state from batches b join waves w on w.id = b.wave_id where w.trial_id = $1 and b.number = $2`;

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

/** Only a planned batch becomes a rendered one: of two workers that did the same work, one finds nothing to do. */
export const recordRendered = `
  update batches set state = 'rendered', pages = $2, pdf_file = $3, pdf_sha256 = $4, rendered_at = $5
  where id = $1 and state = 'planned'`;

/** $5 the batches' numbers, or null for all that were made. A batch is handed over once. */
export const recordHandOver = `
  update batches b set state = 'handed-over', handed_over_at = $2, handed_over_by = $3, posted_on = $4
  from waves w
  where w.id = b.wave_id and w.trial_id = $1 and b.state = 'rendered' and ($5::int[] is null or b.number = any ($5))
  returning b.number, encode(b.pdf_sha256, 'hex') as sha256`;

export const manifestLines = `
  select a.letter_code, l.position, l.first_page, l.last_page
  from letters l
  join waves w on w.id = l.wave_id
  join allocations a on a.trial_id = w.trial_id and a.number = l.number
  where l.batch_id = $1 order by l.position`;

export const mailingProgress = `
  select count(*)::int as batches,
         count(*) filter (where b.state <> 'planned')::int as rendered,
         count(*) filter (where b.state = 'handed-over')::int as handed_over,
         coalesce(sum(b.letters), 0)::int as letters,
         coalesce(sum(b.letters) filter (where b.state <> 'planned'), 0)::int as letters_rendered
  from batches b join waves w on w.id = b.wave_id where w.trial_id = $1`;
