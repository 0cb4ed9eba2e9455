import type { PoolClient } from 'pg';
import { entryHash, type Act } from './record-act.js';

interface Row {
  readonly id: string;
  readonly organisation_id: string | null;
  readonly trial_id: string | null;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly detail: Record<string, unknown>;
  readonly previous_sha256: Buffer | null;
  readonly sha256: Buffer;
}

/** Entries read at a time: enough to keep the database busy, little enough to stay small in memory. */
const PAGE = 5_000;

export type TrailVerdict =
  | { readonly whole: true; readonly entries: number; readonly head: string | null }
  | { readonly whole: false; readonly entries: number; readonly brokenAt: string }
  /** The chain is whole, and something that was published of it isn't in it: the end was removed or written anew. */
  | { readonly whole: false; readonly entries: number; readonly missingHead: string };

/**
 * Recomputes every hash of the audit trail, in order, and says at which entry the chain breaks if it does, or which of the
 * heads that were published is not in it.
 * @param seen heads that somebody noted from a page, in hexadecimal: they are told from those in the database
 */
export async function verifyTrail(client: PoolClient, seen: readonly string[] = []): Promise<TrailVerdict> {
  const { rows: published } = await client.query<{ sha256: string }>(
    "select encode(sha256, 'hex') as sha256 from audit_heads order by day",
  );
  const missing = new Set([
    ...published.map(({ sha256 }) => sha256),
    ...seen.map((head) => head.toLowerCase()),
  ]);
  let previous: Buffer | null = null;
  let last = '0';
  let entries = 0;
  for (;;) {
    const { rows }: { rows: Row[] } = await client.query<Row>(
      'select * from audit_entries where id > $1 order by id limit $2',
      [last, PAGE],
    );
    for (const row of rows) {
      const act: Act = {
        at: row.at,
        actor: row.actor,
        action: row.action,
        organisationId: row.organisation_id,
        trialId: row.trial_id,
        detail: row.detail,
      };
      const linked = (row.previous_sha256?.toString('hex') ?? null) === (previous?.toString('hex') ?? null);
      if (!linked || !entryHash(act, previous).equals(row.sha256)) {
        return { whole: false, entries, brokenAt: row.id };
      }
      missing.delete(row.sha256.toString('hex'));
      previous = row.sha256;
      last = row.id;
      entries += 1;
    }
    const [missingHead] = missing;
    if (rows.length < PAGE && missingHead !== undefined) return { whole: false, entries, missingHead };
    if (rows.length < PAGE) return { whole: true, entries, head: previous?.toString('hex') ?? null };
  }
}
