import { LETTER_CODE_DIGEST_BYTES } from '../core/post/letter-code.js';

/** The SQL of the allocation, in one place. */

/**
 * Puts the padded keys of the letter codes where the next query finds them, until the end of the transaction: COPY
 * takes no parameters, and a secret does not belong in the text of a statement. Behind the inner one stands what a
 * reference begins with, "0:".
 */
export const setCodeKey = `
  select set_config('openbrief.code_key_inner', $1, true), set_config('openbrief.code_key_outer', $2, true)`;

/**
 * The recipients to allocate, as binary COPY: number, the beginning of the HMAC of the reference (`letterCodeFor` of
 * the core, a test holds the two together), values of the strata, cluster, arm given from outside. The hashes are
 * reckoned here because the database has a core of its own, in which they take no time from the draw's. (`textsend` gives
 * a text as it goes to us, in UTF-8, and is faster than `convert_to`.) Their order
 * means nothing: the draw puts them in order of key. The trial's id is a checked uuid.
 */
export const copyRecipientsOut = (trialId: string): string => `
  copy (
    select number,
           substring(sha256(
             (select decode(current_setting('openbrief.code_key_outer'), 'hex')) || sha256(
               (select decode(current_setting('openbrief.code_key_inner'), 'hex')) || textsend(reference))) for ${LETTER_CODE_DIGEST_BYTES}),
           stratum, cluster, external_arm
    from recipients where trial_id = '${trialId}' and not opted_out
  ) to stdout (format binary)`;

/** How many recipients the imports counted. */
export const expectedRecipients = `
  select coalesce(sum(accepted), 0)::int as expected from imports where trial_id = $1 and kind = 'recipients'`;

/** What comes in of an allocation; its partition knows the trial. */
export const allocationColumns = ['number', 'letter_code', 'stratum', 'cluster', 'arm'];

export const insertStratum = `
  insert into strata (trial_id, stratum, label, values) values ($1, $2, $3, $4)`;

export const secretsOfDraw =
  'select seed, code_key, protocol_sha256, list_sha256 from draws where trial_id = $1';

export const recordList = `
  update draws set list_sha256 = $2, list_recipients = $3, frozen_at = $4 where trial_id = $1`;

export const recordDrawn = 'update draws set drawn_at = $2, beacon = $3 where trial_id = $1';

/** From what the imports counted: that stays when the recipients have been erased. */
export const countRecipients = `
  select coalesce(sum(accepted + opted_out), 0)::int as recipients,
         coalesce(sum(opted_out), 0)::int as opted_out
  from imports where trial_id = $1 and kind = 'recipients'`;

/** Recipients allocated, by arm: no response is in it, so anybody of the organisation may see it. */
export const allocatedByArm = `
  select arm, count(*)::int as n from allocations where trial_id = $1 group by arm order by arm`;

/** The name of a recipient in the public list, as `recipientKey` of the core computes it. */
const recipientKey = `sha256(convert_to('openbrief-recipient-1', 'UTF8') || '\\x00'::bytea || convert_to(a.letter_code, 'UTF8'))`;

/** The public list: no reference, no letter code; ordered by key, so that the order says nothing. */
export const copyPackLines = (trialId: string): string => `
  copy (
    select encode(${recipientKey}, 'hex'), s.label, a.cluster, a.arm
    from allocations a join strata s on s.trial_id = a.trial_id and s.stratum = a.stratum
    where a.trial_id = '${trialId}' order by ${recipientKey}
  ) to stdout`;

export const allocationLines = `
  select r.reference, a.letter_code, a.arm, s.label as stratum
  from allocations a
  join recipients r on r.trial_id = a.trial_id and r.number = a.number
  join strata s on s.trial_id = a.trial_id and s.stratum = a.stratum
  where a.trial_id = $1 order by a.number`;
