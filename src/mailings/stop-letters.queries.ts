/** The SQL of stopped letters and changed addresses, in one place. */

export const recordObjection = `
  insert into objections (trial_id, number, made_at) values ($1, $2, $3) on conflict do nothing`;

/** Who moved and then died is deceased: the later word counts. That they moved is kept, for a death by mistake. */
export const recordStop = `
  insert into do_not_send (trial_id, number, reason, made_at, made_by) values ($1, $2, $3, $4, $5)
  on conflict (trial_id, number) do update
    set replaced = case when do_not_send.reason = 'moved' then 'moved' end,
        reason = excluded.reason, made_at = excluded.made_at, made_by = excluded.made_by
    where do_not_send.reason <> excluded.reason`;

export const personalOf = `select personal from recipients where trial_id = $1 and number = $2 for update`;

export const setPersonal = `update recipients set personal = $3 where trial_id = $1 and number = $2`;

/** Whoever moved has an address again, also where a death that was booked since is taken back later. */
export const endMove = `
  with ended as (
    delete from do_not_send where trial_id = $1 and number = $2 and reason = 'moved' returning number
  )
  update do_not_send set replaced = null where trial_id = $1 and number = $2 and replaced = 'moved'`;

/**
 * Of somebody who had moved before they died: where the death is taken back the move stands again, and where the move is,
 * the death stands alone. $3 what is taken back
 */
export const takeBackOneOfTwo = `
  update do_not_send set reason = case when $3 = 'deceased' then 'moved' else reason end, replaced = null
  where trial_id = $1 and number = $2 and replaced = 'moved' returning number`;

/** $3 what is taken back */
export const endStop = `
  delete from do_not_send where trial_id = $1 and number = $2 and reason = $3`;

/** Waves that somebody got no letter of for a death or a move. */
export const missedWaves = `
  select w.number as wave from withheld_letters h join waves w on w.id = h.wave_id
  where w.trial_id = $1 and h.number = $2 and h.reason in ('deceased', 'moved') order by w.number`;

export const recordAddressChange = `
  insert into address_changes (trial_id, number, changed_at, changed_by) values ($1, $2, $3, $4)`;
