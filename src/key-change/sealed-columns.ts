/** A column with values that are sealed under the key of the installation. */
export interface SealedColumn {
  readonly table: string;
  /** Its primary key. */
  readonly id: string;
  readonly column: string;
  /** What a value belongs to, as its own folder seals it. */
  readonly owner: (id: string) => string;
}

/**
 * All that is sealed under the key of the installation itself; what is sealed under a key of a trial stays as it is. A
 * test holds this list to every place in the code that seals.
 */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'trial_keys', id: 'trial_id', column: 'wrapped', owner: (id) => `trial-key:${id}` },
  { table: 'opt_out_keys', id: 'organisation_id', column: 'sealed_key', owner: (id) => `opt-outs:${id}` },
  { table: 'accounts', id: 'id', column: 'totp_sealed', owner: (id) => `second-factor:${id}` },
  { table: 'accounts', id: 'id', column: 'totp_candidate_sealed', owner: (id) => `second-factor:${id}` },
  { table: 'message_contacts', id: 'message_id', column: 'contact', owner: (id) => `message:${id}` },
  { table: 'openid_sign_ins', id: 'state_sha256', column: 'sealed', owner: () => 'openid-sign-in' },
];
