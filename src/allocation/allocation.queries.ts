/** The SQL of the allocation, in one place. */

/**
 * The recipients to allocate, as COPY text: number, reference, values of the strata, cluster, arm
 * given from outside. COPY streams a million rows in a second; the trial's id is a checked uuid, since COPY takes no
 * parameters.
 */
export const copyRecipientsOut = (trialId: string): string => `
  copy (
    select number, reference, stratum, cluster, external_arm
    from recipients where trial_id = '${trialId}' and not opted_out order by number
  ) to stdout`;

export const copyAllocationsIn = `
  copy allocations (trial_id, number, letter_code, stratum, cluster, arm) from stdin`;

export const insertStratum = `
  insert into strata (trial_id, stratum, label, values) values ($1, $2, $3, $4)`;

export const secretsOfDraw = 'select seed, code_key, protocol_sha256 from draws where trial_id = $1';

export const recordDrawn = 'update draws set drawn_at = $2 where trial_id = $1';

export const countRecipients = `
  select count(*)::int as recipients, count(*) filter (where opted_out)::int as opted_out
  from recipients where trial_id = $1`;

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
