/** The SQL of stopped letters and changed addresses, in one place. */

export const recordObjection = `
  insert into objections (trial_id, number, made_at) values ($1, $2, $3) on conflict do nothing`;

/** Who moved and then died is deceased: the later word counts. */
export const recordStop = `
  insert into do_not_send (trial_id, number, reason, made_at, made_by) values ($1, $2, $3, $4, $5)
  on conflict (trial_id, number) do update
    set reason = excluded.reason, made_at = excluded.made_at, made_by = excluded.made_by
    where do_not_send.reason <> excluded.reason`;

export const personalOf = `select personal from recipients where trial_id = $1 and number = $2 for update`;

export const setPersonal = `update recipients set personal = $3 where trial_id = $1 and number = $2`;

/** Whoever moved has an address again. */
export const endMove = `delete from do_not_send where trial_id = $1 and number = $2 and reason = 'moved'`;

export const recordAddressChange = `
  insert into address_changes (trial_id, number, changed_at, changed_by) values ($1, $2, $3, $4)`;
