import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../accounts/accounts.service.js';
import { mayDo, type Action } from '../core/access.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import type { AuthoredText } from '../platform/i18n/shown-text.js';
import { Clock, dutchDate } from '../platform/process/time-and-chance.js';
import type { TrialState } from '../trials/life-cycle.js';
import * as queries from './home.queries.js';

export type TrialWaitingKind =
  | 'message-to-answer'
  | 'disclosure-to-decide'
  | 'correction-to-decide'
  | 'disclosure-sent-back'
  | 'unblinding-to-decide'
  | 'wave-to-hand-over'
  | 'erasure-to-come'
  | 'trial-to-close'
  | 'trial-to-analyse'
  | 'disclosure-to-propose';

/** Something of a trial that somebody can do now. */
export interface TrialWaiting {
  readonly kind: TrialWaitingKind;
  /** The trial's; null for what is about no trial. */
  readonly title: AuthoredText | null;
  readonly path: string;
  readonly since: Date;
  /** Whose work it is about, or the day (yyyy-mm-dd) on which it happens by itself; empty where neither. */
  readonly by: string;
}

/** The longest waiting ones; all of them are at the desk. */
const MOST_MESSAGES = 20;

/** An amendment takes a colleague's approval, and letters take weeks. */
const WARN_DAYS = 30;
const DAY_MS = 86_400_000;

const trialPath = (slug: string): string => `/workbench/trials/${slug}`;

/** What waits for somebody in trials that are under way: messages, publications, waves and steps whose day has come. */
@Injectable()
export class WaitingInTrials {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** By what the account may do; in no order. */
  async of(account: SignedIn): Promise<TrialWaiting[]> {
    const parts = await Promise.all([
      this.messages(account),
      this.proposals(account),
      this.unblindings(account),
      this.waves(account),
      this.erasures(account),
      this.steps(account),
    ]);
    return parts.flat();
  }

  private async messages({ organisationId, roles }: SignedIn): Promise<TrialWaiting[]> {
    if (!mayDo(roles, 'messages.answer')) return [];
    const rows = await this.unitOfWork.rows<{ title: AuthoredText | null; since: Date }>(
      queries.messagesToAnswer,
      [organisationId, MOST_MESSAGES],
    );
    return rows.map(({ title, since }) => ({
      kind: 'message-to-answer',
      title,
      path: '/workbench/messages',
      since,
      by: '',
    }));
  }

  /** Open ones wait for a second pair of eyes; what was sent back, for whoever proposed it. */
  private async proposals({ organisationId, accountId, roles }: SignedIn): Promise<TrialWaiting[]> {
    const mayPublish = mayDo(roles, 'disclosure.publish');
    if (!mayPublish && !mayDo(roles, 'disclosure.propose')) return [];
    const rows = await this.unitOfWork.rows<{
      slug: string;
      title: AuthoredText;
      proposer: string;
      proposed_by: string;
      proposed_at: Date;
      decision: 'sent-back' | null;
      decided_by: string | null;
      decided_at: Date | null;
      is_correction: boolean;
    }>(queries.latestProposals, [organisationId]);
    return rows.flatMap((row): TrialWaiting[] => {
      const { slug, title, proposer, proposed_by: by, proposed_at: since } = row;
      const path = `${trialPath(slug)}/disclosure`;
      const own = proposer === accountId;
      if (row.decision === null) {
        const kind = row.is_correction ? 'correction-to-decide' : 'disclosure-to-decide';
        return mayPublish && !own ? [{ kind, title, path, since, by }] : [];
      }
      return own
        ? [
            {
              kind: 'disclosure-sent-back',
              title,
              path,
              since: row.decided_at ?? since,
              by: row.decided_by ?? by,
            },
          ]
        : [];
    });
  }

  private async unblindings({ organisationId, accountId, roles }: SignedIn): Promise<TrialWaiting[]> {
    if (!mayDo(roles, 'unblinding.agree')) return [];
    const rows = await this.unitOfWork.rows<{
      slug: string;
      title: AuthoredText;
      asked_by: string;
      asked_at: Date;
    }>(queries.unblindingsToDecide, [organisationId, accountId]);
    return rows.map(({ slug, title, asked_by: by, asked_at: since }) => ({
      kind: 'unblinding-to-decide',
      title,
      path: `${trialPath(slug)}/unblinding`,
      since,
      by,
    }));
  }

  private async waves({ organisationId, roles }: SignedIn): Promise<TrialWaiting[]> {
    if (!mayDo(roles, 'mailing.hand-over')) return [];
    const rows = await this.unitOfWork.rows<{ slug: string; title: AuthoredText; since: Date }>(
      queries.wavesToHandOver,
      [organisationId],
    );
    return rows.map(({ slug, title, since }) => ({
      kind: 'wave-to-hand-over',
      title,
      path: `${trialPath(slug)}#batches`,
      since,
      by: '',
    }));
  }

  /** Personal data of a trial under way that go soon: whoever needs them longer amends the protocol before that day. */
  private async erasures({ organisationId, roles }: SignedIn): Promise<TrialWaiting[]> {
    if (!mayDo(roles, 'trials.end')) return [];
    const now = this.clock.now();
    const rows = await this.unitOfWork.rows<{ slug: string; title: AuthoredText; day: string }>(
      queries.erasuresToCome,
      [organisationId, dutchDate(new Date(now.getTime() + WARN_DAYS * DAY_MS))],
    );
    return rows.map(({ slug, title, day }) => ({
      kind: 'erasure-to-come',
      title,
      path: trialPath(slug),
      since: new Date(new Date(`${day}T00:00:00+01:00`).getTime() - WARN_DAYS * DAY_MS),
      by: day,
    }));
  }

  private async steps({ organisationId, roles }: SignedIn): Promise<TrialWaiting[]> {
    const rows = await this.unitOfWork.rows<{
      slug: string;
      state: TrialState;
      title: AuthoredText;
      close: string;
      since: Date;
    }>(queries.stepsThatAreDue, [organisationId, dutchDate(this.clock.now())]);
    return rows.flatMap(({ slug, state, title, close, since }): TrialWaiting[] => {
      const step = dueSteps[state];
      if (step === undefined || !mayDo(roles, step.action)) return [];
      const path = `${trialPath(slug)}${step.path}`;
      const from = state === 'collecting' ? new Date(`${close}T00:00:00+01:00`) : since;
      return [{ kind: step.kind, title, path, since: from, by: '' }];
    });
  }
}

const dueSteps: Readonly<
  Partial<
    Record<TrialState, { readonly kind: TrialWaitingKind; readonly action: Action; readonly path: string }>
  >
> = {
  collecting: { kind: 'trial-to-close', action: 'trials.end', path: '/steps/close' },
  closed: { kind: 'trial-to-analyse', action: 'analysis.run', path: '/steps/analyse' },
  analysed: { kind: 'disclosure-to-propose', action: 'disclosure.propose', path: '/disclosure' },
};
