import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { Actor } from '../accounts/actor.js';
import { recordAct } from '../audit/record-act.js';
import { DomainError } from '../core/domain-error.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { FileStore } from '../platform/storage/file-store.js';
import { TrialKeysService } from '../recipients/trial-keys.service.js';
import type { Letterhead } from '../rendering/letter-page.js';
import { PagesDoNotAddUp, renderBatch, type RenderedBatch } from '../rendering/render-batch.js';
import { ChangeState } from '../trials/change-state.js';
import { armIndex } from '../trials/protocol/protocol.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';
import { letterInput, type LetterRow } from './letter-input.js';
import * as queries from './mailings.queries.js';
import { PressesService } from './presses.service.js';
import { ProofsService } from './proofs.service.js';
import type { WithholdingReason } from './withheld.js';
import { WithheldNow, type Addressee } from './withheld-now.js';

/** Nobody: what a process does by itself. */
const worker: Actor = { accountId: null, name: 'worker', organisationId: null };

interface BatchRow {
  readonly id: string;
  readonly trial_id: string;
  readonly wave: number;
  readonly number: number;
  readonly letters: number;
  readonly state: string;
  /** Whether its wave waits. */
  readonly paused: boolean;
}

interface PrintRow {
  readonly number: number;
  readonly position: number;
  readonly letter_code: string;
  readonly arm: number;
  readonly reference: string;
  readonly personal: Buffer;
}

/** A recipient in a batch, with what is printed of them. */
interface PrintedPerson extends Addressee, LetterRow {
  readonly position: number;
  readonly arm: number;
}

interface BatchPeople {
  readonly people: readonly PrintedPerson[];
  readonly withheld: ReadonlyMap<number, WithholdingReason>;
  /** Changes of address of these people up to now. */
  readonly changes: number;
}

/** `left`: made by another, or its wave waits; `overtaken`: made of what is not true any more. */
type Outcome = 'made' | 'left' | 'overtaken';

/** Somebody may object while a batch is made, and again while it is made anew; more often, something else is wrong. */
const ATTEMPTS = 5;

/** The names of files that no batch was booked with: by a worker that is at work, or that died. */
export const UNBOOKED_FILE = /\.pdf\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\.\d+\.part)?$/;

/** Makes the PDF of one batch, and books the pages of each of its letters. */
@Injectable()
export class RenderBatch {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly changeState: ChangeState,
    private readonly proofs: ProofsService,
    private readonly withheldNow: WithheldNow,
    private readonly presses: PressesService,
    private readonly keys: TrialKeysService,
    private readonly files: FileStore,
    private readonly clock: Clock,
  ) {}

  /**
   * A batch that was made before is left alone, so that a worker may take a job twice; and so is one of a wave that
   * waits. Who may not be written to any more is left out, up to the moment of booking: where somebody died or moved
   * while the batch was being made, it is made again. The file gets its name as the last step before the booking is
   * kept: after a crash between the two it is made again under the same name.
   * @returns whether this call made it
   */
  async render(batchId: string, onProgress?: (letters: number) => void): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const outcome = await this.attempt(batchId, onProgress);
      if (outcome !== 'overtaken') return outcome === 'made';
    }
    throw new DomainError('unavailable', 'mailings:batch-overtaken');
  }

  private async attempt(batchId: string, onProgress?: (letters: number) => void): Promise<Outcome> {
    const batch = await this.unitOfWork.row<BatchRow>(queries.batchById, [batchId]);
    if (batch === undefined)
      throw new DomainError('not-found', 'mailings:batch-not-found', { batch: batchId });
    if (batch.state !== 'planned' || batch.paused) return 'left';
    const trial = await this.trials.get(batch.trial_id);
    const { people, withheld, changes } = await this.read(batch, trial);
    if (people.length === 0) return this.bookEmpty(batch, trial, withheld);
    const { letterhead, arms } = await this.proofs.letters(trial, batch.wave);
    await this.requireApproved(trial, batch.wave, new Set(people.map(({ arm }) => arm)));
    const letters = people.map(({ arm: index, letterCode, reference, personal }) => {
      const arm = arms.get(index);
      if (arm === undefined) throw new DomainError('conflict', 'mailings:arm-without-letter');
      return letterInput({ letterCode, reference, personal }, arm);
    });
    const name = `${trial.id}/wave-${batch.wave}-batch-${String(batch.number).padStart(4, '0')}.pdf`;
    // Of its own until it is booked: of two workers with one batch, neither may replace the file of the other.
    const unbooked = `${name}.${randomUUID()}`;
    try {
      const rendered = await this.print(batch, letters, letterhead, unbooked, onProgress);
      return await this.book(batch, trial, { people, withheld, changes }, { name, unbooked }, rendered);
    } finally {
      await this.files.remove(unbooked);
    }
  }

  /** Who is in the batch, and who of them may not be written to any more. */
  private async read(batch: BatchRow, trial: TrialRecord): Promise<BatchPeople> {
    return this.unitOfWork.onConnection(async ({ client }) => {
      const { rows } = await client.query<PrintRow>(queries.lettersToPrint, [batch.id]);
      const box = await this.keys.open(client, trial.id);
      const all = rows.map(({ letter_code: letterCode, personal, ...row }) => ({
        ...row,
        letterCode,
        personal: box.open(row.number, personal),
      }));
      const owner = { id: batch.id, organisationId: trial.organisationId };
      const withheld = await this.withheldNow.of(client, owner, all);
      const people = all.filter(({ number }) => !withheld.has(number));
      return { people, withheld, changes: await this.withheldNow.addressChanges(client, trial.id, people) };
    });
  }

  /** What is printed is what somebody approved: same words, same letterhead, same layout, by their hash. */
  private async requireApproved(trial: TrialRecord, wave: number, arms: ReadonlySet<number>): Promise<void> {
    for (const { arm, approval } of await this.proofs.list(trial, wave)) {
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
      const presses = await this.presses.all();
      return await this.files.write(name, (path) =>
        renderBatch(letters, letterhead, path, presses, onProgress),
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
    read: BatchPeople,
    { name, unbooked }: { readonly name: string; readonly unbooked: string },
    rendered: RenderedBatch,
  ): Promise<Outcome> {
    const { people, withheld } = read;
    return this.unitOfWork.transaction(async ({ client }) => {
      // Another worker was first; its pages are the ones that were booked.
      if ((await client.query(queries.lockPlannedBatch, [batch.id])).rowCount === 0) return 'left';
      if (await this.isOvertaken(client, batch, trial, read)) return 'overtaken';
      const at = this.clock.now();
      await client.query(queries.withholdLetters, [
        batch.id,
        [...withheld.keys()],
        [...withheld.values()],
        at,
      ]);
      await client.query(queries.recordRendered, [
        batch.id,
        rendered.pages,
        name,
        rendered.sha256,
        at,
        people.length,
        withheld.size,
      ]);
      await client.query(queries.recordPageRanges, [
        batch.id,
        people.map(({ position }) => position),
        rendered.ranges.map(({ firstPage }) => firstPage),
        rendered.ranges.map(({ lastPage }) => lastPage),
      ]);
      await this.recordRendering(client, batch, trial, people.length, withheld.size, rendered.sha256);
      await this.files.rename(unbooked, name);
      return 'made';
    });
  }

  /** Whether somebody died, moved, objected, got another address or turned out not to have, since the batch was read. */
  private async isOvertaken(
    client: PoolClient,
    batch: BatchRow,
    trial: TrialRecord,
    { people, withheld, changes }: BatchPeople,
  ): Promise<boolean> {
    const owner = { id: batch.id, organisationId: trial.organisationId };
    if (!(await this.withheldNow.stillHolds(client, batch.id, withheld))) return true;
    const since = await this.withheldNow.of(client, owner, people);
    return since.size > 0 || (await this.withheldNow.addressChanges(client, trial.id, people)) !== changes;
  }

  /**
   * Everybody in it was taken out: there is nothing to print. Where all others of the first wave are at the post already,
   * nobody will hand over another one, and collecting starts here.
   */
  private bookEmpty(
    batch: BatchRow,
    trial: TrialRecord,
    withheld: BatchPeople['withheld'],
  ): Promise<Outcome> {
    return this.unitOfWork.transaction(async (work) => {
      const { client } = work;
      // Before the batch, as whoever hands over does: the last of two that end at once sees that it is the last.
      const locked = await this.trials.lock(client, trial.id);
      if ((await client.query(queries.lockPlannedBatch, [batch.id])).rowCount === 0) return 'left';
      if (!(await this.withheldNow.stillHolds(client, batch.id, withheld))) return 'overtaken';
      const at = this.clock.now();
      await client.query(queries.withholdLetters, [
        batch.id,
        [...withheld.keys()],
        [...withheld.values()],
        at,
      ]);
      await client.query(queries.recordEmpty, [batch.id, at]);
      await this.recordRendering(client, batch, trial, 0, withheld.size);
      const { rows } = await client.query<{ batches: number }>(queries.firstWaveIsOut, [trial.id]);
      if (rows[0] !== undefined && locked.state === 'mailing')
        await this.changeState.apply(work, locked, 'start-collecting', worker, rows[0]);
      return 'made';
    });
  }

  private recordRendering(
    client: PoolClient,
    batch: BatchRow,
    trial: TrialRecord,
    letters: number,
    withheld: number,
    sha256?: Buffer,
  ): Promise<void> {
    return recordAct(client, {
      at: this.clock.now(),
      actor: worker.name,
      action: 'render-batch',
      organisationId: trial.organisationId,
      trialId: trial.id,
      detail: {
        wave: batch.wave,
        batch: batch.number,
        letters,
        ...(withheld > 0 && { withheld }),
        ...(sha256 !== undefined && { sha256: sha256.toString('hex') }),
      },
    });
  }
}
