import { Injectable } from '@nestjs/common';
import type { Actor } from '../accounts/actor.js';
import { AllocationService } from '../allocation/allocation.service.js';
import { AnalyseTrial } from '../analysis/analyse-trial.js';
import { recordAct } from '../audit/record-act.js';
import { DomainError } from '../core/domain-error.js';
import { ImportsService } from '../intake/imports.service.js';
import { WavesService } from '../mailings/waves.service.js';
import { OrganisationsService } from '../organisations/organisations.service.js';
import { UnitOfWork, type Work } from '../platform/database/unit-of-work.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { TakeResponses } from '../responses/take-responses.js';
import { ChangeState } from '../trials/change-state.js';
import { hasReached, nextState } from '../trials/life-cycle.js';
import { documentHash } from '../trials/protocol/protocol-hash.js';
import { FIRST_WAVE } from '../trials/protocol/wave-letters.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';
import { disclosureDocument, type DisclosureDocument } from './disclosure-document.js';
import type { FlowCounts } from './publishable-flow.js';

/** A version of what was made public. */
export interface DisclosureVersion {
  readonly version: number;
  readonly document: DisclosureDocument;
  readonly sha256: string;
  readonly publishedAt: Date;
  readonly publishedBy: string;
  readonly correction: string | null;
  readonly previousSha256: string | null;
  /** Null for what came by the API or from a folder. */
  readonly proposedBy: string | null;
}

/** By whom a version is, and what it corrects. */
export interface VersionOf {
  /** Somebody who is not an author of the protocol. */
  readonly approvedBy: string;
  readonly proposedBy: string | null;
  readonly correction: string | null;
  readonly actor: Actor;
}

/** What is made public of a trial, by whom and when. */
@Injectable()
export class DisclosureService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly organisations: OrganisationsService,
    private readonly allocation: AllocationService,
    private readonly waves: WavesService,
    private readonly imports: ImportsService,
    private readonly responses: TakeResponses,
    private readonly analysis: AnalyseTrial,
    private readonly changeState: ChangeState,
    private readonly clock: Clock,
  ) {}

  /** Totals over all arms, at any stage of the trial. */
  async flow(trial: TrialRecord): Promise<FlowCounts> {
    const [imports, allocated, waves, totals, objections] = await Promise.all([
      this.imports.ofTrial(trial.id),
      this.allocation.byArm(trial.id),
      this.waves.list(trial.id),
      this.responses.totals(trial.id),
      this.unitOfWork.row<{ count: number }>(
        'select count(*)::int as count from objections where trial_id = $1',
        [trial.id],
      ),
    ]);
    const recipients = imports.filter(({ kind }) => kind === 'recipients');
    const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);
    const isMailed = trial.protocol.letter.sentBy === 'openbrief';
    const first = waves.find(({ number }) => number === FIRST_WAVE);
    const withoutLetter = total(
      allocated.filter(({ arm }) => trial.protocol.arms[arm]?.letter === false).map(({ n }) => n),
    );
    const notSent = total(Object.values(first?.withheld ?? {}));
    const reminders = total(
      waves.filter(({ number }) => number !== FIRST_WAVE).map(({ lettersRendered }) => lettersRendered),
    );
    return {
      lines: total(recipients.map(({ lines }) => lines)),
      refused: total(recipients.map(({ refused }) => refused)),
      optedOut: total(recipients.map(({ optedOut }) => optedOut)),
      allocated: total(allocated.map(({ n }) => n)),
      ...(isMailed && withoutLetter > 0 && { withoutLetter }),
      ...(notSent > 0 && { notSent }),
      mailed: isMailed ? (first?.lettersRendered ?? 0) : null,
      ...(reminders > 0 && { reminders }),
      ...(totals.returned > 0 && { undeliverable: totals.returned }),
      responses: totals.responses,
      unmatched: totals.unmatched,
      objected: objections?.count ?? 0,
    };
  }

  /**
   * The document as it would be published now; what a reviewer looks at first.
   * @param correction what the version corrects and why; null for the first
   */
  async preview(trialId: string, correction: string | null = null): Promise<DisclosureDocument> {
    const trial = await this.trials.get(trialId);
    if (!hasReached(trial.state, 'analysed')) throw new DomainError('conflict', 'disclosure:not-analysed');
    const [organisation, draw, flow, analysis, versions] = await Promise.all([
      this.organisations.get(trial.organisationId),
      this.trials.draw(trialId),
      this.flow(trial),
      this.analysis.get(trialId),
      this.versions(trialId),
    ]);
    const document = disclosureDocument(
      trial,
      organisation,
      draw,
      flow,
      analysis,
      versions.map((version) => version.document),
    );
    const [newest] = versions;
    if (correction === null || newest === undefined) return document;
    return {
      ...document,
      correction: { version: newest.version + 1, replaces: newest.sha256, text: correction },
    };
  }

  /**
   * Publishes the result, whatever it is.
   * @param approvedBy somebody who is not an author of the protocol
   * @throws DomainError `disclosure:approved-by-author`
   */
  async publish(trialId: string, approvedBy: string, actor: Actor): Promise<DisclosureVersion> {
    const document = await this.preview(trialId);
    await this.unitOfWork.transaction(async (work) => {
      const trial = await this.trials.lock(work.client, trialId);
      nextState(trial.state, 'disclose');
      await this.insertVersion(work, trial, document, {
        approvedBy,
        proposedBy: null,
        correction: null,
        actor,
      });
    });
    const [version] = await this.versions(trialId);
    if (version === undefined) throw new DomainError('not-found', 'disclosure:not-published');
    return version;
  }

  /**
   * Adds a version, in the transaction that holds the trial's lock. The first one discloses the trial; a later one is a
   * correction, bound to the one before it by its hash.
   * @throws DomainError `disclosure:approved-by-author`
   */
  async insertVersion(
    work: Work,
    trial: TrialRecord,
    document: DisclosureDocument,
    { approvedBy, proposedBy, correction, actor }: VersionOf,
  ): Promise<void> {
    const name = approvedBy.trim().toLowerCase();
    if (trial.protocol.authors.some((author) => author.trim().toLowerCase() === name)) {
      throw new DomainError('forbidden', 'disclosure:approved-by-author', { name: approvedBy });
    }
    const hash = documentHash(document);
    const { rows } = await work.client.query<{ version: number; sha256: Buffer }>(
      'select version, sha256 from disclosures where trial_id = $1 order by version desc limit 1',
      [trial.id],
    );
    const previous = rows[0];
    await work.client.query(
      `insert into disclosures
         (trial_id, version, document, sha256, previous_sha256, correction, published_by, published_at, proposed_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        trial.id,
        (previous?.version ?? 0) + 1,
        JSON.stringify(document),
        hash,
        previous?.sha256 ?? null,
        correction,
        approvedBy,
        this.clock.now(),
        proposedBy,
      ],
    );
    const detail = { approvedBy, disclosure: hash.toString('hex') };
    if (previous === undefined) {
      await this.changeState.apply(work, trial, 'disclose', actor, detail);
      return;
    }
    await recordAct(work.client, {
      at: this.clock.now(),
      actor: actor.name,
      action: 'correct-disclosure',
      organisationId: trial.organisationId,
      trialId: trial.id,
      detail,
    });
  }

  /** All versions, the newest first. */
  async versions(trialId: string): Promise<DisclosureVersion[]> {
    const rows = await this.unitOfWork.rows<{
      version: number;
      document: DisclosureDocument;
      sha256: string;
      published_at: Date;
      published_by: string;
      correction: string | null;
      previous_sha256: string | null;
      proposed_by: string | null;
    }>(
      `select version, document, encode(sha256, 'hex') as sha256, published_at, published_by, correction,
              encode(previous_sha256, 'hex') as previous_sha256, proposed_by
       from disclosures where trial_id = $1 order by version desc`,
      [trialId],
    );
    return rows.map((row) => ({
      version: row.version,
      document: row.document,
      sha256: row.sha256,
      publishedAt: row.published_at,
      publishedBy: row.published_by,
      correction: row.correction,
      previousSha256: row.previous_sha256,
      proposedBy: row.proposed_by,
    }));
  }
}
