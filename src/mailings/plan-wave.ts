import { Injectable } from '@nestjs/common';
import type { Actor } from '../accounts/actor.js';
import { DomainError } from '../core/domain-error.js';
import { indexPartitions } from '../platform/database/trial-partition.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { TrialKeysService } from '../recipients/trial-keys.service.js';
import { ChangeState } from '../trials/change-state.js';
import { nextState } from '../trials/life-cycle.js';
import { TrialsService } from '../trials/trials.service.js';
import { armsOfWave, FIRST_WAVE } from '../trials/protocol/wave-letters.js';
import { planBatches } from './mailings.queries.js';
import { makePostOrder } from './post-order.js';
import { ProofsService } from './proofs.service.js';

/** Letters in a batch: some minutes of printing, a PDF that opens on any desk, and little to redo after a crash. */
export const LETTERS_A_BATCH = 500;

/** Divides the letters of the first wave over batches, all in one transaction: each letter in one batch, once. */
@Injectable()
export class PlanWave {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly changeState: ChangeState,
    private readonly proofs: ProofsService,
    private readonly keys: TrialKeysService,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the number of letters that were put in batches
   * @throws DomainError `mailings:sent-elsewhere` for a trial whose letters Openbrief does not send,
   * `mailings:proofs-not-approved`
   */
  async plan(trialId: string, actor: Actor, lettersABatch = LETTERS_A_BATCH): Promise<number> {
    await this.requireReady(trialId);
    return this.unitOfWork.transaction(async (work) => {
      const trial = await this.trials.lock(work.client, trialId);
      // Of two that ask at once, the second is told the state and not that a row is there already.
      nextState(trial.state, 'start-mailing');
      const { rows } = await work.client.query<{ id: string }>(
        'insert into waves (trial_id, number, created_at) values ($1, 1, $2) returning id',
        [trialId, this.clock.now()],
      );
      await indexPartitions(work.client, trialId);
      await makePostOrder(work.client, trialId, await this.keys.open(work.client, trialId));
      const planned = await work.client.query(planBatches, [
        rows[0]?.id,
        trialId,
        armsOfWave(trial.protocol, FIRST_WAVE),
        lettersABatch,
        null,
        this.clock.now(),
        FIRST_WAVE,
      ]);
      const letters = planned.rowCount ?? 0;
      if (letters === 0) throw new DomainError('conflict', 'mailings:no-letters');
      await this.changeState.apply(work, trial, 'start-mailing', actor, { wave: 1, letters });
      return letters;
    });
  }

  /** Before the lock, because it looks at more than the trial; what the lock is for is looked at again behind it. */
  private async requireReady(trialId: string): Promise<void> {
    const trial = await this.trials.get(trialId);
    if (trial.protocol.letter.sentBy === 'elsewhere')
      throw new DomainError('conflict', 'mailings:sent-elsewhere');
    nextState(trial.state, 'start-mailing');
    await this.proofs.requireApproved(trial);
  }
}
