import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { recordAct } from '../audit/record-act.js';
import { DomainError } from '../core/domain-error.js';
import type { ImportSummary } from '../intake/import-summary.js';
import { ImportsService } from '../intake/imports.service.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { inspectFile, type InspectedFile } from '../platform/delimited/inspect-file.js';
import { Clock } from '../platform/process/time-and-chance.js';
import type { Protocol } from '../trials/protocol/protocol.js';
import { TrialsService } from '../trials/trials.service.js';
import { finishIncoming, readIncoming, type ResponsesRequest } from './incoming-file.js';
import { matchResponseColumns, readResponseLine } from './response-line.js';
import * as queries from './responses.queries.js';

export interface ResponseTotals {
  readonly responses: number;
  readonly unmatched: number;
  /** Recipients of whom a letter came back. */
  readonly returned: number;
}

/** Takes in responses: all of a file in one transaction, each response counted once, nothing dropped silently. */
@Injectable()
export class TakeResponses {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly imports: ImportsService,
    private readonly clock: Clock,
  ) {}

  /**
   * The same file again does nothing and says so.
   * @throws DomainError `responses:not-collecting` before the letters are out and after the close,
   * `recipients:bsn-column`
   */
  async take(request: ResponsesRequest): Promise<ImportSummary> {
    const file = await inspectFile(request.path);
    const known = await this.imports.findByHash(request.trialId, 'responses', file.sha256);
    if (known !== undefined) return known;
    const id = await this.unitOfWork.transaction(async ({ client }) => {
      const trial = await this.trials.lock(client, request.trialId);
      if (trial.state !== 'collecting') {
        throw new DomainError('conflict', 'responses:not-collecting', { state: trial.state });
      }
      const at = this.clock.now();
      const { importId, detail } = await takeFile(client, request, file, at, trial.protocol);
      await recordAct(client, {
        at,
        actor: request.actor.name,
        action: 'import-responses',
        organisationId: trial.organisationId,
        trialId: trial.id,
        detail,
      });
      return importId;
    });
    return this.imports.get(request.trialId, id);
  }

  /** Totals over all arms together: by arm nobody sees anything before the close. */
  async totals(trialId: string): Promise<ResponseTotals> {
    return (
      (await this.unitOfWork.row<ResponseTotals & Record<string, unknown>>(queries.responseTotals, [
        trialId,
      ])) ?? {
        responses: 0,
        unmatched: 0,
        returned: 0,
      }
    );
  }
}

async function takeFile(
  client: PoolClient,
  request: ResponsesRequest,
  file: InspectedFile,
  at: Date,
  { outcome, planning }: Protocol,
): Promise<{ importId: string; detail: Readonly<Record<string, unknown>> }> {
  const incoming = await readIncoming(client, request, file, at, {
    kind: 'responses',
    matchColumns: matchResponseColumns,
    readLine: (record, columns, today) => readResponseLine(record, columns, outcome.response, today),
  });
  const { importId } = incoming;
  await client.query(queries.matchByCode, [request.trialId]);
  await client.query(queries.matchByReference, [request.trialId]);
  const parameters = [request.trialId, importId, at];
  const unmatched = (await client.query(queries.keepUnmatched, parameters)).rowCount ?? 0;
  const kept = await client.query<{ accepted: number }>(queries.keepResponses, [
    ...parameters,
    planning.mailing,
  ]);
  const accepted = kept.rows[0]?.accepted ?? 0;
  return { importId, detail: await finishIncoming(client, incoming, file, { accepted, unmatched }) };
}
