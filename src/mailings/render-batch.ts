import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { recordAct } from '../audit/record-act.js';
import { DomainError } from '../core/domain-error.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { FileStore } from '../platform/storage/file-store.js';
import { decodePersonalData } from '../recipients/personal-data.js';
import type { Letterhead } from '../rendering/letter-page.js';
import { PagesDoNotAddUp, renderBatch, type RenderedBatch } from '../rendering/render-batch.js';
import { armIndex } from '../trials/protocol/protocol.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';
import { letterInput } from './letter-input.js';
import * as queries from './mailings.queries.js';
import { PressesService } from './presses.service.js';
import { ProofsService } from './proofs.service.js';

interface BatchRow {
  readonly id: string;
  readonly trial_id: string;
  readonly wave: number;
  readonly number: number;
  readonly letters: number;
  readonly state: string;
}

interface PrintRow {
  readonly position: number;
  readonly letter_code: string;
  readonly arm: number;
  readonly reference: string;
  readonly personal: Buffer;
}

/** The names of files that no batch was booked with: by a worker that is at work, or that died. */
export const UNBOOKED_FILE = /\.pdf\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\.\d+\.part)?$/;

/** Makes the PDF of one batch, and books the pages of each of its letters. */
@Injectable()
export class RenderBatch {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly proofs: ProofsService,
    private readonly presses: PressesService,
    private readonly files: FileStore,
    private readonly clock: Clock,
  ) {}

  /**
   * A batch that was made before is left alone, so that a worker may take a job twice. The file gets its name as the
   * last step before the booking is kept: after a crash between the two it is made again under the same name.
   * @returns whether this call made it
   */
  async render(batchId: string, onProgress?: (letters: number) => void): Promise<boolean> {
    const batch = await this.unitOfWork.row<BatchRow>(queries.batchById, [batchId]);
    if (batch === undefined)
      throw new DomainError('not-found', 'mailings:batch-not-found', { batch: batchId });
    if (batch.state !== 'planned') return false;
    const trial = await this.trials.get(batch.trial_id);
    const { letterhead, arms } = await this.proofs.letters(trial);
    const rows = await this.unitOfWork.rows<PrintRow>(queries.lettersToPrint, [batchId]);
    await this.requireApproved(trial, new Set(rows.map(({ arm }) => arm)));
    const letters = rows.map((row) => {
      const arm = arms.get(row.arm);
      if (arm === undefined) throw new DomainError('conflict', 'mailings:arm-without-letter');
      return letterInput(
        { letterCode: row.letter_code, reference: row.reference, personal: decodePersonalData(row.personal) },
        arm,
      );
    });
    const name = `${trial.id}/wave-${batch.wave}-batch-${String(batch.number).padStart(4, '0')}.pdf`;
    // Of its own until it is booked: of two workers with one batch, neither may replace the file of the other.
    const unbooked = `${name}.${randomUUID()}`;
    try {
      const rendered = await this.print(batch, letters, letterhead, unbooked, onProgress);
      return await this.book(batch, trial, rows, { name, unbooked }, rendered);
    } finally {
      this.files.remove(unbooked);
    }
  }

  /** What is printed is what somebody approved: same words, same letterhead, same layout, by their hash. */
  private async requireApproved(trial: TrialRecord, arms: ReadonlySet<number>): Promise<void> {
    for (const { arm, approval } of await this.proofs.list(trial)) {
      if (approval === null && arms.has(armIndex(trial.protocol, arm)))
        throw new DomainError('conflict', 'mailings:text-not-approved', { arm });
    }
  }

  private async print(
    batch: BatchRow,
    letters: Parameters<typeof renderBatch>[0],
    letterhead: Letterhead,
    name: string,
    onProgress?: (letters: number) => void,
  ): Promise<RenderedBatch> {
    try {
      return await renderBatch(
        letters,
        letterhead,
        this.files.pathOf(name),
        await this.presses.all(),
        onProgress,
      );
    } catch (error) {
      if (error instanceof PagesDoNotAddUp) {
        throw new DomainError('unavailable', 'mailings:pages-do-not-add-up', { batch: batch.number });
      }
      throw error;
    }
  }

  private book(
    batch: BatchRow,
    trial: TrialRecord,
    rows: readonly PrintRow[],
    { name, unbooked }: { readonly name: string; readonly unbooked: string },
    rendered: RenderedBatch,
  ): Promise<boolean> {
    return this.unitOfWork.transaction(async ({ client }) => {
      const at = this.clock.now();
      const booked = await client.query(queries.recordRendered, [
        batch.id,
        rendered.pages,
        name,
        rendered.sha256,
        at,
      ]);
      // Another worker was first; its pages are the ones that were booked.
      if (booked.rowCount === 0) return false;
      await client.query(queries.recordPageRanges, [
        batch.id,
        rows.map(({ position }) => position),
        rendered.ranges.map(({ firstPage }) => firstPage),
        rendered.ranges.map(({ lastPage }) => lastPage),
      ]);
      await recordAct(client, {
        at,
        actor: 'worker',
        action: 'render-batch',
        organisationId: trial.organisationId,
        trialId: trial.id,
        detail: {
          wave: batch.wave,
          batch: batch.number,
          letters: rows.length,
          sha256: rendered.sha256.toString('hex'),
        },
      });
      this.files.rename(unbooked, name);
      return true;
    });
  }
}
