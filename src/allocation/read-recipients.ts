import type { PoolClient } from 'pg';
import { DomainError } from '../core/domain-error.js';
import { CODE_PREFIX, hmacPads } from '../core/post/letter-code.js';
import { DRAW_ALGORITHM, type Design } from '../core/randomisation/design.js';
import { strataOfUnits, type RecipientRows } from '../core/randomisation/draw-columns.js';
import { stratify, type Stratum } from '../core/randomisation/strata.js';
import { BinaryRowReader } from '../platform/copy/copy-binary.js';
import { copyOut } from '../platform/copy/copy-writer.js';
import type { Protocol } from '../trials/protocol/protocol.js';
import * as queries from './allocation.queries.js';
import { RecipientColumns } from './recipient-table.js';

/** The protocol's design, as the draw reads it. */
export function designOf(protocol: Pick<Protocol, 'arms' | 'unit' | 'strata'>): Design {
  return {
    algorithm: DRAW_ALGORITHM,
    arms: protocol.arms.map(({ id, weight }) => ({ id, weight })),
    unit: protocol.unit,
    strata: protocol.strata,
  };
}

/** What is fixed of a draw before it: secrets, and the hash of the list where that was closed. */
export interface DrawSecrets {
  readonly seed: Buffer;
  readonly codeKey: Buffer;
  readonly protocolHash: Buffer;
  readonly listHash: Buffer | null;
}

export async function readSecrets(client: PoolClient, trialId: string): Promise<DrawSecrets> {
  const { rows } = await client.query<{
    seed: Buffer;
    code_key: Buffer;
    protocol_sha256: Buffer;
    list_sha256: Buffer | null;
  }>(queries.secretsOfDraw, [trialId]);
  const row = rows[0];
  if (row === undefined) throw new DomainError('not-found', 'trials:not-found');
  return {
    seed: row.seed,
    codeKey: row.code_key,
    protocolHash: row.protocol_sha256,
    listHash: row.list_sha256,
  };
}

/** The recipients of a trial as the draw takes them. */
export interface DrawTable {
  readonly table: RecipientColumns;
  readonly strata: readonly Stratum[];
  /** The stratum of each recipient's unit, see `strataOfUnits`. */
  readonly unitStrata: Int32Array;
  readonly rows: RecipientRows;
}

/**
 * Strata are merged by how many recipients are drawn in each: a cluster whose members differ counts where it is drawn.
 * @throws DomainError `allocation:no-recipients`
 */
export async function readRecipients(
  client: PoolClient,
  trialId: string,
  codeKey: Buffer,
  design: Design,
): Promise<DrawTable> {
  const { inner, outer } = hmacPads(codeKey);
  await client.query(queries.setCodeKey, [
    `${inner.toString('hex')}${Buffer.from(CODE_PREFIX).toString('hex')}`,
    outer.toString('hex'),
  ]);
  const { rows: expected } = await client.query<{ expected: number }>(queries.expectedRecipients, [trialId]);
  const table = new RecipientColumns(expected[0]?.expected ?? 0, design.unit === 'cluster');
  const reader = new BinaryRowReader(5);
  for await (const chunk of copyOut(client, queries.copyRecipientsOut(trialId))) {
    reader.push(chunk);
    while (reader.next()) table.push(reader);
  }
  if (table.count === 0) throw new DomainError('conflict', 'allocation:no-recipients');
  const names = strataOfUnits(design, table.rowsByName());
  const { strata, indexOf } = stratify(table.stratumCounts(names));
  const unitStrata = table.strataBy(indexOf, names);
  return { table, strata, unitStrata, rows: table.rowsIn(strata, unitStrata) };
}
