import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { Actor } from '../accounts/actor.js';
import { DomainError } from '../core/domain-error.js';
import { drawEntropy } from '../core/randomisation/commitment.js';
import { drawColumns, type DrawnColumns, type RecipientRows } from '../core/randomisation/draw-columns.js';
import { recipientListHash } from '../core/randomisation/recipient-list.js';
import type { Stratum } from '../core/randomisation/strata.js';
import { BinaryRows } from '../platform/copy/copy-binary.js';
import { COPY_BINARY, copyingIn } from '../platform/copy/copy-writer.js';
import { TrialPartition } from '../platform/database/trial-partition.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { ChangeState } from '../trials/change-state.js';
import { nextState } from '../trials/life-cycle.js';
import type { Protocol } from '../trials/protocol/protocol.js';
import { TrialsService } from '../trials/trials.service.js';
import * as queries from './allocation.queries.js';
import { DrawPulse, type TypedPulse } from './draw-pulse.js';
import { designOf, readRecipients, readSecrets } from './read-recipients.js';
import type { RecipientColumns } from './recipient-table.js';

/** Rows sent to the database at once. */
const ROWS_A_WRITE = 5_000;

export interface AllocationOptions {
  readonly onProgress?: (recipients: number) => void;
  /** The pulse's value, where it is not to be fetched. */
  readonly pulse?: TypedPulse;
}

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
    private readonly drawPulse: DrawPulse,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError `trials:transition-refused` when the draw has been done, `allocation:no-recipients`; for a
   * protocol with a beacon as `DrawPulse.of`, and `allocation:list-changed`
   */
  async allocate(
    trialId: string,
    actor: Actor,
    { onProgress, pulse }: AllocationOptions = {},
  ): Promise<AllocationReport> {
    const known = await this.trials.get(trialId);
    nextState(known.state, 'allocate');
    // Before the transaction: nobody should wait for a beacon's answer with a lock in hand.
    const { beacon, source } = await this.drawPulse.of(known, pulse);
    return this.unitOfWork.transaction(async (work) => {
      const trial = await this.trials.lock(work.client, trialId);
      // Of two that ask at once, the second is told so before it reads a million rows.
      nextState(trial.state, 'allocate');
      const secrets = await readSecrets(work.client, trialId);
      const { table, strata, unitStrata, rows } = await readRecipients(
        work.client,
        trialId,
        secrets.codeKey,
        designOf(trial.protocol),
      );
      refuseChangedList(trial.protocol, secrets.listHash, rows);
      // In the list a cluster has one stratum, that in which it was drawn; the analysis groups by it.
      const drawn =
        trial.protocol.allocation === 'external'
          ? { arms: givenArms(trial.protocol, table), strata: unitStrata }
          : drawColumns(
              designOf(trial.protocol),
              drawEntropy(secrets.seed, secrets.protocolHash, beacon),
              rows,
            );
      await writeStrata(work.client, trialId, strata);
      await writeAllocations(work.client, trialId, table, drawn, onProgress);
      const stored = beacon.kind === 'none' ? null : JSON.stringify(beacon);
      await work.client.query(queries.recordDrawn, [trialId, this.clock.now(), stored]);
      const report = {
        allocated: table.count,
        strata: strata.length,
        clusters: trial.protocol.unit === 'cluster' ? table.unitCount : null,
      };
      await this.changeState.apply(work, trial, 'allocate', actor, {
        ...report,
        external: trial.protocol.allocation,
        ...(beacon.kind !== 'none' && { ...beacon, beacon: beacon.kind, source }),
      });
      return report;
    });
  }
}

/**
 * The arms that a file from elsewhere gives.
 * @throws DomainError `allocation:arm-missing`; `allocation:cluster-in-several-arms` where clusters were drawn
 */
function givenArms({ arms, unit }: Protocol, table: RecipientColumns): Uint16Array {
  const given = table.externalArms(arms.map(({ id }) => id));
  const count = unit === 'cluster' ? table.clustersInSeveralArms(given) : 0;
  if (count > 0) throw new DomainError('conflict', 'allocation:cluster-in-several-arms', { count });
  return given;
}

/** The list that is drawn must be the one whose hash is public. */
function refuseChangedList(protocol: Protocol, frozen: Buffer | null, rows: RecipientRows): void {
  if (protocol.randomness === undefined) return;
  if (frozen === null || !recipientListHash(designOf(protocol), rows).equals(frozen)) {
    throw new DomainError('conflict', 'allocation:list-changed');
  }
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
