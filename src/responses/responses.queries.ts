/** The SQL of the responses, in one place. */

/** Where responses stand until all of a file is in; gone with the transaction. */
export const createIncoming = `
  create temporary table incoming_responses (
    line int not null, letter_code text collate "C", reference text collate "C", kind text not null, responded_on date not null, number int
  ) on commit drop`;

export const copyIncoming =
  'copy incoming_responses (line, letter_code, reference, kind, responded_on) from stdin';

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
 * Each recipient's first response of a kind, once: the earliest date in the file. One that was there already stays,
 * unless the new one is earlier. Gives how many are new, counted where they are: a file may hold a million.
 */
export const keepResponses = `
  with kept as (
    insert into responses (trial_id, number, kind, responded_on, import_id, received_at)
    select $1, number, kind, min(responded_on), $2, $3
    from incoming_responses where number is not null
    group by number, kind
    on conflict (trial_id, number, kind) do update
      set responded_on = least(responses.responded_on, excluded.responded_on)
    returning (xmax = 0) as is_new
  )
  select count(*) filter (where is_new)::int as accepted from kept`;

/** What can't be matched is kept and shown (rule 4). */
export const keepUnmatched = `
  insert into unmatched_responses
    (trial_id, import_id, line, letter_code, reference, kind, responded_on, reason, received_at)
  select $1, $2, line, letter_code, reference, kind, responded_on, 'no-recipient', $3
  from incoming_responses where number is null`;

/** Counts that say nothing about arms. */
export const responseTotals = `
  select (select count(*)::int from responses where trial_id = $1) as responses,
         (select count(*)::int from unmatched_responses where trial_id = $1) as unmatched`;
