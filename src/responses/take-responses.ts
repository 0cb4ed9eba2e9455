import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { Actor } from '../accounts/actor.js';
import { recordAct } from '../audit/record-act.js';
import { BsnJudge } from '../core/post/bsn.js';
import { DomainError } from '../core/domain-error.js';
import { refuseBsnColumns } from '../intake/refuse-bsn-columns.js';
import { beginImport, finishImport, RefusalBook } from '../intake/import-writer.js';
import type { ImportSummary } from '../intake/import-summary.js';
import { ImportsService } from '../intake/imports.service.js';
import { copyColumn } from '../platform/copy/copy-text.js';
import { copyingIn } from '../platform/copy/copy-writer.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { inspectFile, type InspectedFile } from '../platform/delimited/inspect-file.js';
import { readDelimited } from '../platform/delimited/read-delimited.js';
import { Clock, dutchDate } from '../platform/process/time-and-chance.js';
import type { Protocol } from '../trials/protocol/protocol.js';
import { TrialsService } from '../trials/trials.service.js';
import { matchResponseColumns, readResponseLine } from './response-line.js';
import * as queries from './responses.queries.js';

export interface ResponsesRequest {
  readonly trialId: string;
  readonly path: string;
  readonly fileName: string;
  readonly actor: Actor;
  readonly onProgress?: (lines: number) => void;
}

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
  await using delimited = await readDelimited(file);
  const { header, batches } = delimited;
  const columns = matchResponseColumns(header);
  const importId = await beginImport(client, {
    trialId: request.trialId,
    kind: 'responses',
    fileName: request.fileName,
    file,
    createdAt: at,
    createdBy: request.actor.accountId,
  });
  const refusals = new RefusalBook(() => importId);
  const judges = header.map(() => new BsnJudge());
  const today = dutchDate(at);
  await client.query(queries.createIncoming);
  let lines = 0;
  await copyingIn(client, queries.copyIncoming, async (copy) => {
    for await (const batch of batches) {
      let text = '';
      for (const record of batch) {
        lines += 1;
        judges.forEach((judge, place) => judge.see(record.cells[place] ?? ''));
        const read = readResponseLine(record, columns, outcome.response, today);
        if (!read.ok) {
          refusals.add(read.refusal);
          continue;
        }
        const { line, letterCode, reference, respondedOn } = read.response;
        text += `${line}\t${letterCode ?? '\\N'}\t${copyColumn(reference)}\t${read.response.kind}\t${respondedOn}\n`;
      }
      await copy.write(text);
      request.onProgress?.(lines);
      if (!refusals.isFull) continue;
      await copy.end();
      await refusals.flush(client);
    }
  });
  refuseBsnColumns(header, judges);
  await refusals.flush(client);
  await client.query(queries.matchByCode, [request.trialId]);
  await client.query(queries.matchByReference, [request.trialId]);
  const unmatched =
    (await client.query(queries.keepUnmatched, [request.trialId, importId, at])).rowCount ?? 0;
  const kept = await client.query<{ accepted: number }>(queries.keepResponses, [
    request.trialId,
    importId,
    at,
    planning.mailing,
  ]);
  const accepted = kept.rows[0]?.accepted ?? 0;
  const repeated = lines - refusals.count - unmatched - accepted;
  await finishImport(client, importId, { lines, accepted, refused: refusals.count, repeated, unmatched });
  return {
    importId,
    // Totals only, as everywhere before the close.
    detail: {
      file: file.sha256.toString('hex'),
      lines,
      accepted,
      refused: refusals.count,
      repeated,
      unmatched,
    },
  };
}
