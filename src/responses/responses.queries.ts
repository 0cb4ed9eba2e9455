/** The SQL of the responses, in one place. */

/** Where responses stand until all of a file is in; gone with the transaction. */
export const createIncoming = `
  create temporary table incoming_responses (
    line int not null, letter_code text collate "C", reference text collate "C", kind text not null, responded_on date not null,
    wave int, number int
  ) on commit drop`;

export const copyIncoming =
  'copy incoming_responses (line, letter_code, reference, kind, responded_on, wave) from stdin';

/** By letter code, and where there is none by reference: everybody who did not opt out was allocated. */
export const matchByCode = `
  update incoming_responses i set number = a.number
  from allocations a where a.trial_id = $1 and a.letter_code = i.letter_code`;

export const matchByReference = `
  update incoming_responses i set number = r.number
  from recipients r
  where i.number is null and i.letter_code is null and r.trial_id = $1 and not r.opted_out
    and r.reference = i.reference`;

/**
 * Each recipient's response of a kind, once: the earliest on or after the day on which their own letter was posted, as
 * the analysis counts it; where there is none, the earliest. A form that was sent in before the letter came so hides
 * none that came after it. Gives how many are new, counted where they are: a file may hold a million.
 * $1 trial, $2 import, $3 now, $4 planned day of mailing
 */
export const keepResponses = `
  with posted as (
    select l.number, b.posted_on
    from waves w
    join batches b on b.wave_id = w.id
    join letters l on l.wave_id = w.id and l.batch_id = b.id
    where w.trial_id = $1 and w.number = 1 and b.posted_on is not null
  ),
  first as (select coalesce(min(posted_on), $4::date) as posted_on from posted),
  dated as (
    select number, kind, responded_on from incoming_responses where number is not null
    union all
    select r.number, r.kind, r.responded_on from responses r
    where r.trial_id = $1
      and exists (select from incoming_responses i where i.number = r.number and i.kind = r.kind)
  ),
  best as (
    select d.number, d.kind,
           coalesce(
             min(d.responded_on) filter (where d.responded_on >= coalesce(p.posted_on, f.posted_on)),
             min(d.responded_on)) as responded_on
    from dated d cross join first f left join posted p on p.number = d.number
    group by d.number, d.kind
  ),
  kept as (
    insert into responses (trial_id, number, kind, responded_on, import_id, received_at)
    select $1, number, kind, responded_on, $2, $3 from best
    on conflict (trial_id, number, kind) do update
      set responded_on = excluded.responded_on, import_id = coalesce(responses.import_id, excluded.import_id)
    returning (xmax = 0) as is_new
  )
  select count(*) filter (where is_new)::int as accepted from kept`;

/** What can't be matched is kept and shown (rule 4). */
export const keepUnmatched = `
  insert into unmatched_responses
    (trial_id, import_id, line, letter_code, reference, kind, responded_on, reason, received_at)
  select $1, $2, line, letter_code, reference, kind, responded_on, 'no-recipient', $3
  from incoming_responses where number is null`;

/**
 * The wave of a letter that came back: the latest that had been posted to this recipient by then, or the one that was
 * named if it was. Without such a letter there is none. $1 trial
 */
export const findWave = `
  update incoming_responses i set wave = (
    select max(w.number)
    from waves w
    join letters l on l.wave_id = w.id and l.number = i.number
    join batches b on b.id = l.batch_id
    where w.trial_id = $1 and b.posted_on <= i.responded_on and (i.wave is null or w.number = i.wave)
  )
  where i.number is not null`;

/** Where the letters were sent elsewhere, nobody knows here which were: what comes back is of the first, unless named. */
export const assumeWave = `update incoming_responses set wave = coalesce(wave, 1) where number is not null`;

/** Each letter comes back once; that a file has it too is kept. $1 trial, $2 import, $3 now, $4 by whom */
export const keepUndeliverables = `
  with kept as (
    insert into undeliverables (trial_id, wave, number, returned_on, import_id, received_at, received_by)
    select $1, wave, number, min(responded_on), $2, $3, $4
    from incoming_responses where number is not null and wave is not null
    group by wave, number
    on conflict (trial_id, wave, number) do update
      set import_id = coalesce(undeliverables.import_id, excluded.import_id)
    returning (xmax = 0) as is_new
  )
  select count(*) filter (where is_new)::int as accepted from kept`;

/** The latest letter of somebody that came back, and whether a file has it. $1 trial, $2 recipient */
export const latestReturn = `
  select wave, import_id is not null as "byFile" from undeliverables
  where trial_id = $1 and number = $2 order by wave desc limit 1`;

export const removeReturn = 'delete from undeliverables where trial_id = $1 and number = $2 and wave = $3';

/** What can't be matched is kept and shown (rule 4), and so is a letter that came back and never was sent. */
export const keepUnmatchedUndeliverables = `
  insert into unmatched_responses
    (trial_id, import_id, line, letter_code, reference, kind, responded_on, reason, received_at)
  select $1, $2, line, letter_code, reference, kind, responded_on,
         case when number is null then 'no-recipient' else 'no-letter' end, $3
  from incoming_responses where number is null or wave is null`;

/** Counts that say nothing about arms. A letter that came back is no response. */
export const responseTotals = `
  select (select count(*)::int from responses where trial_id = $1 and kind <> 'undeliverable') as responses,
         (select count(*)::int from unmatched_responses where trial_id = $1) as unmatched,
         (select count(distinct number)::int from returned_letters where trial_id = $1) as returned`;

/** Whether a file has a response too, and whether a look may have counted it. $1 trial, $2 recipient, $3 kind */
export const bookedResponse = `
  select r.import_id is not null as "byFile",
         exists (select from looks l where l.trial_id = r.trial_id and l.taken_at >= r.received_at) as counted
  from responses r where r.trial_id = $1 and r.number = $2 and r.kind = $3`;

export const removeResponse = 'delete from responses where trial_id = $1 and number = $2 and kind = $3';
