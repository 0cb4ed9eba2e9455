import type { ShownText } from '../../platform/i18n/shown-text.js';
import { definePage } from '../../platform/web/page.js';
import type { TechniqueView } from './technique-view.js';
import type { TrialState } from '../../trials/life-cycle.js';

export type TrialKind = 'trial' | 'example' | 'replay';

/** Labels that a trial carries wherever it is shown. */
export interface TrialLabels {
  readonly kind: TrialKind;
  /** Randomised outside Openbrief. */
  readonly external: boolean;
}

/** What the public is told first about a trial's result. */
export type RegisterOutcome = 'pending' | 'difference' | 'no-difference' | 'stopped';

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

/** The front page: all trials of all organisations, null results and stopped trials counted in the open. */
export interface RegisterView {
  readonly trials: readonly RegisterRow[];
  readonly counts: {
    readonly trials: number;
    readonly disclosed: number;
    readonly nullResults: number;
    readonly stopped: number;
    readonly late: number;
  };
  /** What the published trials say together of each technique. */
  readonly techniques: {
    /** Whether there is anything to tell. */
    readonly known: boolean;
    /** Those of two trials or more. */
    readonly pooled: readonly TechniqueView[];
    /** Those that a single trial shows: too few to put together. */
    readonly single: readonly TechniqueView[];
  };
}

export const registerPage = definePage<RegisterView>('register');

/** Counts the rows as the front page tells them. Examples and replays are not an agency's own trials and don't count. */
export function buildRegisterView(
  rows: readonly RegisterRow[],
  techniques: readonly TechniqueView[],
): RegisterView {
  const own = rows.filter(({ kind }) => kind === 'trial');
  const count = (holds: (row: RegisterRow) => boolean): number => own.filter(holds).length;
  return {
    trials: [...rows].sort((a, b) => b.registeredOn.localeCompare(a.registeredOn)),
    counts: {
      trials: own.length,
      disclosed: count(({ state }) => state === 'disclosed'),
      nullResults: count(({ outcome }) => outcome === 'no-difference'),
      stopped: count(({ outcome }) => outcome === 'stopped'),
      late: count(({ daysLate }) => daysLate !== undefined),
    },
    techniques: {
      known: techniques.length > 0,
      pooled: techniques.filter(({ trials }) => trials.length > 1),
      single: techniques.filter(({ trials }) => trials.length === 1),
    },
  };
}
