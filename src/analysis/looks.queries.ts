import { closedWindows } from './counts.queries.js';

/** Looks that were taken, in order. $1 trial */
export const looksOfTrial = `
  select number, taken_at as "takenAt", taken_by as "takenBy", recipients, information,
         nominal_p as "nominalP", alpha_spent as "alphaSpent", crossed
  from looks where trial_id = $1 order by number`;

/** $1 trial, $2 number, $3 moment, $4 by whom, $5 recipients, $6 information, $7 p, $8 alpha, $9 crossed */
export const keepLook = `
  insert into looks (trial_id, number, taken_at, taken_by, recipients, information, nominal_p, alpha_spent, crossed)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

/**
 * How many were allocated, and how many of these have a window that has closed.
 * $1 trial, $2 kind of response, $3 planned day of mailing, $4 days of the window, $5 today
 */
export const information = `
  select (select count(*)::int from allocations where trial_id = $1) as allocated, count(*)::int as closed
  from (${closedWindows}) closed`;

/** When the last letter of the first mailing was posted, and whether all of them have been. $1 trial */
export const lastPosting = `
  select max(b.posted_on)::text as "postedOn", bool_and(b.posted_on is not null) as "isWhole"
  from waves w join batches b on b.wave_id = w.id where w.trial_id = $1 and w.number = 1`;
