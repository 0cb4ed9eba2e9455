import { Injectable } from '@nestjs/common';
import type { Person } from '../accounts/actor.js';
import { recordAct } from '../audit/record-act.js';
import type { Role } from '../core/access.js';
import { DomainError } from '../core/domain-error.js';
import { UnitOfWork, type Work } from '../platform/database/unit-of-work.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { hasReached, type TrialState } from '../trials/life-cycle.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';

/** A request to see results before the close, as its organisation sees it. */
export interface UnblindingRequest {
  readonly id: string;
  readonly reason: string;
  readonly askedBy: string;
  readonly asker: string;
  readonly askerRoles: readonly Role[];
  readonly askedAt: Date;
  readonly decision: 'agreed' | 'refused' | null;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
}

const requestsOfTrial = `
  select id, reason, asked_by as "askedBy", asker, asker_roles as "askerRoles", asked_at as "askedAt", decision,
         decided_by as "decidedBy", decided_at as "decidedAt"
  from unblindings where trial_id = $1 order by asked_at desc, id desc`;

const openRequest = 'select id, asker from unblindings where trial_id = $1 and decision is null';

const ask = `
  insert into unblindings (trial_id, reason, asked_by, asker, asker_roles, asked_at) values ($1, $2, $3, $4, $5, $6)`;

const decide = `
  update unblindings set decision = $2, decided_by = $3, decider = $4, decider_roles = $5, decided_at = $6 where id = $1`;

/** While there is something to see, and it is not to be seen by everybody who may yet. */
export const isBlind = (state: TrialState): boolean =>
  hasReached(state, 'allocated') && !hasReached(state, 'closed');

/**
 * Seeing results by arm before the close, for a reason that can't wait (a letter that does harm): one person asks, and
 * another agrees. The agreement is public at once and for good; the protocol and the close stay as they were.
 */
@Injectable()
export class UnblindEarly {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly clock: Clock,
  ) {}

  /** All requests, the newest first. */
  async ofTrial(trialId: string): Promise<UnblindingRequest[]> {
    return this.unitOfWork.rows<UnblindingRequest>(requestsOfTrial, [trialId]);
  }

  /**
   * @param reason becomes public with the agreement
   * @throws DomainError `unblinding:not-blind` before the draw and from the close on, `unblinding:done-already`,
   *   `unblinding:asked-already`
   */
  async ask(trialId: string, reason: string, person: Person): Promise<void> {
    await this.unitOfWork.transaction(async (work) => {
      const trial = await this.lockBlind(work, trialId);
      if ((await this.open(work, trialId)) !== undefined)
        throw new DomainError('conflict', 'unblinding:asked-already');
      const { name, accountId, roles } = person;
      await work.client.query(ask, [trialId, reason, name, accountId, roles, this.clock.now()]);
      await this.record(work, trial, 'ask-unblinding', person, { reason });
    });
  }

  /**
   * From now on results by arm can be seen, and everybody can see that.
   * @throws DomainError `unblinding:nothing-asked`, `unblinding:own-request`, and as `ask`
   */
  async agree(trialId: string, person: Person): Promise<void> {
    await this.unitOfWork.transaction(async (work) => {
      const trial = await this.lockBlind(work, trialId);
      const open = await this.open(work, trialId);
      if (open === undefined) throw new DomainError('conflict', 'unblinding:nothing-asked');
      if (open.asker === person.accountId) throw new DomainError('forbidden', 'unblinding:own-request');
      await this.decide(work, open.id, 'agreed', person);
      await this.record(work, trial, 'unblind-early', person, { request: open.id });
    });
  }

  /**
   * By another person, or by whoever asked, who takes it back by it.
   * @throws DomainError `unblinding:nothing-asked`
   */
  async refuse(trialId: string, person: Person): Promise<void> {
    await this.unitOfWork.transaction(async (work) => {
      const trial = await this.trials.lock(work.client, trialId);
      const open = await this.open(work, trialId);
      if (open === undefined) throw new DomainError('conflict', 'unblinding:nothing-asked');
      await this.decide(work, open.id, 'refused', person);
      await this.record(work, trial, 'refuse-unblinding', person, { request: open.id });
    });
  }

  private async lockBlind({ client }: Work, trialId: string): Promise<TrialRecord> {
    const trial = await this.trials.lock(client, trialId);
    if (trial.kind === 'rehearsal') throw new DomainError('conflict', 'rehearsals:never-public');
    if (!isBlind(trial.state)) throw new DomainError('conflict', 'unblinding:not-blind');
    if (trial.unblinded !== null) throw new DomainError('conflict', 'unblinding:done-already');
    return trial;
  }

  private async open({ client }: Work, trialId: string) {
    const { rows } = await client.query<{ id: string; asker: string }>(openRequest, [trialId]);
    return rows[0];
  }

  private async decide(
    { client }: Work,
    id: string,
    decision: 'agreed' | 'refused',
    { name, accountId, roles }: Person,
  ): Promise<void> {
    await client.query(decide, [id, decision, name, accountId, roles, this.clock.now()]);
  }

  private async record(
    { client }: Work,
    { id, organisationId }: TrialRecord,
    action: string,
    { name, roles }: Person,
    detail: Readonly<Record<string, string>>,
  ): Promise<void> {
    const at = this.clock.now();
    await recordAct(client, {
      at,
      actor: name,
      action,
      organisationId,
      trialId: id,
      detail: { ...detail, roles: [...roles] },
    });
  }
}
