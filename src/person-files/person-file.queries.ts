/** The SQL of one person's data, in one place. $1 trial, $2 number of the recipient, unless it says otherwise. */

export const kept = `
  select r.reference, r.line, r.stratum, r.cluster, r.opted_out as "optedOut", r.personal, a.letter_code as "letterCode",
         a.arm, e.erased_at as "erasedAt"
  from recipients r
  left join allocations a on a.trial_id = r.trial_id and a.number = r.number
  left join person_erasures e on e.trial_id = r.trial_id and e.number = r.number
  where r.trial_id = $1 and r.number = $2`;

export const letters = `
  select w.number as wave, b.number as batch, b.state, b.posted_on::text as "postedOn"
  from waves w join letters l on l.wave_id = w.id and l.number = $2 join batches b on b.id = l.batch_id
  where w.trial_id = $1 order by w.number`;

export const withheld = `
  select w.number as wave, h.reason, h.withheld_at as at
  from waves w join withheld_letters h on h.wave_id = w.id and h.number = $2
  where w.trial_id = $1 order by w.number`;

export const responses = `
  select kind, responded_on::text as "respondedOn", received_at as "receivedAt"
  from responses where trial_id = $1 and number = $2 order by responded_on, kind`;

export const returns = `
  select wave, returned_on::text as "returnedOn" from returned_letters
  where trial_id = $1 and number = $2 order by wave`;

/** Objection, deaths and moves, changed addresses. */
export const notices = `
  select 'objection' as kind, made_at as at from objections where trial_id = $1 and number = $2
  union all
  select reason, made_at from do_not_send where trial_id = $1 and number = $2
  union all
  select 'address-changed', changed_at from address_changes where trial_id = $1 and number = $2
  order by at`;

/** $3 what is in the place of the data, $4 what is in the place of the reference */
export const eraseRow = `
  update recipients
  set personal = case when personal is null then null else $3::bytea end, reference = $4
  where trial_id = $1 and number = $2`;

/** What came in and matched nobody, yet has their reference or code in it. $2 reference, $3 code */
export const eraseUnmatched = `
  update unmatched_responses set reference = null, letter_code = null
  where trial_id = $1 and (reference = $2 or letter_code = $3)`;

/** Values of refused lines that are this reference. $2 reference */
export const eraseRefusals = `
  update import_refusals set params = '{}'
  where import_id in (select id from imports where trial_id = $1)
    and exists (select from jsonb_each_text(params) p where p.value = $2)`;

export const object = `
  insert into objections (trial_id, number, made_at) values ($1, $2, $3) on conflict do nothing`;

/** Files with their letter in them: those that the print shop has had, and those that it has not. */
export const files = `
  select b.pdf_file as name, b.state = 'handed-over' as "handedOver"
  from waves w join letters l on l.wave_id = w.id and l.number = $2 join batches b on b.id = l.batch_id
  where w.trial_id = $1 and b.pdf_file is not null`;

/** $3 moment, $4 by whom, $5 files that are left */
export const recordErasure = `
  insert into person_erasures (trial_id, number, erased_at, erased_by, files_left) values ($1, $2, $3, $4, $5)
  on conflict do nothing`;
