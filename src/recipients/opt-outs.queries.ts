/** The SQL of the list of people who want no letters, in one place. */

/** Of two that come first at once, the second takes the key of the first. */
export const makeKey = `
  insert into opt_out_keys (organisation_id, sealed_key) values ($1, $2) on conflict (organisation_id) do nothing`;

export const keyOf = `select sealed_key from opt_out_keys where organisation_id = $1`;

export const addOptOut = `
  insert into opt_outs (organisation_id, kind, hash, made_at, made_by) values ($1, $2, $3, $4, $5)
  on conflict (organisation_id, kind, hash) do nothing`;

export const removeOptOut = `delete from opt_outs where organisation_id = $1 and kind = $2 and hash = $3`;

export const countOptOuts = `
  select kind, count(*)::int as n from opt_outs where organisation_id = $1 group by kind`;

export const optOutsOf = `select kind, hash from opt_outs where organisation_id = $1`;
