import type { Language } from '../../platform/i18n/language.js';
import { shownText, type ShownText } from '../../platform/i18n/shown-text.js';
import { definePage } from '../../platform/web/page.js';
import type { TrialState } from '../../trials/life-cycle.js';
import type { DisclosureVersion } from '../disclosure.service.js';
import type { SharedPage } from '../outreach/share-view.js';
import type { TalkBackView } from '../talk-back/talk-back-view.js';
import type { DeviationView } from './deviations-view.js';
import type { DrawView } from './draw-view.js';
import type { FlowDiagramView } from './flow-view.js';
import type { LettersView } from './letter-view.js';
import type { ProtocolView } from './protocol-view.js';
import type { TrialLabels } from './register-view.js';
import type { ResultView } from './result-view.js';
import type { UnblindingView } from './unblinding-view.js';

/** A count on the way from the file to the analysis; steps that don't exist for a trial are left out. */
export interface FlowStepView {
  readonly step:
    | 'lines'
    | 'refused'
    | 'opted-out'
    | 'allocated'
    | 'without-letter'
    | 'not-sent'
    | 'mailed'
    | 'reminders'
    | 'undeliverable'
    | 'responses'
    | 'unmatched'
    | 'objected';
  /** Absent where it is withheld. */
  readonly count?: number;
}

export interface DisclosureVersionView {
  readonly version: number;
  readonly publishedAt: string;
  readonly sha256: string;
  /** What was corrected and why; absent for the first. */
  readonly correction?: ShownText;
  readonly publishedBy: string;
  /** Absent where one person's word came by the API or from a folder. */
  readonly proposedBy?: string;
  /** Where this version can be read, for ever. */
  readonly path: string;
  /** Whether it is the one on this page. */
  readonly current: boolean;
}

/** How to cite a version. */
export interface CitationView {
  /** With the mark that ends a sentence. */
  readonly title: string;
  readonly year: string;
  readonly date: string;
  readonly version: number;
  readonly publisher: string;
  readonly address: string;
  readonly bibtexPath: string;
  readonly cslPath: string;
}

/** The open page of a trial: there from registration on, and the same page when the result has come. */
export interface TrialView extends TrialLabels {
  readonly path: string;
  readonly title: ShownText;
  readonly organisation: { readonly name: string; readonly email: string; readonly url: string };
  readonly state: TrialState;
  readonly stopped?: { readonly on: string; readonly reason: ShownText };
  /** Absent for a trial that stayed blind until its close. */
  readonly unblinded?: UnblindingView;
  readonly promisedOn: string;
  readonly disclosedOn?: string;
  readonly daysLate?: number;
  /** Days until the promised result, before it. */
  readonly daysLeft?: number;
  /** This is an older version; the newest is at `path`. */
  readonly older?: { readonly version: number; readonly date: string };
  /** Date of the newest correction, where there is one. */
  readonly correctedOn?: string;
  readonly citation?: CitationView;
  readonly feedPath: string;
  readonly source?: {
    readonly citation: string;
    readonly url?: string;
    readonly caveats: readonly ShownText[];
  };
  readonly protocol: ProtocolView;
  readonly letters: LettersView;
  readonly draw: DrawView;
  readonly flow: readonly FlowStepView[];
  /** That there is a result, of so few people that it is not shown: other than that there is none yet. */
  readonly resultWithheld?: boolean;
  /** Whether a step of the flow is not shown; the page says why. */
  readonly flowWithheld?: boolean;
  /** Absent until the result is disclosed. */
  readonly flowDiagram?: FlowDiagramView;
  /** Absent until the result is disclosed. */
  readonly result?: ResultView;
  /** What went otherwise than promised, in one list, which may be empty; absent from an old version. */
  readonly deviations?: readonly DeviationView[];
  readonly hasDeviations?: boolean;
  /** How other sites show the page, and what is made of it to share; absent from what is not public yet. */
  readonly share?: SharedPage;
  /** Absent from a page that is looked at before it is public. */
  readonly talkBack?: TalkBackView;
  readonly versions: readonly DisclosureVersionView[];
  readonly downloads: readonly {
    readonly name: 'counts' | 'dictionary' | 'analysis' | 'protocol';
    readonly path: string;
    readonly format: 'CSV' | 'JSON' | 'YAML';
    readonly kilobytes: number;
  }[];
}

export const trialPage = definePage<TrialView>('trial');

/** The versions as the pages list them, the newest first. */
export const versionViews = (
  versions: readonly DisclosureVersion[],
  language: Language,
  trialPath: string,
  shown?: number,
): DisclosureVersionView[] =>
  versions.map(({ version, publishedAt, sha256, correction, publishedBy, proposedBy }) => ({
    version,
    publishedAt: publishedAt.toISOString(),
    sha256,
    ...(correction !== null && { correction: shownText(correction, language) }),
    publishedBy,
    ...(proposedBy !== null && { proposedBy }),
    path: `${trialPath}/versions/${version}`,
    current: version === shown,
  }));
