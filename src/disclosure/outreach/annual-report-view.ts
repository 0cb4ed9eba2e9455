import type { ShownText } from '../../platform/i18n/shown-text.js';
import { definePage } from '../../platform/web/page.js';
import type { ToldResult } from '../views/build-result-view.js';
import type { TrialKind } from '../views/register-view.js';

/** A trial in the chapter; `address` is whole, since paper has no other. */
export interface ReportedTrial {
  readonly kind: TrialKind;
  readonly external: boolean;
  readonly title: ShownText;
  readonly organisation: string;
  readonly path: string;
  readonly address: string;
  readonly promisedOn: string;
}

/** What happened after publication: dated and explained. */
export interface ReportedCorrection {
  readonly on: string;
  readonly version: number;
  readonly text: ShownText;
}

/** A trial whose result was published in the year, told as its newest version has it. */
export interface ReportedResult extends ReportedTrial {
  readonly question: ShownText;
  readonly disclosedOn: string;
  /** Days that the result came after the promised day; absent when it was on time. */
  readonly daysLate?: number;
  readonly version: number;
  readonly stopped?: { readonly on: string; readonly reason: ShownText };
  /** Absent where an arm is too small for any result to be shown. */
  readonly result?: ToldResult;
  /** Letters in the first mailing; absent where withheld, or where somebody else mailed them. */
  readonly letters?: number;
  readonly corrections: readonly ReportedCorrection[];
  readonly talk: { readonly received: number; readonly answered: number };
}

/** A trial that was waited for at the year's end, or now where the year is not over. */
export interface ReportedWaiting extends ReportedTrial {
  readonly registeredOn: string;
  readonly state: string;
  readonly daysLate?: number;
}

export interface ReportedStop extends ReportedTrial {
  readonly on: string;
  readonly reason: ShownText;
}

/** What the year has of trials of agencies themselves: examples and replays don't count. */
export interface YearFigures {
  readonly registered: number;
  readonly closed: number;
  readonly stopped: number;
  readonly disclosed: number;
  readonly nullResults: number;
  /** Letters of the results that were published in the year, where their number is public. */
  readonly letters: number;
  /** Results whose number of letters is withheld or not known here. */
  readonly lettersUnknown: number;
  readonly late: number;
  readonly corrections: number;
  readonly answered: number;
}

/** The chapter of an annual report: of one organisation, or of all together. */
export interface AnnualReportView {
  readonly year: number;
  readonly organisation?: string;
  readonly path: string;
  /** The day on which this was made, yyyy-mm-dd. */
  readonly asOf: string;
  /** Whether the year is over; before that it is told as far as it is. */
  readonly complete: boolean;
  readonly figures: YearFigures;
  readonly results: readonly ReportedResult[];
  readonly stops: readonly ReportedStop[];
  readonly waiting: readonly ReportedWaiting[];
  /** Corrections of results that were published in earlier years. */
  readonly corrected: readonly (ReportedTrial & { readonly corrections: readonly ReportedCorrection[] })[];
  /** Examples and replays, which are not trials of an agency. */
  readonly marked: readonly ReportedResult[];
  readonly years: readonly { readonly year: number; readonly path: string; readonly current: boolean }[];
  readonly organisations: readonly {
    /** Absent for all together. */
    readonly name?: string;
    readonly path: string;
    readonly current: boolean;
  }[];
}

export const annualReportPage = definePage<AnnualReportView>('annual-report');
