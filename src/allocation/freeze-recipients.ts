import { Injectable } from '@nestjs/common';
import type { Actor } from '../accounts/actor.js';
import { recordAct } from '../audit/record-act.js';
import { DomainError } from '../core/domain-error.js';
import { promisedPulse, type PromisedPulse } from '../core/randomisation/promised-pulse.js';
import { recipientListHash } from '../core/randomisation/recipient-list.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { nextState } from '../trials/life-cycle.js';
import { utcMoment } from '../trials/refuse-past-pulse.js';
import type { FrozenList, TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';
import * as queries from './allocation.queries.js';
import { designOf, readRecipients, readSecrets } from './read-recipients.js';

/** The pulse that a protocol names; a refusal when it names none. */
export function pulseOf({ protocol }: Pick<TrialRecord, 'protocol'>): PromisedPulse {
  if (protocol.randomness === undefined) throw new DomainError('conflict', 'allocation:no-beacon');
  return promisedPulse(protocol.randomness);
}

/**
 * Closes the list of recipients before the pulse of a beacon, and makes its hash public. Without this an agency could
 * look at the pulse first, and then leave out or add recipients until the draw pleased it.
 */
@Injectable()
export class FreezeRecipients {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly clock: Clock,
  ) {}

  /**
   * A list that is closed already is given as it is.
   * @throws DomainError `allocation:no-beacon` for a protocol without one, `allocation:freeze-too-late` once the pulse
   * may be known, `allocation:no-recipients`, `trials:transition-refused` after the draw
   */
  async freeze(trialId: string, actor: Actor): Promise<FrozenList> {
    await this.unitOfWork.transaction(async ({ client }) => {
      const trial = await this.trials.lock(client, trialId);
      nextState(trial.state, 'allocate');
      const pulse = pulseOf(trial);
      const { codeKey, listHash } = await readSecrets(client, trialId);
      if (listHash !== null) return;
      this.refuseAfter(pulse);
      const { table, rows } = await readRecipients(client, trialId, codeKey, designOf(trial.protocol));
      const hash = recipientListHash(designOf(trial.protocol), rows);
      // Looked at again, because a million recipients take some seconds.
      const at = this.refuseAfter(pulse);
      await client.query(queries.recordList, [trialId, hash, table.count, at]);
      await recordAct(client, {
        at,
        actor: actor.name,
        action: 'freeze-recipients',
        organisationId: trial.organisationId,
        trialId,
        detail: {
          list: hash.toString('hex'),
          recipients: table.count,
          beacon: pulse.kind,
          pulse: pulse.reference,
        },
      });
    });
    const { list } = await this.trials.draw(trialId);
    if (list === null) throw new DomainError('not-found', 'trials:not-found');
    return list;
  }

  private refuseAfter({ at }: PromisedPulse): Date {
    const now = this.clock.now();
    if (now >= at) throw new DomainError('conflict', 'allocation:freeze-too-late', { at: utcMoment(at) });
    return now;
  }
}
