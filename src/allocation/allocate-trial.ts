import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { Actor } from '../accounts/actor.js';
import { DomainError } from '../core/domain-error.js';
import { hmacPads } from '../core/post/letter-code.js';
import { drawEntropy } from '../core/randomisation/commitment.js';
import { DRAW_ALGORITHM, type Design } from '../core/randomisation/design.js';
import { drawColumns, type DrawnColumns } from '../core/randomisation/draw-columns.js';
import { stratify, type Stratum } from '../core/randomisation/strata.js';
import { BinaryRowReader, BinaryRows } from '../platform/copy/copy-binary.js';
import { COPY_BINARY, copyingIn, copyOut } from '../platform/copy/copy-writer.js';
import { TrialPartition } from '../platform/database/trial-partition.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { ChangeState } from '../trials/change-state.js';
import { nextState } from '../trials/life-cycle.js';
import type { Protocol } from '../trials/protocol/protocol.js';
import { TrialsService } from '../trials/trials.service.js';
import * as queries from './allocation.queries.js';
import { RecipientColumns } from './recipient-table.js';

/** Rows sent to the database at once. */
const ROWS_A_WRITE = 5_000;

export interface AllocationReport {
  readonly allocated: number;
  readonly strata: number;
  readonly clusters: number | null;
}

/** The draw, once: every recipient of the trial gets a letter code and an arm, in one transaction. */
@Injectable()
export class AllocateTrial {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly changeState: ChangeState,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError `trials:transition-refused` when the draw has been done, `allocation:no-recipients`
   */
  async allocate(
    trialId: string,
    actor: Actor,
    onProgress?: (recipients: number) => void,
  ): Promise<AllocationReport> {
    return this.unitOfWork.transaction(async (work) => {
      const trial = await this.trials.lock(work.client, trialId);
      // Of two that ask at once, the second is told so before it reads a million rows.
      nextState(trial.state, 'allocate');
      const secrets = await readSecrets(work.client, trialId);
      const table = await readRecipients(work.client, trialId, secrets.codeKey);
      if (table.count === 0) throw new DomainError('conflict', 'allocation:no-recipients');
      const { strata, indexOf } = stratify(table.stratumCounts());
      const ownStrata = table.strataBy(indexOf);
      // In the list a cluster has one stratum, that in which it was drawn; the analysis groups by it.
      const drawn =
        trial.protocol.allocation === 'external'
          ? { arms: table.externalArms(trial.protocol.arms.map(({ id }) => id)), strata: ownStrata }
          : drawColumns(
              designOf(trial.protocol),
              drawEntropy(secrets.seed, secrets.protocolHash),
              table.rowsIn(strata, ownStrata),
            );
      await writeStrata(work.client, trialId, strata);
      await writeAllocations(work.client, trialId, table, drawn, onProgress);
      await work.client.query(queries.recordDrawn, [trialId, this.clock.now()]);
      const report = {
        allocated: table.count,
        strata: strata.length,
        clusters: trial.protocol.unit === 'cluster' ? table.unitCount : null,
      };
      await this.changeState.apply(work, trial, 'allocate', actor, {
        ...report,
        external: trial.protocol.allocation,
      });
      return report;
    });
  }
}

/** The protocol's design, as the draw reads it. */
export function designOf(protocol: Pick<Protocol, 'arms' | 'unit' | 'strata'>): Design {
  return {
    algorithm: DRAW_ALGORITHM,
    arms: protocol.arms.map(({ id, weight }) => ({ id, weight })),
    unit: protocol.unit,
    strata: protocol.strata,
  };
}

async function readSecrets(
  client: PoolClient,
  trialId: string,
): Promise<{ seed: Buffer; codeKey: Buffer; protocolHash: Buffer }> {
  const { rows } = await client.query<{ seed: Buffer; code_key: Buffer; protocol_sha256: Buffer }>(
    queries.secretsOfDraw,
    [trialId],
  );
  const row = rows[0];
  if (row === undefined) throw new DomainError('not-found', 'trials:not-found');
  return { seed: row.seed, codeKey: row.code_key, protocolHash: row.protocol_sha256 };
}

async function readRecipients(
  client: PoolClient,
  trialId: string,
  codeKey: Buffer,
): Promise<RecipientColumns> {
  const { inner, outer } = hmacPads(codeKey);
  await client.query(queries.setCodeKey, [inner.toString('hex'), outer.toString('hex')]);
  const { rows } = await client.query<{ expected: number }>(queries.expectedRecipients, [trialId]);
  const table = new RecipientColumns(rows[0]?.expected ?? 0);
  const reader = new BinaryRowReader(5);
  for await (const chunk of copyOut(client, queries.copyRecipientsOut(trialId))) {
    reader.push(chunk);
    while (reader.next()) table.push(reader);
  }
  return table;
}

async function writeStrata(client: PoolClient, trialId: string, strata: readonly Stratum[]): Promise<void> {
  for (const [index, { label, values }] of strata.entries()) {
    await client.query(queries.insertStratum, [trialId, index, label, values]);
  }
}

async function writeAllocations(
  client: PoolClient,
  trialId: string,
  table: RecipientColumns,
  { arms, strata }: DrawnColumns,
  onProgress?: (recipients: number) => void,
): Promise<void> {
  const partition = await TrialPartition.open(client, 'allocations', trialId);
  await copyingIn(
    client,
    partition.copyIn(queries.allocationColumns),
    async (copy) => {
      const rows = new BinaryRows();
      for (let row = 0; row < table.count; row += 1) {
        rows.row(queries.allocationColumns.length);
        table.writeNumberAndCode(row, rows);
        rows.int4(strata[row] ?? 0);
        const cluster = table.clusterNumber(row);
        if (cluster === null) rows.null();
        else rows.int4(cluster);
        rows.int2(arms[row] ?? 0);
        if (row % ROWS_A_WRITE !== ROWS_A_WRITE - 1) continue;
        await copy.write(rows.take());
        onProgress?.(row + 1);
      }
      await copy.write(rows.take());
    },
    COPY_BINARY,
  );
  await partition.finish();
  onProgress?.(table.count);
}
