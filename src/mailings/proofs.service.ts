import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../accounts/actor.js';
import { recordAct } from '../audit/record-act.js';
import { DomainError } from '../core/domain-error.js';
import { OrganisationsService } from '../organisations/organisations.service.js';
import type { Configuration } from '../platform/configuration/configuration.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { CONFIGURATION } from '../platform/process/platform.module.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { TrialKeysService } from '../recipients/trial-keys.service.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';
import { mergeFieldsOf } from '../trials/protocol/letter-texts.js';
import type { Protocol } from '../trials/protocol/protocol.js';
import { FIRST_WAVE } from '../trials/protocol/wave-letters.js';
import { fieldLengths } from './field-lengths.js';
import { PrintProofs, type ArmProof } from './print-proofs.js';
import { requireDrawn, requireLengths } from './proof-lengths.js';
import type { FieldLengths } from './proof-recipients.js';
import * as queries from './proofs.queries.js';
import { REHEARSAL_MARK, trialLetters, type TrialLetters } from './trial-letters.js';

/** On what an approval rests: proofs that somebody saw, or the approval in the protocol. */
export type ApprovalBasis = 'proofs' | 'protocol';

export interface ProofApproval {
  readonly by: string;
  readonly at: Date;
  readonly basis: ApprovalBasis;
  readonly pages: number;
}

/** The letter of an arm as it would be printed now, and who approved it. */
export interface ProofRecord {
  readonly wave: number;
  readonly arm: string;
  readonly sha256: string;
  readonly approval: ProofApproval | null;
}

/** Proofs of a trial's letters, and their approval. */
@Injectable()
export class ProofsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly organisations: OrganisationsService,
    private readonly printProofs: PrintProofs,
    private readonly keys: TrialKeysService,
    private readonly clock: Clock,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /**
   * The letters of a trial as they are now: texts and who signs them by the protocol in force, as its open page shows
   * them; letterhead and address by this service.
   */
  async letters(trial: TrialRecord, wave = FIRST_WAVE): Promise<TrialLetters> {
    const { letterhead } = await this.organisations.get(trial.organisationId);
    const { name, contact } = trial.protocol.organisation;
    const sender = { name, contact, letterhead, ...(trial.kind === 'rehearsal' && { mark: REHEARSAL_MARK }) };
    return trialLetters(trial.protocol, sender, this.configuration.publicUrl, wave);
  }

  /** The letters of a protocol that nobody registered yet, on the letterhead of its organisation, once it has one. */
  private async lettersOfDraft(protocol: Protocol): Promise<TrialLetters> {
    const { slug, name, contact } = protocol.organisation;
    const letterhead = (await this.organisations.findBySlug(slug))?.letterhead ?? {};
    return trialLetters(protocol, { name, contact, letterhead }, this.configuration.publicUrl);
  }

  /** Every arm that gets a letter in this wave, in the protocol's order. */
  async list(trial: TrialRecord, wave = FIRST_WAVE): Promise<ProofRecord[]> {
    const { arms } = await this.letters(trial, wave);
    const approvals = await this.approvals(trial.id);
    return [...arms].map(([index, { sha256 }]) => ({
      wave,
      arm: trial.protocol.arms[index]?.id ?? '',
      sha256,
      approval: approvals.get(keyOf(index, sha256)) ?? null,
    }));
  }

  /**
   * The proofs of one arm, or of all.
   * @throws DomainError `mailings:no-proof`
   */
  async print(trial: TrialRecord, arm?: string, wave = FIRST_WAVE): Promise<ArmProof[]> {
    const { protocol } = trial;
    const lengths = mergeFieldsOf(protocol).length === 0 ? [] : await this.fieldLengths(trial.id);
    return this.printProofs.print(protocol, await this.letters(trial, wave), lengths, arm);
  }

  /** As `print`, of a protocol that nobody registered yet. */
  async printDraft(protocol: Protocol): Promise<ArmProof[]> {
    return this.printProofs.print(protocol, await this.lettersOfDraft(protocol), []);
  }

  /**
   * Records that a named person approved these proofs. They are printed once more: a letter that is a page longer for
   * some of its readers is refused, and so is an approval of other letters than those that would be printed.
   * @param seen hashes that the person saw, by arm
   * @param wave whose letters they are
   * @throws DomainError `mailings:proof-approved-by-author`, `mailings:proof-changed`, `mailings:proof-too-long`,
   * `mailings:proof-page-more`, `mailings:proof-characters`, `mailings:no-proof`
   */
  async approve(
    trialId: string,
    approvedBy: string,
    seen: ReadonlyMap<string, string>,
    actor: Actor,
    wave = FIRST_WAVE,
  ): Promise<void> {
    const trial = await this.trials.get(trialId);
    const listed = await this.list(trial, wave);
    for (const [arm, sha256] of seen) {
      const proof = listed.find((one) => one.arm === arm);
      if (proof === undefined) throw new DomainError('not-found', 'mailings:no-proof', { arm });
      if (proof.sha256 !== sha256) throw new DomainError('conflict', 'mailings:proof-changed', { arm });
    }
    const proofs = (await this.print(trial, undefined, wave)).filter(({ arm }) => seen.has(arm));
    await this.record(trial, proofs, approvedBy, { basis: 'proofs', wave }, actor);
  }

  /**
   * Takes the approval that the protocol names as that of its letters: the protocol has every word of them, and its
   * hash is public. For a trial that is run from a folder, where nobody is asked anything. Approvals that are there
   * stay; letters that ran to a page more are refused here as well.
   * @throws DomainError `mailings:proof-too-long`, `mailings:proof-page-more`, `mailings:proof-characters`
   */
  async approveByProtocol(trial: TrialRecord, actor: Actor, wave = FIRST_WAVE): Promise<void> {
    const open = (await this.list(trial, wave)).filter(({ approval }) => approval === null);
    if (open.length === 0) return;
    const printed = await this.print(trial, undefined, wave);
    const proofs = printed.filter(({ arm }) => open.some((one) => one.arm === arm));
    await this.record(trial, proofs, trial.protocol.approval.by, { basis: 'protocol', wave }, actor);
  }

  /** @throws DomainError `mailings:proofs-not-approved` */
  async requireApproved(trial: TrialRecord, wave = FIRST_WAVE): Promise<void> {
    const open = (await this.list(trial, wave)).filter(({ approval }) => approval === null);
    if (open.length > 0) {
      const arms = open.map(({ arm }) => arm).join(', ');
      throw new DomainError('conflict', 'mailings:proofs-not-approved', { arms });
    }
  }

  private async approvals(trialId: string): Promise<Map<string, ProofApproval>> {
    const rows = await this.unitOfWork.rows<{
      arm: number;
      sha256: string;
      pages: number;
      basis: ApprovalBasis;
      approved_by: string;
      approved_at: Date;
    }>(queries.approvalsOfTrial, [trialId]);
    return new Map(
      rows.map(({ arm, sha256, pages, basis, approved_by: by, approved_at: at }) => [
        keyOf(arm, sha256),
        { by, at, basis, pages },
      ]),
    );
  }

  private fieldLengths(trialId: string): Promise<FieldLengths[]> {
    return this.unitOfWork.transaction(async ({ client }) =>
      fieldLengths(client, trialId, await this.keys.open(client, trialId)),
    );
  }

  private async record(
    trial: TrialRecord,
    proofs: readonly ArmProof[],
    approvedBy: string,
    { basis, wave }: { readonly basis: ApprovalBasis; readonly wave: number },
    actor: Actor,
  ): Promise<void> {
    const name = approvedBy.trim();
    if (trial.protocol.authors.some((author) => author.trim().toLowerCase() === name.toLowerCase()))
      throw new DomainError('forbidden', 'mailings:proof-approved-by-author', { name });
    requireLengths(trial.protocol, proofs);
    requireDrawn(trial.protocol, proofs);
    await this.unitOfWork.transaction(async ({ client }) => {
      const at = this.clock.now();
      for (const { index, sha256, pages } of proofs) {
        const length = pages[0] ?? 1;
        await client.query(queries.recordApproval, [
          trial.id,
          index,
          sha256,
          length,
          basis,
          name,
          actor.name,
          at,
        ]);
      }
      await recordAct(client, {
        at,
        actor: actor.name,
        action: 'approve-proofs',
        organisationId: trial.organisationId,
        trialId: trial.id,
        detail: {
          basis,
          approvedBy: name,
          ...(wave !== FIRST_WAVE && { wave }),
          proofs: proofs.map(({ arm, sha256, pages }) => ({ arm, sha256, pages: pages[0] ?? 1 })),
        },
      });
    });
  }
}

const keyOf = (arm: number, sha256: string): string => `${arm} ${sha256}`;
