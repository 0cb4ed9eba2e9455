import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../accounts/accounts.service.js';
import { mayDo } from '../core/access.js';
import { ProofsService } from '../mailings/proofs.service.js';
import type { AuthoredText } from '../platform/i18n/shown-text.js';
import { hasReached } from '../trials/life-cycle.js';
import { GroundClaims } from '../trials/ground-claims.js';
import { TrialsService } from '../trials/trials.service.js';
import { isAuthor, isOpen, type DraftRecord } from './draft-record.js';
import { DraftsService } from './drafts.service.js';
import { authored } from './read-form.js';

export type WaitingKind =
  'draft-to-write' | 'draft-sent-back' | 'draft-to-review' | 'proofs-to-approve' | 'claim-corrected';

/** Something that somebody can do now, and that others wait for. */
export interface Waiting {
  readonly kind: WaitingKind;
  readonly title: AuthoredText;
  /** Where it is done. */
  readonly path: string;
  readonly since: Date;
  /** Whose work it is about: who sent it, or who sent it back. */
  readonly by: string;
}

/** Where a draft is in the workbench. */
export const draftPath = ({ id }: Pick<DraftRecord, 'id'>): string => `/workbench/drafts/${id}`;

/** What waits for whom. */
@Injectable()
export class WaitingService {
  constructor(
    private readonly drafts: DraftsService,
    private readonly trials: TrialsService,
    private readonly proofs: ProofsService,
    private readonly groundClaims: GroundClaims,
  ) {}

  /** Everything that waits for this account by its roles and by what it wrote, the longest first. */
  async of(account: SignedIn): Promise<Waiting[]> {
    const waiting = [
      ...(await this.inDrafts(account)),
      ...(await this.inTrials(account)),
      ...(await this.inClaims(account)),
    ];
    return waiting.toSorted((a, b) => a.since.getTime() - b.since.getTime());
  }

  private async inDrafts(account: SignedIn): Promise<Waiting[]> {
    const mayWrite = mayDo(account.roles, 'drafts.write');
    const mayReview = mayDo(account.roles, 'drafts.review');
    if (!mayWrite && !mayReview) return [];
    const open = await this.drafts.open(account.organisationId);
    return open.flatMap((draft): Waiting[] => {
      const own = isAuthor(draft, account.accountId);
      const title = authored(draft.content['title']);
      const path = draftPath(draft);
      if (draft.state === 'in-review' && mayReview && !own) {
        const { sentAt, sentBy, updatedAt, updatedBy } = draft;
        const by = sentBy ?? updatedBy;
        return [{ kind: 'draft-to-review', title, path: `${path}/review`, since: sentAt ?? updatedAt, by }];
      }
      if (draft.state === 'sent-back' && own) {
        const { decidedAt, decidedBy, updatedAt, updatedBy } = draft;
        const by = decidedBy ?? updatedBy;
        return [
          { kind: 'draft-sent-back', title, path: `${path}/review`, since: decidedAt ?? updatedAt, by },
        ];
      }
      return isOpen(draft) && own
        ? [{ kind: 'draft-to-write', title, path, since: draft.updatedAt, by: draft.updatedBy }]
        : [];
    });
  }

  /** Figures that were corrected after a letter cited them: until the disclosure it can still be told with the result. */
  private async inClaims(account: SignedIn): Promise<Waiting[]> {
    if (!mayDo(account.roles, 'drafts.write')) return [];
    const trials = (await this.trials.ofOrganisation(account.organisationId)).filter(
      ({ state }) => state !== 'disclosed',
    );
    const waiting = await Promise.all(
      trials.map(async ({ slug, protocol }): Promise<Waiting[]> => {
        const [corrected] = await this.groundClaims.corrected(protocol);
        if (corrected === undefined) return [];
        const { organisation, trial } = corrected.from;
        const path = `/workbench/trials/${slug}#letters`;
        const by = `${organisation}/${trial}`;
        return [{ kind: 'claim-corrected', title: protocol.title, path, since: corrected.publishedAt, by }];
      }),
    );
    return waiting.flat();
  }

  private async inTrials(account: SignedIn): Promise<Waiting[]> {
    if (!mayDo(account.roles, 'proofs.approve')) return [];
    const trials = (await this.trials.ofOrganisation(account.organisationId)).filter(
      ({ state, stoppedAt, protocol }) =>
        stoppedAt === null && protocol.letter.sentBy === 'openbrief' && !hasReached(state, 'collecting'),
    );
    const waiting = await Promise.all(
      trials.map(async (trial): Promise<Waiting[]> => {
        const { authors, title } = trial.protocol;
        if (authors.includes(account.name)) return [];
        const open = (await this.proofs.list(trial)).some(({ approval }) => approval === null);
        if (!open) return [];
        const path = `/workbench/trials/${trial.slug}#proofs`;
        return [
          { kind: 'proofs-to-approve', title, path, since: trial.registeredAt, by: authors.join(', ') },
        ];
      }),
    );
    return waiting.flat();
  }
}
