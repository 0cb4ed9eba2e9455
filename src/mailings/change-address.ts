import { Injectable } from '@nestjs/common';
import type { Actor } from '../accounts/actor.js';
import { recordAct } from '../audit/record-act.js';
import { DomainError } from '../core/domain-error.js';
import { readAddress, type RawAddress } from '../core/post/dutch-address.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { findRecipient, type RecipientSearch } from '../recipients/find-recipient.js';
import { TrialKeysService } from '../recipients/trial-keys.service.js';
import { hasReached } from '../trials/life-cycle.js';
import { TrialsService } from '../trials/trials.service.js';
import { MadeLetters } from './made-letters.js';
import * as queries from './stop-letters.queries.js';
import type { MadeLetter } from './withheld.js';

/** A new address for somebody: of every letter that is not made yet. Strata and clusters stay as they were drawn. */
@Injectable()
export class ChangeAddress {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly madeLetters: MadeLetters,
    private readonly keys: TrialKeysService,
    private readonly clock: Clock,
  ) {}

  /**
   * A letter keeps its place in its batch, which was sorted by the old address.
   * @returns the letters that were made before, to the old address
   * @throws DomainError `recipients:not-found`, `recipients:search-empty`, `recipients:no-address` where Openbrief has
   * none, `mailings:trial-over`, and what is wrong with the address as at the import
   */
  async change(
    trialId: string,
    search: RecipientSearch,
    written: RawAddress,
    actor: Actor,
  ): Promise<readonly MadeLetter[]> {
    const read = readAddress(written);
    if (!read.ok) throw new DomainError('invalid', `recipients:${read.fault}`, { column: read.column });
    return this.unitOfWork.transaction(async ({ client }) => {
      const trial = await this.trials.get(trialId);
      if (hasReached(trial.state, 'closed')) throw new DomainError('conflict', 'mailings:trial-over');
      const number = await findRecipient(client, trialId, search);
      await this.madeLetters.waitForBookings(client, trialId, number);
      const { rows } = await client.query<{ personal: Buffer | null }>(queries.personalOf, [trialId, number]);
      const personal = rows[0]?.personal ?? null;
      if (personal === null) throw new DomainError('conflict', 'recipients:no-address');
      const box = await this.keys.open(client, trialId);
      const changed = box.seal(number, { ...box.open(number, personal), ...read.address });
      await client.query(queries.setPersonal, [trialId, number, changed]);
      const at = this.clock.now();
      await client.query(queries.endMove, [trialId, number]);
      await client.query(queries.recordAddressChange, [trialId, number, at, actor.name]);
      const made = await this.madeLetters.of(client, trialId, number);
      await recordAct(client, {
        at,
        actor: actor.name,
        action: 'change-address',
        organisationId: trial.organisationId,
        trialId,
        detail: {},
      });
      return made;
    });
  }
}
