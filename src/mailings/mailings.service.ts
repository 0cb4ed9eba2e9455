import { Injectable } from '@nestjs/common';
import type { Actor } from '../accounts/actor.js';
import { recordAct } from '../audit/record-act.js';
import { DomainError } from '../core/domain-error.js';
import { readLetterhead } from '../organisations/letterhead-data.js';
import { OrganisationsService } from '../organisations/organisations.service.js';
import { indexPartitions } from '../platform/database/trial-partition.js';
import { UnitOfWork, type Work } from '../platform/database/unit-of-work.js';
import { Clock, dutchDate } from '../platform/process/time-and-chance.js';
import { ChangeState } from '../trials/change-state.js';
import { nextState } from '../trials/life-cycle.js';
import { FIRST_WAVE } from '../trials/protocol/wave-letters.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';
import type { Manifest, ManifestLine } from './manifest.js';
import * as queries from './mailings.queries.js';

/** `empty`: everybody in it was taken out before it was made. */
export type BatchState = 'planned' | 'rendered' | 'handed-over' | 'empty';

export interface BatchRecord {
  readonly id: string;
  readonly wave: number;
  readonly number: number;
  readonly letters: number;
  /** How many were taken out of it between planning and rendering. */
  readonly withheld: number;
  readonly state: BatchState;
  readonly pages: number | null;
  readonly pdfFile: string | null;
  readonly pdfSha256: string | null;
  readonly renderedAt: Date | null;
  readonly handedOverAt: Date | null;
  readonly handedOverBy: string | null;
  readonly postedOn: string | null;
}

export interface MailingProgress {
  readonly batches: number;
  readonly rendered: number;
  readonly handedOver: number;
  readonly letters: number;
  readonly lettersRendered: number;
}

@Injectable()
export class MailingsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly organisations: OrganisationsService,
    private readonly changeState: ChangeState,
    private readonly clock: Clock,
  ) {}

  async batches(trialId: string): Promise<BatchRecord[]> {
    const rows = await this.unitOfWork.rows<{
      id: string;
      wave: number;
      number: number;
      letters: number;
      withheld: number;
      state: BatchState;
      pages: number | null;
      pdf_file: string | null;
      pdf_sha256: string | null;
      rendered_at: Date | null;
      handed_over_at: Date | null;
      handed_over_by: string | null;
      posted_on: string | null;
    }>(queries.batchesOfTrial, [trialId]);
    return rows.map((row) => ({
      id: row.id,
      wave: row.wave,
      number: row.number,
      letters: row.letters,
      withheld: row.withheld,
      state: row.state,
      pages: row.pages,
      pdfFile: row.pdf_file,
      pdfSha256: row.pdf_sha256,
      renderedAt: row.rendered_at,
      handedOverAt: row.handed_over_at,
      handedOverBy: row.handed_over_by,
      postedOn: row.posted_on,
    }));
  }

  /** How far one wave is. */
  async progress(trialId: string, wave = FIRST_WAVE): Promise<MailingProgress> {
    const row = await this.unitOfWork.row<{
      batches: number;
      rendered: number;
      handed_over: number;
      letters: number;
      letters_rendered: number;
    }>(queries.mailingProgress, [trialId, wave]);
    return {
      batches: row?.batches ?? 0,
      rendered: row?.rendered ?? 0,
      handedOver: row?.handed_over ?? 0,
      letters: row?.letters ?? 0,
      lettersRendered: row?.letters_rendered ?? 0,
    };
  }

  /** @throws DomainError `mailings:batch-not-found`, `mailings:batch-not-rendered` */
  async manifest(trialId: string, batchNumber: number, wave = FIRST_WAVE): Promise<Manifest> {
    const trial = await this.trials.get(trialId);
    const batch = (await this.batches(trialId)).find(
      (one) => one.number === batchNumber && one.wave === wave,
    );
    if (batch === undefined)
      throw new DomainError('not-found', 'mailings:batch-not-found', { batch: batchNumber });
    if (batch.pdfFile === null || batch.pdfSha256 === null || batch.pages === null) {
      throw new DomainError('conflict', 'mailings:batch-not-rendered', { batch: batchNumber });
    }
    const rows = await this.unitOfWork.rows<{
      letter_code: string;
      position: number;
      first_page: number;
      last_page: number;
    }>(queries.manifestLines, [batch.id]);
    const lines: ManifestLine[] = rows.map((row) => ({
      letterCode: row.letter_code,
      position: row.position,
      firstPage: row.first_page,
      lastPage: row.last_page,
    }));
    const { window } = readLetterhead((await this.organisations.get(trial.organisationId)).letterhead);
    return {
      format: 'openbrief-manifest-1',
      trial: trial.slug,
      wave: batch.wave,
      batch: batch.number,
      pdf: batch.pdfFile,
      pdfSha256: batch.pdfSha256,
      letters: batch.letters,
      pages: batch.pages,
      paper: 'A4, 80 g/m²',
      envelope: window === 'right' ? 'C5, window on the right' : 'C5, window on the left',
      lines,
    };
  }

  /**
   * Books that all batches of a wave that were not yet handed over went to the post on one day. With the first wave
   * collecting starts.
   * @param postedOn yyyy-mm-dd; response windows run from that of the first wave
   * @throws DomainError `mailings:not-all-rendered`, `mailings:posted-on-impossible`
   */
  async handOver(trialId: string, postedOn: string, actor: Actor, wave = FIRST_WAVE): Promise<void> {
    await this.unitOfWork.transaction(async (work) => {
      const trial = await this.mailingTrial(work, trialId, postedOn);
      const { batches, rendered } = await this.counts(work, trialId, wave);
      if (batches === 0 || rendered < batches) {
        throw new DomainError('conflict', 'mailings:not-all-rendered', { rendered, batches });
      }
      refuseUnlessHandable(trial, wave);
      await this.bookHandOver(work, trial, postedOn, actor, { numbers: null, wave });
      if (wave === FIRST_WAVE)
        await this.changeState.apply(work, trial, 'start-collecting', actor, { batches, postedOn });
    });
  }

  /**
   * Books that one batch went to the post; with the last of them collecting starts. Each batch keeps its own day: a
   * print shop that stopped for a week would else shorten the time that some had to respond.
   * @param postedOn yyyy-mm-dd; the response windows of this batch's letters run from it
   * @throws DomainError `mailings:batch-not-found`, `mailings:batch-not-rendered`, `mailings:batch-handed-over`,
   * `mailings:posted-on-impossible`
   */
  async handOverBatch(
    trialId: string,
    number: number,
    postedOn: string,
    actor: Actor,
    wave = FIRST_WAVE,
  ): Promise<void> {
    await this.unitOfWork.transaction(async (work) => {
      const trial = await this.trials.lock(work.client, trialId);
      const { rows } = await work.client.query<{ state: BatchState }>(queries.batchByNumber, [
        trialId,
        number,
        wave,
      ]);
      const state = rows[0]?.state;
      if (state === undefined)
        throw new DomainError('not-found', 'mailings:batch-not-found', { batch: number });
      if (state === 'planned')
        throw new DomainError('conflict', 'mailings:batch-not-rendered', { batch: number });
      if (state === 'handed-over')
        throw new DomainError('conflict', 'mailings:batch-handed-over', { batch: number });
      if (state === 'empty') throw new DomainError('conflict', 'mailings:batch-empty', { batch: number });
      refuseUnlessHandable(trial, wave);
      requirePossibleDay(trial, postedOn);
      await this.bookHandOver(work, trial, postedOn, actor, { numbers: [number], wave });
      if (wave !== FIRST_WAVE) return;
      const { batches, handedOver } = await this.counts(work, trialId, wave);
      if (handedOver === batches) {
        await this.changeState.apply(work, trial, 'start-collecting', actor, { batches, postedOn });
      }
    });
  }

  private async mailingTrial(work: Work, trialId: string, postedOn: string): Promise<TrialRecord> {
    const trial = await this.trials.lock(work.client, trialId);
    requirePossibleDay(trial, postedOn);
    return trial;
  }

  private async counts(
    { client }: Work,
    trialId: string,
    wave: number,
  ): Promise<{ readonly batches: number; readonly rendered: number; readonly handedOver: number }> {
    const { rows } = await client.query<{ batches: number; rendered: number; handed_over: number }>(
      queries.mailingProgress,
      [trialId, wave],
    );
    const { batches = 0, rendered = 0, handed_over: handedOver = 0 } = rows[0] ?? {};
    return { batches, rendered, handedOver };
  }

  /** Who, when, which hash: on the batch and in the audit trail. */
  private async bookHandOver(
    { client }: Work,
    trial: TrialRecord,
    postedOn: string,
    actor: Actor,
    { numbers, wave }: { readonly numbers: readonly number[] | null; readonly wave: number },
  ): Promise<void> {
    const at = this.clock.now();
    const { rows } = await client.query<{ number: number; sha256: string }>(queries.recordHandOver, [
      trial.id,
      at,
      actor.name,
      postedOn,
      numbers,
      wave,
    ]);
    await recordAct(client, {
      at,
      actor: actor.name,
      action: 'hand-over',
      organisationId: trial.organisationId,
      trialId: trial.id,
      detail: {
        postedOn,
        ...(wave !== FIRST_WAVE && { wave }),
        batches: rows
          .toSorted((a, b) => a.number - b.number)
          .map(({ number, sha256 }) => ({ number, sha256 })),
      },
    });
  }

  /** Starts collecting for a trial whose letters were sent elsewhere. */
  async sentElsewhere(trialId: string, actor: Actor): Promise<void> {
    await this.unitOfWork.transaction(async (work) => {
      const trial = await this.trials.lock(work.client, trialId);
      if (trial.protocol.letter.sentBy === 'openbrief')
        throw new DomainError('conflict', 'mailings:sent-by-openbrief');
      // Before the draw there is nothing to index, and who comes too early is told the state.
      nextState(trial.state, 'start-collecting');
      await indexPartitions(work.client, trialId);
      await recordAct(work.client, {
        at: this.clock.now(),
        actor: actor.name,
        action: 'sent-elsewhere',
        organisationId: trial.organisationId,
        trialId,
        detail: {},
      });
      await this.changeState.apply(work, trial, 'start-collecting', actor);
    });
  }
}

/** The first wave starts the collecting; reminders go out while it lasts. */
function refuseUnlessHandable({ state }: TrialRecord, wave: number): void {
  if (wave === FIRST_WAVE) nextState(state, 'start-collecting');
  else if (state !== 'collecting') throw new DomainError('conflict', 'mailings:trial-over');
}

/** After the registration and before the close: a letter that is posted outside of the trial is not its letter. */
function requirePossibleDay({ protocol, registeredAt }: TrialRecord, postedOn: string): void {
  if (postedOn >= protocol.planning.close || postedOn < dutchDate(registeredAt)) {
    throw new DomainError('invalid', 'mailings:posted-on-impossible', { date: postedOn });
  }
}
