import { Injectable } from '@nestjs/common';
import type { Actor } from '../accounts/actor.js';
import { recordAct } from '../audit/record-act.js';
import { DomainError } from '../core/domain-error.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { findRecipient, type RecipientSearch } from '../recipients/find-recipient.js';
import { hasReached } from '../trials/life-cycle.js';
import { TrialsService } from '../trials/trials.service.js';
import { MadeLetters } from './made-letters.js';
import * as queries from './stop-letters.queries.js';
import type { MadeLetter, StopReason } from './withheld.js';

export interface StoppedRecipient {
  /** False when the same had been booked before. */
  readonly isNew: boolean;
  /** Letters that were made already: only the print shop can still take them out. */
  readonly made: readonly MadeLetter[];
}

/** Deaths, moves and objections: no letter that is not made yet goes to them. They stay in their arm and in the counts. */
@Injectable()
export class StopLetters {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly madeLetters: MadeLetters,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError `recipients:not-found`, `recipients:search-empty`, `mailings:trial-over` after the close
   */
  async stop(
    trialId: string,
    search: RecipientSearch,
    reason: StopReason,
    actor: Actor,
  ): Promise<StoppedRecipient> {
    return this.unitOfWork.transaction(async ({ client }) => {
      const trial = await this.trials.get(trialId);
      if (hasReached(trial.state, 'closed')) throw new DomainError('conflict', 'mailings:trial-over');
      const number = await findRecipient(client, trialId, search);
      // First, so that a batch that is being booked has either booked them or sees what is booked here.
      await this.madeLetters.waitForBookings(client, trialId, number);
      const at = this.clock.now();
      const booked =
        reason === 'objection'
          ? await client.query(queries.recordObjection, [trialId, number, at])
          : await client.query(queries.recordStop, [trialId, number, reason, at, actor.name]);
      const isNew = (booked.rowCount ?? 0) > 0;
      const made = await this.madeLetters.of(client, trialId, number);
      if (isNew) {
        await recordAct(client, {
          at,
          actor: actor.name,
          action: reason === 'objection' ? 'object' : 'stop-letters',
          organisationId: trial.organisationId,
          trialId,
          // Not who: the trail is read by more people than the letters are.
          detail: { reason },
        });
      }
      return { isNew, made };
    });
  }
}
