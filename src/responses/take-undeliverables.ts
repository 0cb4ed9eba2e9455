import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { Actor } from '../accounts/actor.js';
import { recordAct } from '../audit/record-act.js';
import { DomainError } from '../core/domain-error.js';
import { readLetterCode } from '../core/post/letter-code.js';
import type { ImportSummary } from '../intake/import-summary.js';
import { ImportsService } from '../intake/imports.service.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { inspectFile, type InspectedFile } from '../platform/delimited/inspect-file.js';
import { Clock, dutchDate } from '../platform/process/time-and-chance.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';
import { finishIncoming, readIncoming, type ResponsesRequest } from './incoming-file.js';
import * as queries from './responses.queries.js';
import { matchUndeliverableColumns, readUndeliverableLine } from './undeliverable-line.js';

/** As it stands in the columns of responses. */
const KIND = 'undeliverable';

/** One letter that lies on a desk. */
export interface ReturnedLetter {
  /** As somebody typed it. */
  readonly letterCode?: string | undefined;
  readonly reference?: string | undefined;
  /** yyyy-mm-dd */
  readonly returnedOn: string;
  /** The latest that was posted by then, when it is left out. */
  readonly wave?: number | undefined;
}

/** Takes in letters that came back, each booked with its wave; what fits no letter is kept and shown. */
@Injectable()
export class TakeUndeliverables {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly imports: ImportsService,
    private readonly clock: Clock,
  ) {}

  /**
   * A file of them, in one transaction. The same file again does nothing and says so.
   * @throws DomainError `responses:not-sent` before any letter is out and after the close, `recipients:bsn-column`
   */
  async take(request: ResponsesRequest): Promise<ImportSummary> {
    const file = await inspectFile(request.path);
    const known = await this.imports.findByHash(request.trialId, 'undeliverables', file.sha256);
    if (known !== undefined) return known;
    const id = await this.unitOfWork.transaction(async ({ client }) => {
      const trial = await this.lockSending(client, request.trialId);
      const at = this.clock.now();
      const { importId, detail } = await takeFile(client, request, file, at, trial);
      await recordAct(client, {
        at,
        actor: request.actor.name,
        action: 'import-undeliverables',
        organisationId: trial.organisationId,
        trialId: trial.id,
        detail,
      });
      return importId;
    });
    return this.imports.get(request.trialId, id);
  }

  /**
   * One of them. It fits a letter or is refused at once: whoever has it in their hands can look again.
   * @returns the wave that it is booked with, and whether it was not booked yet
   * @throws DomainError `responses:not-sent`, `responses:letter-unknown`, `responses:date-in-future`
   */
  async takeOne(
    trialId: string,
    letter: ReturnedLetter,
    actor: Actor,
  ): Promise<{ readonly wave: number; readonly isNew: boolean }> {
    return this.unitOfWork.transaction(async ({ client }) => {
      const trial = await this.lockSending(client, trialId);
      const at = this.clock.now();
      if (letter.returnedOn > dutchDate(at))
        throw new DomainError('invalid', 'responses:date-in-future', { date: letter.returnedOn });
      const code = letter.letterCode === undefined ? null : (readLetterCode(letter.letterCode) ?? null);
      await client.query(queries.createIncoming);
      await client.query(
        `insert into incoming_responses (line, letter_code, reference, kind, responded_on, wave)
         values (1, $1, $2, $3, $4, $5)`,
        [code, letter.reference?.trim() ?? null, KIND, letter.returnedOn, letter.wave ?? null],
      );
      await match(client, trial);
      const { rows } = await client.query<{ wave: number | null }>(
        'select wave from incoming_responses where number is not null',
      );
      const wave = rows[0]?.wave ?? null;
      if (wave === null) throw new DomainError('not-found', 'responses:letter-unknown');
      const isNew = (await keep(client, [trialId, null, at, actor.name])) > 0;
      if (isNew) {
        await recordAct(client, {
          at,
          actor: actor.name,
          action: 'book-undeliverable',
          organisationId: trial.organisationId,
          trialId,
          detail: { wave },
        });
      }
      return { wave, isNew };
    });
  }

  /** Letters can only come back when some are out, and are counted until the close. */
  private async lockSending(client: PoolClient, trialId: string): Promise<TrialRecord> {
    const trial = await this.trials.lock(client, trialId);
    if (trial.state !== 'mailing' && trial.state !== 'collecting')
      throw new DomainError('conflict', 'responses:not-sent', { state: trial.state });
    return trial;
  }
}

/** @returns letters that had not come back before */
async function keep(client: PoolClient, parameters: readonly unknown[]): Promise<number> {
  const { rows } = await client.query<{ accepted: number }>(queries.keepUndeliverables, [...parameters]);
  return rows[0]?.accepted ?? 0;
}

async function match(client: PoolClient, { id, protocol }: TrialRecord): Promise<void> {
  await client.query(queries.matchByCode, [id]);
  await client.query(queries.matchByReference, [id]);
  if (protocol.letter.sentBy === 'elsewhere') await client.query(queries.assumeWave);
  else await client.query(queries.findWave, [id]);
}

async function takeFile(
  client: PoolClient,
  request: ResponsesRequest,
  file: InspectedFile,
  at: Date,
  trial: TrialRecord,
): Promise<{ importId: string; detail: Readonly<Record<string, unknown>> }> {
  const incoming = await readIncoming(client, request, file, at, {
    kind: 'undeliverables',
    matchColumns: matchUndeliverableColumns,
    readLine: (record, columns, today) => readUndeliverableLine(record, columns, KIND, today),
  });
  const { importId } = incoming;
  await match(client, trial);
  const parameters = [trial.id, importId, at];
  const unmatched = (await client.query(queries.keepUnmatchedUndeliverables, parameters)).rowCount ?? 0;
  const accepted = await keep(client, [...parameters, request.actor.name]);
  return { importId, detail: await finishIncoming(client, incoming, file, { accepted, unmatched }) };
}
