import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { Actor } from '../accounts/actor.js';
import { DomainError } from '../core/domain-error.js';
import { letterCoder } from '../core/post/letter-code.js';
import { drawEntropy, recipientKey } from '../core/randomisation/commitment.js';
import { DRAW_ALGORITHM, type Design } from '../core/randomisation/design.js';
import { beginDraw } from '../core/randomisation/draw.js';
import { stratify, type Stratum } from '../core/randomisation/strata.js';
import { readCopyColumn, readCopyRows } from '../platform/copy/copy-text.js';
import { copyingIn, copyOut } from '../platform/copy/copy-writer.js';
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
      const stratumOf = table.strataBy(indexOf);
      const arms =
        trial.protocol.allocation === 'external'
          ? table.externalArms(trial.protocol.arms.map(({ id }) => id))
          : drawArms(
              trial.protocol,
              table,
              strata,
              stratumOf,
              drawEntropy(secrets.seed, secrets.protocolHash),
            );
      await writeStrata(work.client, trialId, strata);
      await writeAllocations(work.client, trialId, table, stratumOf, arms, onProgress);
      await work.client.query(queries.recordDrawn, [trialId, this.clock.now()]);
      const report = {
        allocated: table.count,
        strata: strata.length,
        clusters: trial.protocol.unit === 'cluster' ? table.clusterCount : null,
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
  const table = new RecipientColumns();
  const codeFor = letterCoder(codeKey);
  for await (const rows of readCopyRows(copyOut(client, queries.copyRecipientsOut(trialId)))) {
    for (const [number, reference = '', stratum = '', cluster = '\\N', arm = '\\N'] of rows) {
      const code = codeFor(readCopyColumn(reference) ?? '');
      table.push(
        Number(number),
        code,
        recipientKey(code),
        readCopyColumn(stratum) ?? '',
        readCopyColumn(cluster),
        readCopyColumn(arm),
      );
    }
  }
  return table;
}

function drawArms(
  protocol: Protocol,
  table: RecipientColumns,
  strata: readonly Stratum[],
  stratumOf: Int32Array,
  entropy: Buffer,
): Uint16Array {
  const draw = beginDraw(designOf(protocol), entropy);
  for (let row = 0; row < table.count; row += 1) {
    draw.add(table.keyOf(row), strata[stratumOf[row] ?? 0]?.label ?? '', table.clusterOf(row));
  }
  return draw.finish();
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
  stratumOf: Int32Array,
  arms: Uint16Array,
  onProgress?: (recipients: number) => void,
): Promise<void> {
  await copyingIn(client, queries.copyAllocationsIn, async (copy) => {
    let text = '';
    for (let row = 0; row < table.count; row += 1) {
      const cluster = table.clusterNumber(row);
      text += `${trialId}\t${table.numberOf(row)}\t${table.codeOf(row)}\t${stratumOf[row]}\t${cluster === null ? '\\N' : cluster}\t${arms[row]}\n`;
      if (row % ROWS_A_WRITE !== ROWS_A_WRITE - 1) continue;
      await copy.write(text);
      text = '';
      onProgress?.(row + 1);
    }
    await copy.write(text);
  });
  onProgress?.(table.count);
}
