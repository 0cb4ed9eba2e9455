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
import * as queries from './responses.queries.js';

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

  /**
   * Takes a response back that was booked here by mistake, as long as it has not counted: while the trial collects, and
   * before a look that had it. What came by file is taken back by whoever delivers the files.
   * @param why in words that name nobody; kept in the audit trail
   * @throws DomainError as `find`, and `responses:not-collecting`, `responses:not-booked`, `responses:from-file`,
   * `responses:counted-in-look`, `mailings:taken-back-why`
   */
  async takeBack(trialId: string, search: RecipientSearch, why: string, actor: Actor): Promise<void> {
    if (why.trim() === '') throw new DomainError('invalid', 'mailings:taken-back-why');
    await this.unitOfWork.transaction(async ({ client }) => {
      const trial = await this.trials.lock(client, trialId);
      if (trial.state !== 'collecting')
        throw new DomainError('conflict', 'responses:not-collecting', { state: trial.state });
      const { number } = await this.findIn(client, trial, search);
      const { response: kind } = trial.protocol.outcome;
      const { rows } = await client.query<{ byFile: boolean; counted: boolean }>(queries.bookedResponse, [
        trialId,
        number,
        kind,
      ]);
      const [booked] = rows;
      if (booked === undefined) throw new DomainError('conflict', 'responses:not-booked');
      if (booked.byFile) throw new DomainError('conflict', 'responses:from-file');
      if (booked.counted) throw new DomainError('conflict', 'responses:counted-in-look');
      await client.query(queries.removeResponse, [trialId, number, kind]);
      await recordAct(client, {
        at: this.clock.now(),
        actor: actor.name,
        action: 'take-back-response',
        organisationId: trial.organisationId,
        trialId,
        detail: { kind, why: why.trim() },
      });
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
