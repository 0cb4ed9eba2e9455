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
import type { BookedStop } from './withheld.js';

export interface ResumedRecipient {
  /** Waves that were made in the meantime, without a letter to them: those are not made after all. */
  readonly missed: readonly number[];
}

/** Takes a death or a move back that was booked by mistake: letters that are not made yet go to them again. */
@Injectable()
export class ResumeLetters {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly madeLetters: MadeLetters,
    private readonly clock: Clock,
  ) {}

  /**
   * An objection is not among them: it is the recipient's own word. A death that is taken back leaves a move that was
   * booked before it.
   * @param booked what was booked by mistake
   * @param why in words that name nobody; kept in the audit trail
   * @throws DomainError `recipients:not-found`, `recipients:search-empty`, `mailings:not-stopped` where that is not what
   * is booked, `mailings:taken-back-why`, `mailings:trial-over` after the close
   */
  async resume(
    trialId: string,
    search: RecipientSearch,
    booked: BookedStop,
    why: string,
    actor: Actor,
  ): Promise<ResumedRecipient> {
    if (why.trim() === '') throw new DomainError('invalid', 'mailings:taken-back-why');
    return this.unitOfWork.transaction(async ({ client }) => {
      const trial = await this.trials.get(trialId);
      if (hasReached(trial.state, 'closed')) throw new DomainError('conflict', 'mailings:trial-over');
      const number = await findRecipient(client, trialId, search);
      // A batch that is being booked has either left them out, or sees that they are back.
      await this.madeLetters.waitForBookings(client, trialId, number);
      const oneOfTwo = await client.query(queries.takeBackOneOfTwo, [trialId, number, booked]);
      if (oneOfTwo.rowCount === 0) {
        const ended = await client.query(queries.endStop, [trialId, number, booked]);
        if (ended.rowCount === 0) throw new DomainError('conflict', 'mailings:not-stopped');
      }
      const { rows } = await client.query<{ wave: number }>(queries.missedWaves, [trialId, number]);
      await recordAct(client, {
        at: this.clock.now(),
        actor: actor.name,
        action: 'resume-letters',
        organisationId: trial.organisationId,
        trialId,
        // Not who: the trail is read by more people than the letters are.
        detail: { booked, why: why.trim() },
      });
      return { missed: rows.map(({ wave }) => wave) };
    });
  }
}
