import type { ShownText } from '../../platform/i18n/shown-text.js';
import { definePage } from '../../platform/web/page.js';
import type { MessageFiguresView } from '../talk-back/talk-back-view.js';
import type { TechniqueSummary } from './techniques-view.js';
import type { TrialState } from '../../trials/life-cycle.js';

export type TrialKind = 'trial' | 'example' | 'replay' | 'rehearsal';

/** Labels that a trial carries wherever it is shown. */
export interface TrialLabels {
  readonly kind: TrialKind;
  /** Randomised outside Openbrief. */
  readonly external: boolean;
}

/** What the public is told first about a trial's result. */
export type RegisterOutcome = 'pending' | 'difference' | 'no-difference' | 'withheld' | 'stopped';

export interface RegisterRow extends TrialLabels {
  /** Path of the trial's page. */
  readonly path: string;
  readonly title: ShownText;
  readonly organisation: string;
  readonly state: TrialState;
  readonly outcome: RegisterOutcome;
  readonly techniques: readonly ShownText[];
  readonly arms: number;
  readonly recipients?: number;
  /** Dates as yyyy-mm-dd. */
  readonly registeredOn: string;
  readonly promisedOn: string;
  readonly disclosedOn?: string;
  /** Days past the promised date; absent when the trial is on time or done. */
  readonly daysLate?: number;
}

/** Something that the register can be narrowed down to. */
export interface ChoiceView {
  readonly value: string;
  readonly label: string;
  readonly chosen: boolean;
}

/** The front page: a page of the register, with null results and stopped trials counted in the open. */
export interface RegisterView {
  readonly trials: readonly RegisterRow[];
  /** How many there are of what was asked for. */
  readonly found: number;
  readonly filtered: boolean;
  readonly filter: {
    readonly words: string;
    readonly organisations: readonly ChoiceView[];
    readonly techniques: readonly ChoiceView[];
    readonly statuses: readonly ChoiceView[];
    readonly years: readonly ChoiceView[];
  };
  readonly paging: {
    readonly page: number;
    readonly last: number;
    readonly previous?: string;
    readonly next?: string;
  };
  /** Trials of agencies themselves, or examples and replays while there are no others; absent while there is nothing. */
  readonly counts?: {
    readonly own: boolean;
    readonly trials: number;
    readonly disclosed: number;
    readonly nullResults: number;
    readonly stopped: number;
    readonly late: number;
  };
  /** Examples and replays. */
  readonly marked: number;
  /** What the published trials say of each technique, in a line. */
  readonly evidence: readonly TechniqueSummary[];
  /** Reports of faults in all pages together. */
  readonly faults: MessageFiguresView;
}

export const registerPage = definePage<RegisterView>('register');
