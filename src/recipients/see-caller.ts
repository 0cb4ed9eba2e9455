import { Injectable } from '@nestjs/common';
import type { Actor } from '../accounts/actor.js';
import { recordAct } from '../audit/record-act.js';
import { nameLines } from '../core/post/salutation.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Clock } from '../platform/process/time-and-chance.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialKeysService } from './trial-keys.service.js';

/** Just enough to check with who is calling. */
export interface Caller {
  readonly name: string;
  readonly place: string;
}

/** Unseals a name and a place, for whoever is on the telephone with the person. */
@Injectable()
export class SeeCaller {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly keys: TrialKeysService,
    private readonly clock: Clock,
  ) {}

  /**
   * The trail keeps that somebody looked, and not at whom: it is read by more people than the letters are.
   * @param number of the recipient, as it was found by code or reference
   * @returns undefined where nothing personal is kept of them: no addresses in this trial, or erased
   * @throws DomainError `platform:seal-broken`
   */
  async see({ id, organisationId }: TrialRecord, number: number, actor: Actor): Promise<Caller | undefined> {
    return this.unitOfWork.transaction(async ({ client }) => {
      const { rows } = await client.query<{ personal: Buffer | null }>(
        'select personal from recipients where trial_id = $1 and number = $2',
        [id, number],
      );
      const sealed = rows[0]?.personal ?? null;
      if (sealed === null) return undefined;
      const person = (await this.keys.open(client, id)).open(number, sealed);
      const name = nameLines(person).join(', ');
      if (name === '') return undefined;
      await recordAct(client, {
        at: this.clock.now(),
        actor: actor.name,
        action: 'see-caller',
        organisationId,
        trialId: id,
        detail: {},
      });
      return { name, place: person.place };
    });
  }
}
