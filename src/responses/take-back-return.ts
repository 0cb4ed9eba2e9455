import { Injectable } from '@nestjs/common';
import type { Actor } from '../accounts/actor.js';
import { recordAct } from '../audit/record-act.js';
import { DomainError } from '../core/domain-error.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { findRecipient, type RecipientSearch } from '../recipients/find-recipient.js';
import { TrialsService } from '../trials/trials.service.js';
import * as queries from './responses.queries.js';

/** Takes back that a letter came back, where that was booked by mistake. */
@Injectable()
export class TakeBackReturn {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly clock: Clock,
  ) {}

  /**
   * The latest letter that was booked by hand, until the close; what a file has too is taken back by whoever delivers the
   * files.
   * @param why in words that name nobody; kept in the audit trail
   * @throws DomainError `recipients:not-found`, `recipients:search-empty`, `responses:not-sent`,
   * `responses:not-returned`, `responses:return-from-file`, `mailings:taken-back-why`
   */
  async takeBack(trialId: string, search: RecipientSearch, why: string, actor: Actor): Promise<void> {
    if (why.trim() === '') throw new DomainError('invalid', 'mailings:taken-back-why');
    await this.unitOfWork.transaction(async ({ client }) => {
      const trial = await this.trials.lock(client, trialId);
      if (trial.state !== 'mailing' && trial.state !== 'collecting')
        throw new DomainError('conflict', 'responses:not-sent', { state: trial.state });
      const number = await findRecipient(client, trialId, search);
      const { rows } = await client.query<{ wave: number; byFile: boolean }>(queries.latestReturn, [
        trialId,
        number,
      ]);
      const [booked] = rows;
      if (booked === undefined) throw new DomainError('conflict', 'responses:not-returned');
      if (booked.byFile) throw new DomainError('conflict', 'responses:return-from-file');
      await client.query(queries.removeReturn, [trialId, number, booked.wave]);
      await recordAct(client, {
        at: this.clock.now(),
        actor: actor.name,
        action: 'take-back-undeliverable',
        organisationId: trial.organisationId,
        trialId,
        // Not whose: the trail is read by more people than the letters are.
        detail: { wave: booked.wave, why: why.trim() },
      });
    });
  }
}
