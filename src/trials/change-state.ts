import { Injectable } from '@nestjs/common';
import type { Actor } from '../accounts/actor.js';
import { recordAct } from '../audit/record-act.js';
import type { Work } from '../platform/database/unit-of-work.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { nextState, type TrialState, type Transition } from './life-cycle.js';
import type { TrialRecord } from './trial-record.js';

/** The only place that changes a trial's state: by the table, with its audit entry, in the caller's transaction. */
@Injectable()
export class ChangeState {
  constructor(private readonly clock: Clock) {}

  /**
   * @param trial as read by `TrialsService.lock` in the same transaction
   * @param detail what the audit trail should remember beside the transition; no personal data
   */
  async apply(
    work: Work,
    trial: Pick<TrialRecord, 'id' | 'organisationId' | 'state'>,
    transition: Transition,
    actor: Actor,
    detail: Readonly<Record<string, unknown>> = {},
  ): Promise<TrialState> {
    const state = nextState(trial.state, transition);
    const at = this.clock.now();
    await work.client.query('update trials set state = $2, updated_at = $3 where id = $1', [
      trial.id,
      state,
      at,
    ]);
    await recordAct(work.client, {
      at,
      actor: actor.name,
      action: transition,
      organisationId: trial.organisationId,
      trialId: trial.id,
      detail,
    });
    return state;
  }
}
