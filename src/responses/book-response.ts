import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { Actor } from '../accounts/actor.js';
import { recordAct } from '../audit/record-act.js';
import { DomainError } from '../core/domain-error.js';
import { readLetterCode } from '../core/post/letter-code.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Clock, dutchDate } from '../platform/process/time-and-chance.js';
import { findRecipient, type RecipientSearch } from '../recipients/find-recipient.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';

/** What is known of somebody before their response is booked. Nothing of it says in which arm they are. */
export interface FoundRecipient {
  readonly number: number;
  /** yyyy-mm-dd of a response of this kind that was booked already. */
  readonly respondedOn: string | null;
}

/** Responses one by one, for the person at the telephone. */
@Injectable()
export class BookResponse {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly clock: Clock,
  ) {}

  /**
   * Looks somebody up by what stands on their letter.
   * @throws DomainError `responses:code-wrong` for a code with a typing error, `recipients:not-found` for one that
   * nobody of this trial has
   */
  async find(trial: TrialRecord, search: RecipientSearch): Promise<FoundRecipient> {
    return this.unitOfWork.transaction(({ client }) => this.findIn(client, trial, search));
  }

  /**
   * Books the registered response of one recipient. A second time changes nothing: a response counts once.
   * @param respondedOn yyyy-mm-dd
   * @returns whether it was not booked yet
   * @throws DomainError as `find`, and `responses:not-collecting` before the letters are out and after the close,
   * `responses:date-in-future`
   */
  async book(trialId: string, search: RecipientSearch, respondedOn: string, actor: Actor): Promise<boolean> {
    return this.unitOfWork.transaction(async ({ client }) => {
      const trial = await this.trials.lock(client, trialId);
      if (trial.state !== 'collecting')
        throw new DomainError('conflict', 'responses:not-collecting', { state: trial.state });
      const at = this.clock.now();
      if (respondedOn > dutchDate(at))
        throw new DomainError('invalid', 'responses:date-in-future', { date: respondedOn });
      const found = await this.findIn(client, trial, search);
      if (found.respondedOn !== null) return false;
      await client.query(
        `insert into responses (trial_id, number, kind, responded_on, received_at) values ($1, $2, $3, $4, $5)`,
        [trialId, found.number, trial.protocol.outcome.response, respondedOn, at],
      );
      await recordAct(client, {
        at,
        actor: actor.name,
        action: 'book-response',
        organisationId: trial.organisationId,
        trialId,
        // Not whose: the trail is read by more people than the letters are.
        detail: { kind: trial.protocol.outcome.response },
      });
      return true;
    });
  }

  private async findIn(
    client: PoolClient,
    { id, protocol }: TrialRecord,
    search: RecipientSearch,
  ): Promise<FoundRecipient> {
    if (search.letterCode !== undefined && readLetterCode(search.letterCode) === undefined)
      throw new DomainError('invalid', 'responses:code-wrong');
    const number = await findRecipient(client, id, search);
    const { rows } = await client.query<{ day: string }>(
      `select responded_on::text as day from responses where trial_id = $1 and number = $2 and kind = $3`,
      [id, number, protocol.outcome.response],
    );
    return { number, respondedOn: rows[0]?.day ?? null };
  }
}
