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
  | { readonly whole: false; readonly entries: number; readonly brokenAt: string };

/** Recomputes every hash of the audit trail, in order, and says at which entry the chain breaks if it does. */
export async function verifyTrail(client: PoolClient): Promise<TrailVerdict> {
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
      previous = row.sha256;
      last = row.id;
      entries += 1;
    }
    if (rows.length < PAGE) return { whole: true, entries, head: previous?.toString('hex') ?? null };
  }
}
