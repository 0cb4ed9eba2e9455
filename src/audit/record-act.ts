import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { PoolClient } from 'pg';
import { rehearsalMoment } from '../platform/process/rehearsing.js';

/** Who did what, to which trial, when. `detail` holds no personal data. */
export interface Act {
  readonly at: Date;
  /** The account's name, or the system's: `command line`, `worker`, `token case-system`. */
  readonly actor: string;
  readonly action: string;
  readonly organisationId: string | null;
  readonly trialId: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Any number will do, as long as nothing else in the database uses it: appends to the chain queue on this lock. */
const CHAIN_LOCK = 7_307_310;

/** SHA-256 of an entry with the hash of the one before it: change a row, and every later hash is wrong. */
export function entryHash(act: Act, previous: Buffer | null): Buffer {
  const text = canonicalize({
    ...act,
    at: act.at.toISOString(),
    previous: previous === null ? null : previous.toString('hex'),
  });
  return createHash('sha256')
    .update(text ?? '')
    .digest();
}

/**
 * Appends to the audit trail inside the transaction of the act itself, so that neither is ever there without the
 * other. The lock makes the chain one line; it is held until the transaction ends, so record last. What is done in a
 * rehearsal is not recorded: it happened to nobody, and can be removed.
 */
export async function recordAct(client: PoolClient, act: Act): Promise<void> {
  if (rehearsalMoment() !== undefined) return;
  await client.query('select pg_advisory_xact_lock($1)', [CHAIN_LOCK]);
  const { rows } = await client.query<{ sha256: Buffer | null }>('select audit_head() as sha256');
  const previous = rows[0]?.sha256 ?? null;
  await client.query(
    `insert into audit_entries (organisation_id, trial_id, at, actor, action, detail, previous_sha256, sha256)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      act.organisationId,
      act.trialId,
      act.at,
      act.actor,
      act.action,
      JSON.stringify(act.detail),
      previous,
      entryHash(act, previous),
    ],
  );
}
