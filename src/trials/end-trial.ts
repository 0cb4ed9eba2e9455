import { Injectable } from '@nestjs/common';
import type { Actor } from '../accounts/actor.js';
import { DomainError } from '../core/domain-error.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Clock, dutchDate } from '../platform/process/time-and-chance.js';
import { ChangeState } from './change-state.js';
import type { TrialRecord } from './trial-record.js';
import { TrialsService } from './trials.service.js';

/** The ends of collecting: the close that the protocol planned, and stopping early with a reason. */
@Injectable()
export class EndTrial {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly changeState: ChangeState,
    private readonly clock: Clock,
  ) {}

  /**
   * Closes the trial: from now on responses no longer count, the seed is public, and results may be seen.
   * @throws DomainError `trials:close-too-early` before the day that the protocol named; peeking by closing early
   * and opening again would be optional stopping
   */
  async close(trialId: string, actor: Actor): Promise<TrialRecord> {
    await this.unitOfWork.transaction(async (work) => {
      const trial = await this.trials.lock(work.client, trialId);
      const { close } = trial.protocol.planning;
      if (dutchDate(this.clock.now()) < close) {
        throw new DomainError('conflict', 'trials:close-too-early', { date: close });
      }
      await work.client.query('update draws set revealed_at = $2 where trial_id = $1', [
        trialId,
        this.clock.now(),
      ]);
      await this.changeState.apply(work, trial, 'close', actor);
    });
    return this.trials.get(trialId);
  }

  /** Stops a trial before its time. The reason becomes public, and the trial is analysed and disclosed all the same. */
  async stop(trialId: string, reason: string, actor: Actor): Promise<TrialRecord> {
    await this.unitOfWork.transaction(async (work) => {
      const trial = await this.trials.lock(work.client, trialId);
      const at = this.clock.now();
      await work.client.query('update trials set stopped_at = $2, stopped_reason = $3 where id = $1', [
        trialId,
        at,
        reason,
      ]);
      await work.client.query('update draws set revealed_at = $2 where trial_id = $1', [trialId, at]);
      await this.changeState.apply(work, trial, 'stop', actor, { reason });
    });
    return this.trials.get(trialId);
  }
}
