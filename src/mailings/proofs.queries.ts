/** The SQL of proofs, in one place. */

export const approvalsOfTrial = `
  select arm, encode(sha256, 'hex') as sha256, pages, basis, approved_by, approved_at
  from proof_approvals where trial_id = $1 order by approved_at, arm`;

/** Approving the same letter twice is no second approval. */
export const recordApproval = `
  insert into proof_approvals (trial_id, arm, sha256, pages, basis, approved_by, recorded_by, approved_at)
  values ($1, $2, decode($3, 'hex'), $4, $5, $6, $7, $8)
  on conflict (trial_id, arm, sha256) do nothing`;
