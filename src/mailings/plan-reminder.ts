import { Injectable } from '@nestjs/common';
import type { Actor } from '../accounts/actor.js';
import { recordAct } from '../audit/record-act.js';
import { DomainError } from '../core/domain-error.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Clock, dutchDate } from '../platform/process/time-and-chance.js';
import { TrialKeysService } from '../recipients/trial-keys.service.js';
import { hasReached } from '../trials/life-cycle.js';
import { addDays } from '../trials/protocol/add-days.js';
import { armsOfWave, FIRST_WAVE, reminderOfWave, wavesOf } from '../trials/protocol/wave-letters.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';
import { planBatches } from './mailings.queries.js';
import { makePostOrder } from './post-order.js';
import { LETTERS_A_BATCH } from './plan-wave.js';
import { ProofsService } from './proofs.service.js';
import { lastPosted } from './waves.queries.js';

/** The reminder that comes next. */
export interface NextReminder {
  /** Number of the wave: 2 is the first reminder. */
  readonly wave: number;
  /** yyyy-mm-dd from which it can be planned: so many days after the last letters of the first mailing were posted. */
  readonly dueOn: string;
}

/** Divides the letters of a reminder over batches: to those who have not responded by the protocol's day. */
@Injectable()
export class PlanReminder {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly proofs: ProofsService,
    private readonly keys: TrialKeysService,
    private readonly clock: Clock,
  ) {}

  /** The reminder that was not planned yet; undefined when there is none, or the first letters are not all out. */
  async next(trial: TrialRecord): Promise<NextReminder | undefined> {
    if (trial.state !== 'collecting') return undefined;
    const [posted, planned] = await Promise.all([
      this.unitOfWork.row<{ posted_on: string | null }>(lastPosted, [trial.id]),
      this.unitOfWork.row<{ wave: number | null }>(
        'select max(number) as wave from waves where trial_id = $1',
        [trial.id],
      ),
    ]);
    const wave = (planned?.wave ?? 0) + 1;
    const reminder = reminderOfWave(trial.protocol, wave);
    const first = posted?.posted_on ?? null;
    if (wave === FIRST_WAVE || wave > wavesOf(trial.protocol) || reminder === undefined || first === null)
      return undefined;
    return { wave, dueOn: addDays(first, reminder.afterDays) };
  }

  /**
   * One statement decides who gets it: whoever responded in the meantime does not, and whoever died, moved, objected or
   * whose first letter came back is booked as withheld.
   * @returns the wave, and how many letters were put in batches: none when everybody has responded
   * @throws DomainError `mailings:no-reminder`, `mailings:reminder-not-due`, `mailings:proofs-not-approved`
   */
  async plan(
    trialId: string,
    actor: Actor,
    lettersABatch = LETTERS_A_BATCH,
  ): Promise<{ readonly wave: number; readonly letters: number }> {
    const asked = await this.trials.get(trialId);
    const { wave, dueOn } = await this.requireDue(asked);
    await this.proofs.requireApproved(asked, wave);
    return this.unitOfWork.transaction(async ({ client }) => {
      const trial = await this.trials.lock(client, trialId);
      if (hasReached(trial.state, 'closed')) throw new DomainError('conflict', 'mailings:no-reminder');
      const at = this.clock.now();
      const { rows } = await client.query<{ id: string }>(
        `insert into waves (trial_id, number, created_at) values ($1, $2, $3)
         on conflict (trial_id, number) do nothing returning id`,
        [trialId, wave, at],
      );
      // Of two that ask at once, the second finds the wave there.
      if (rows[0] === undefined) throw new DomainError('conflict', 'mailings:no-reminder');
      await makePostOrder(client, trialId, await this.keys.open(client, trialId));
      const planned = await client.query(planBatches, [
        rows[0].id,
        trialId,
        armsOfWave(trial.protocol, wave),
        lettersABatch,
        trial.protocol.outcome.response,
        at,
        wave,
      ]);
      const letters = planned.rowCount ?? 0;
      await recordAct(client, {
        at,
        actor: actor.name,
        action: 'plan-reminder',
        organisationId: trial.organisationId,
        trialId,
        detail: { wave, dueOn, letters },
      });
      return { wave, letters };
    });
  }

  private async requireDue(trial: TrialRecord): Promise<NextReminder> {
    const next = await this.next(trial);
    if (next === undefined) throw new DomainError('conflict', 'mailings:no-reminder');
    if (dutchDate(this.clock.now()) < next.dueOn)
      throw new DomainError('conflict', 'mailings:reminder-not-due', { wave: next.wave, date: next.dueOn });
    return next;
  }
}
