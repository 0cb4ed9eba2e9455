import { Injectable } from '@nestjs/common';
import { commandLine } from '../accounts/actor.js';
import { MailingsService } from '../mailings/mailings.service.js';
import { PlanReminder } from '../mailings/plan-reminder.js';
import { PlanWave } from '../mailings/plan-wave.js';
import { ProofsService } from '../mailings/proofs.service.js';
import { RenderBatch } from '../mailings/render-batch.js';
import { WavesService } from '../mailings/waves.service.js';
import { Clock, dutchDate } from '../platform/process/time-and-chance.js';
import { FIRST_WAVE } from '../trials/protocol/wave-letters.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';
import type { Progress } from './progress.js';

export interface MailOptions {
  readonly progress: Progress;
  readonly lettersABatch?: number;
  /** yyyy-mm-dd on which the letters go to the post; the planned day, or today for a reminder, where it is left out. */
  readonly postedOn?: string;
}

/** The letters of a trial in a folder: the first mailing, and each reminder when its day has come. */
@Injectable()
export class MailWaves {
  constructor(
    private readonly trials: TrialsService,
    private readonly proofs: ProofsService,
    private readonly planWave: PlanWave,
    private readonly planReminder: PlanReminder,
    private readonly waves: WavesService,
    private readonly renderBatch: RenderBatch,
    private readonly mailings: MailingsService,
    private readonly clock: Clock,
  ) {}

  /** The first mailing: planned, made and handed over, as far as that was not done and its wave does not wait. */
  async first(trial: TrialRecord, options: MailOptions): Promise<TrialRecord> {
    if (trial.state === 'allocated' && trial.protocol.letter.sentBy === 'elsewhere') {
      await this.mailings.sentElsewhere(trial.id, commandLine);
      options.progress.skip('letters', '—');
      return this.trials.get(trial.id);
    }
    if (trial.state === 'allocated') {
      await this.proofs.approveByProtocol(trial, commandLine);
      await this.planWave.plan(trial.id, commandLine, options.lettersABatch);
    }
    const planned = await this.trials.get(trial.id);
    if (planned.state !== 'mailing') return planned;
    await this.makeAndHandOver(planned, FIRST_WAVE, options);
    return this.trials.get(trial.id);
  }

  /** Goes on with reminders that were begun, and plans those whose day has come; in a trial that collects responses. */
  async reminders(trial: TrialRecord, options: MailOptions): Promise<void> {
    if (trial.state !== 'collecting') return;
    for (const { number, batchesToGo, batchesToHandOver } of await this.waves.list(trial.id)) {
      if (number !== FIRST_WAVE && batchesToGo + batchesToHandOver > 0)
        await this.makeAndHandOver(trial, number, options);
    }
    for (;;) {
      const next = await this.planReminder.next(trial);
      const today = dutchDate(this.clock.now());
      if (next === undefined || today < next.dueOn || today >= trial.protocol.planning.close) return;
      await this.proofs.approveByProtocol(trial, commandLine, next.wave);
      const { letters } = await this.planReminder.plan(trial.id, commandLine, options.lettersABatch);
      if (letters > 0) await this.makeAndHandOver(trial, next.wave, options);
      else options.progress.skip('reminder', '0');
    }
  }

  /** The wave that waits, if any does: nothing more is made of it until it is resumed. */
  async paused(trialId: string): Promise<number | undefined> {
    const waiting = (await this.waves.list(trialId)).find(
      ({ paused, batchesToGo }) => paused !== null && batchesToGo > 0,
    );
    return waiting?.number;
  }

  /** yyyy-mm-dd of the next reminder, if there is one to come. */
  async nextReminderOn(trial: TrialRecord): Promise<string | undefined> {
    return (await this.planReminder.next(trial))?.dueOn;
  }

  private async makeAndHandOver(
    trial: TrialRecord,
    wave: number,
    { progress, postedOn }: MailOptions,
  ): Promise<void> {
    const batches = (await this.mailings.batches(trial.id)).filter((batch) => batch.wave === wave);
    const letters = batches.reduce((sum, batch) => sum + batch.letters, 0);
    progress.start(wave === FIRST_WAVE ? 'letters' : 'reminder', letters);
    let done = 0;
    for (const batch of batches) {
      const before = done;
      if (batch.state === 'planned') {
        await this.renderBatch.render(batch.id, (count) => progress.advance(before + count));
      }
      done += batch.letters;
      progress.advance(done);
    }
    const made = await this.mailings.progress(trial.id, wave);
    progress.finish(`${made.lettersRendered} / ${batches.length}`);
    // A wave that was paused in the meantime is handed over when it is whole.
    if (made.rendered < made.batches) return;
    // An empty batch that was the last of its wave leaves nothing to hand over.
    if (wave === FIRST_WAVE && (await this.trials.get(trial.id)).state !== 'mailing') return;
    const day =
      postedOn ?? (wave === FIRST_WAVE ? trial.protocol.planning.mailing : dutchDate(this.clock.now()));
    await this.mailings.handOver(trial.id, day, commandLine, wave);
  }
}
