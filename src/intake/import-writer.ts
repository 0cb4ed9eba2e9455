import type { PoolClient } from 'pg';
import { DomainError } from '../core/domain-error.js';
import type { SharedAddresses } from '../core/randomisation/shared-address.js';
import type { InspectedFile } from '../platform/delimited/inspect-file.js';
import type { ImportKind, Refusal, WithoutFont } from './import-summary.js';

export interface ImportFrame {
  readonly trialId: string;
  readonly kind: ImportKind;
  readonly fileName: string;
  readonly file: InspectedFile;
  readonly createdAt: Date;
  readonly createdBy: string | null;
}

export interface ImportCounts {
  readonly lines: number;
  readonly accepted: number;
  readonly refused: number;
  readonly optedOut?: number;
  readonly repeated?: number;
  readonly unmatched?: number;
  readonly sharedAddresses?: SharedAddresses | null;
  readonly withoutFont?: WithoutFont | null;
}

/**
 * Writes the import's own row, first so that the rows of the file can name it.
 * @throws DomainError `intake:imported-meanwhile` when the same file was taken in since it was looked for
 */
export async function beginImport(client: PoolClient, frame: ImportFrame): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    `insert into imports (trial_id, kind, file_name, file_sha256, lines, accepted, refused, created_at, created_by)
     values ($1, $2, $3, $4, 0, 0, 0, $5, $6)
     on conflict (trial_id, kind, file_sha256) do nothing returning id`,
    [frame.trialId, frame.kind, frame.fileName, frame.file.sha256, frame.createdAt, frame.createdBy],
  );
  if (rows[0] === undefined) throw new DomainError('conflict', 'intake:imported-meanwhile');
  return rows[0].id;
}

/** Writes the sums; the table's own check refuses sums that don't add up. */
export async function finishImport(client: PoolClient, id: string, counts: ImportCounts): Promise<void> {
  await client.query(
    `update imports set lines = $2, accepted = $3, refused = $4, opted_out = $5, repeated = $6, unmatched = $7,
       shared_recipients = $8, shared_addresses = $9, largest_address = $10,
       without_font = $11
     where id = $1`,
    [
      id,
      counts.lines,
      counts.accepted,
      counts.refused,
      counts.optedOut ?? 0,
      counts.repeated ?? 0,
      counts.unmatched ?? 0,
      counts.sharedAddresses?.recipients ?? null,
      counts.sharedAddresses?.addresses ?? null,
      counts.sharedAddresses?.largest ?? null,
      counts.withoutFont == null ? null : JSON.stringify(counts.withoutFont),
    ],
  );
}

/** Refusals go to the database some thousand at a time, so that a file of nothing but mistakes fills no memory. */
const REFUSALS_AT_A_TIME = 5_000;

/** Keeps the refused lines of one import. */
export class RefusalBook {
  private waiting: Refusal[] = [];
  count = 0;

  constructor(private readonly importId: () => string) {}

  add(refusal: Refusal): void {
    this.waiting.push(refusal);
    this.count += 1;
  }

  get isFull(): boolean {
    return this.waiting.length >= REFUSALS_AT_A_TIME;
  }

  async flush(client: PoolClient): Promise<void> {
    if (this.waiting.length === 0) return;
    const refusals = this.waiting;
    this.waiting = [];
    await client.query(
      `insert into import_refusals (import_id, line, "column", code, params)
       select $1, * from unnest($2::int[], $3::text[], $4::text[], $5::jsonb[])`,
      [
        this.importId(),
        refusals.map(({ line }) => line),
        refusals.map(({ column }) => column),
        refusals.map(({ code }) => code),
        refusals.map(({ params }) => JSON.stringify(params)),
      ],
    );
  }
}
