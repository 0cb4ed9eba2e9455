import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { Actor, Person } from '../accounts/actor.js';
import { recordAct } from '../audit/record-act.js';
import { DomainError } from '../core/domain-error.js';
import { OrganisationsService } from '../organisations/organisations.service.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Clock, dutchDate } from '../platform/process/time-and-chance.js';
import { TechniquesService } from '../techniques/techniques.service.js';
import { AmendProtocol } from '../trials/amend-protocol.js';
import type { Protocol } from '../trials/protocol/protocol.js';
import { GroundClaims } from '../trials/ground-claims.js';
import { RegisterTrial } from '../trials/register-trial.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { checkDraft, withGrounds, type CheckedDraft } from './check-draft.js';
import { isAuthor, isOpen, type DraftRecord, type DraftState } from './draft-record.js';
import * as queries from './drafts.queries.js';
import { DraftsService } from './drafts.service.js';

/** Stands in for the approval of a draft that nobody approved yet; no author has this name. */
const NOBODY_YET = '(reviewer)';

/** Review: who wrote sends, somebody else approves or sends back, and what is approved is registered. */
@Injectable()
export class ReviewDrafts {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly drafts: DraftsService,
    private readonly organisations: OrganisationsService,
    private readonly techniques: TechniquesService,
    private readonly registerTrial: RegisterTrial,
    private readonly groundClaims: GroundClaims,
    private readonly amendProtocol: AmendProtocol,
    private readonly clock: Clock,
  ) {}

  /** What is missing or wrong in a draft. */
  async check(draft: DraftRecord, approvedBy = NOBODY_YET): Promise<CheckedDraft> {
    const organisation = await this.organisations.get(draft.organisationId);
    const on = dutchDate(draft.decidedAt ?? this.clock.now());
    const authors = draft.editors.map(({ name }) => name);
    const checked = checkDraft(
      draft.content,
      { organisation, authors, approval: { by: approvedBy, on } },
      (technique) => this.techniques.statusOf(technique),
    );
    return withGrounds(checked, draft.content, await this.groundClaims.grounds(checked.filled));
  }

  /**
   * Sends a draft to whoever reviews. From here on its text stays as it is, until it comes back.
   * @param reason why a registered protocol is changed; empty for a new trial
   * @throws DomainError `drafts:not-finished`, `drafts:reason-missing`, `drafts:changed-meanwhile`, `drafts:not-open`
   */
  async send(id: string, seen: number, reason: string, account: Person): Promise<void> {
    await this.unitOfWork.transaction(async ({ client }) => {
      const draft = await this.drafts.lock(client, account.organisationId, id);
      if (!isOpen(draft)) throw new DomainError('conflict', 'drafts:not-open', { state: draft.state });
      requireSeen(draft, seen);
      if (draft.purpose === 'amendment' && reason === '')
        throw new DomainError('invalid', 'drafts:reason-missing');
      const { issues } = await this.check(draft);
      if (issues.length > 0)
        throw new DomainError('invalid', 'drafts:not-finished', { count: issues.length });
      await client.query(queries.sendForReview, [id, reason || null, account.accountId, this.clock.now()]);
      await client.query(queries.markSent, [id, draft.revision]);
      await this.record(client, draft, account, 'send-draft');
    });
  }

  /** Takes a draft back from review, to go on writing. */
  async withdraw(id: string, account: Person): Promise<void> {
    await this.unitOfWork.transaction(async ({ client }) => {
      const draft = await this.drafts.lock(client, account.organisationId, id);
      requireInReview(draft);
      await client.query(queries.changeState, [id, 'writing']);
      await this.record(client, draft, account, 'withdraw-draft');
    });
  }

  /**
   * @throws DomainError `drafts:own-draft` for whoever changed it themselves, `drafts:reason-missing`,
   * `drafts:not-in-review`
   */
  async sendBack(id: string, reason: string, account: Person): Promise<void> {
    await this.unitOfWork.transaction(async ({ client }) => {
      const draft = await this.drafts.lock(client, account.organisationId, id);
      requireReviewer(draft, account);
      if (reason === '') throw new DomainError('invalid', 'drafts:reason-missing');
      await this.decide(client, draft, 'sent-back', reason, account);
    });
  }

  /**
   * Approves a draft and registers it, or amends the protocol that it changes. The approval is that of the account that
   * gives it, the authors are whoever changed the draft. A registration that is refused leaves the draft in review.
   * @param seen the revision that the reviewer read
   * @throws DomainError as `sendBack`; `drafts:changed-meanwhile`, `drafts:not-finished`; those of `RegisterTrial` and
   * `AmendProtocol`
   */
  async approve(id: string, seen: number, account: Person): Promise<TrialRecord> {
    const draft = await this.unitOfWork.transaction(async ({ client }) => {
      const read = await this.drafts.lock(client, account.organisationId, id);
      // Approved, and broken off before it was registered: the same person goes on.
      if (read.state === 'approved' && read.decider === account.accountId) return read;
      requireReviewer(read, account);
      requireSeen(read, seen);
      await this.decide(client, read, 'approved', null, account);
      return this.drafts.lock(client, account.organisationId, id);
    });
    try {
      const trial = await this.register(draft, account);
      await this.unitOfWork.rows(queries.markRegistered, [id, trial.id]);
      return trial;
    } catch (error) {
      if (error instanceof DomainError) await this.unitOfWork.rows(queries.backToReview, [id]);
      throw error;
    }
  }

  private async register(draft: DraftRecord, account: Person): Promise<TrialRecord> {
    const { protocol, issues } = await this.check(draft, account.name);
    if (protocol === undefined) {
      throw new DomainError('invalid', 'drafts:not-finished', { count: issues.length }, issues);
    }
    const actor: Actor = {
      accountId: account.accountId,
      name: account.name,
      organisationId: account.organisationId,
    };
    return draft.purpose === 'amendment'
      ? this.amend(draft, protocol, actor)
      : this.registerNew(protocol, actor);
  }

  private async registerNew(protocol: Protocol, actor: Actor): Promise<TrialRecord> {
    return (await this.registerTrial.register(protocol, actor)).trial;
  }

  private amend(draft: DraftRecord, protocol: Protocol, actor: Actor): Promise<TrialRecord> {
    return this.amendProtocol.amend(draft.trialId ?? '', protocol, draft.reason ?? '', actor);
  }

  private async decide(
    client: PoolClient,
    draft: DraftRecord,
    state: DraftState,
    reason: string | null,
    account: Person,
  ): Promise<void> {
    await client.query(queries.decide, [draft.id, state, account.accountId, this.clock.now(), reason]);
    const action = state === 'approved' ? 'approve-draft' : 'send-back-draft';
    await this.record(client, draft, account, action);
  }

  private record(client: PoolClient, draft: DraftRecord, account: Person, action: string): Promise<void> {
    return recordAct(client, {
      at: this.clock.now(),
      actor: account.name,
      action,
      organisationId: account.organisationId,
      trialId: draft.trialId,
      detail: { draft: draft.id, revision: draft.revision },
    });
  }
}

function requireInReview({ state }: DraftRecord): void {
  if (state !== 'in-review') throw new DomainError('conflict', 'drafts:not-in-review', { state });
}

/** Not in the page alone: whoever wrote a word of it reviews nothing of it. */
function requireReviewer(draft: DraftRecord, account: Person): void {
  if (isAuthor(draft, account.accountId)) throw new DomainError('forbidden', 'drafts:own-draft');
  requireInReview(draft);
}

function requireSeen(draft: DraftRecord, seen: number): void {
  if (draft.revision !== seen) {
    throw new DomainError('conflict', 'drafts:changed-meanwhile', { name: draft.updatedBy });
  }
}
