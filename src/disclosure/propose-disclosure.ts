import { Injectable } from '@nestjs/common';
import type { Actor } from '../accounts/actor.js';
import { recordAct } from '../audit/record-act.js';
import { DomainError } from '../core/domain-error.js';
import { UnitOfWork, type Work } from '../platform/database/unit-of-work.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { hasReached } from '../trials/life-cycle.js';
import { documentHash } from '../trials/protocol/protocol-hash.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';
import { DisclosureService } from './disclosure.service.js';

/** A version that somebody wants to be public, as the second pair of eyes finds it. */
export interface Proposal {
  readonly id: string;
  /** Hexadecimal, of the document as it would be published. */
  readonly sha256: string;
  readonly correction: string | null;
  readonly proposedBy: string;
  readonly proposer: string;
  readonly proposedAt: Date;
  readonly decision: {
    readonly kind: 'published' | 'sent-back';
    readonly by: string;
    readonly at: Date;
    readonly reason: string | null;
  } | null;
}

const proposalsOfTrial = `
  select id, encode(sha256, 'hex') as sha256, correction, proposed_by, proposer, proposed_at,
         decision, decided_by, decided_at, reason
  from disclosure_proposals where trial_id = $1 order by proposed_at desc, id desc`;

const decide = `
  update disclosure_proposals set decision = $2, decided_by = $3, decider = $4, decided_at = $5, reason = $6
  where id = $1`;

/** Publishing by two: one proposes, another looks at it and publishes it or sends it back. */
@Injectable()
export class ProposeDisclosure {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly disclosures: DisclosureService,
    private readonly clock: Clock,
  ) {}

  /** The newest first. */
  async ofTrial(trialId: string): Promise<Proposal[]> {
    const rows = await this.unitOfWork.rows<{
      id: string;
      sha256: string;
      correction: string | null;
      proposed_by: string;
      proposer: string;
      proposed_at: Date;
      decision: 'published' | 'sent-back' | null;
      decided_by: string | null;
      decided_at: Date | null;
      reason: string | null;
    }>(proposalsOfTrial, [trialId]);
    return rows.map((row) => ({
      id: row.id,
      sha256: row.sha256,
      correction: row.correction,
      proposedBy: row.proposed_by,
      proposer: row.proposer,
      proposedAt: row.proposed_at,
      decision:
        row.decision === null || row.decided_at === null
          ? null
          : { kind: row.decision, by: row.decided_by ?? '', at: row.decided_at, reason: row.reason },
    }));
  }

  /**
   * @param correction what is corrected and why; null for the first version
   * @throws DomainError `disclosure:not-analysed`, `disclosure:proposed-already`, `disclosure:correction-missing` when
   *   there is a version already
   */
  async propose(trial: TrialRecord, correction: string | null, actor: Actor): Promise<void> {
    if (trial.kind === 'rehearsal') throw new DomainError('conflict', 'rehearsals:never-public');
    if (actor.accountId === null) throw new DomainError('forbidden', 'disclosure:people-only');
    const isFirst = !hasReached(trial.state, 'disclosed');
    if (!isFirst && correction === null) throw new DomainError('invalid', 'disclosure:correction-missing');
    const told = isFirst ? null : correction;
    const document = await this.disclosures.preview(trial.id, told);
    await this.unitOfWork.transaction(async (work) => {
      await this.trials.lock(work.client, trial.id);
      if ((await this.openOf(work, trial.id)) !== undefined)
        throw new DomainError('conflict', 'disclosure:proposed-already');
      const hash = documentHash(document);
      await work.client.query(
        `insert into disclosure_proposals (trial_id, sha256, correction, proposed_by, proposer, proposed_at)
         values ($1, $2, $3, $4, $5, $6)`,
        [trial.id, hash, told, actor.name, actor.accountId, this.clock.now()],
      );
      await this.record(work, trial, 'propose-disclosure', actor, { disclosure: hash.toString('hex') });
    });
  }

  /**
   * Publishes what was proposed, if it is still the same.
   * @throws DomainError `disclosure:nothing-proposed`, `disclosure:own-proposal`, `disclosure:approved-by-author`,
   *   `disclosure:changed-since`
   */
  async publish(trial: TrialRecord, sha256: string, actor: Actor): Promise<void> {
    const [newest] = await this.ofTrial(trial.id);
    const document = await this.disclosures.preview(trial.id, newest?.correction ?? null);
    await this.unitOfWork.transaction(async (work) => {
      const locked = await this.trials.lock(work.client, trial.id);
      const open = await this.openFor(work, trial.id, actor);
      const hash = documentHash(document);
      if (open.sha256 !== sha256 || hash.toString('hex') !== sha256)
        throw new DomainError('conflict', 'disclosure:changed-since');
      await this.disclosures.insertVersion(work, locked, document, {
        approvedBy: actor.name,
        proposedBy: open.proposed_by,
        correction: open.correction,
        actor,
      });
      await this.decide(work, open.id, 'published', actor, null);
    });
  }

  /** @throws DomainError `disclosure:nothing-proposed`, `disclosure:own-proposal` */
  async sendBack(trial: TrialRecord, reason: string, actor: Actor): Promise<void> {
    await this.unitOfWork.transaction(async (work) => {
      await this.trials.lock(work.client, trial.id);
      const open = await this.openFor(work, trial.id, actor);
      await this.decide(work, open.id, 'sent-back', actor, reason);
      await this.record(work, trial, 'send-back-disclosure', actor, { disclosure: open.sha256 });
    });
  }

  private async openOf({ client }: Work, trialId: string) {
    const { rows } = await client.query<{
      id: string;
      sha256: string;
      proposer: string;
      proposed_by: string;
      correction: string | null;
    }>(
      `select id, encode(sha256, 'hex') as sha256, proposer, proposed_by, correction
       from disclosure_proposals where trial_id = $1 and decision is null`,
      [trialId],
    );
    return rows[0];
  }

  private async openFor(work: Work, trialId: string, actor: Actor) {
    const open = await this.openOf(work, trialId);
    if (open === undefined) throw new DomainError('conflict', 'disclosure:nothing-proposed');
    if (actor.accountId === null) throw new DomainError('forbidden', 'disclosure:people-only');
    if (open.proposer === actor.accountId) throw new DomainError('forbidden', 'disclosure:own-proposal');
    return open;
  }

  private async decide(
    { client }: Work,
    id: string,
    kind: 'published' | 'sent-back',
    actor: Actor,
    reason: string | null,
  ): Promise<void> {
    await client.query(decide, [id, kind, actor.name, actor.accountId, this.clock.now(), reason]);
  }

  private async record(
    { client }: Work,
    trial: TrialRecord,
    action: string,
    actor: Actor,
    detail: Readonly<Record<string, string>>,
  ): Promise<void> {
    await recordAct(client, {
      at: this.clock.now(),
      actor: actor.name,
      action,
      organisationId: trial.organisationId,
      trialId: trial.id,
      detail,
    });
  }
}
