import type { LookBoundary } from '../../core/statistics/looks.js';
import type { MethodCode, WarningCode } from '../../core/statistics/registered-analysis-types.js';
import type { Defined, UndefinedReason } from '../../core/statistics/result.js';
import type { RenderedChart } from '../../platform/charts/render-svg.js';
import type { ShownText } from '../../platform/i18n/shown-text.js';

/** A quantity with its interval, as a proportion (a rate, or a difference of rates); or the reason why there is none. */
export type EstimateView =
  | Defined<{ estimate: number; lower: number; upper: number }>
  | { readonly kind: 'undefined'; readonly reason: UndefinedReason | 'withheld' };

/** A count on a public page; one that could point at a person is not there, and the page says under what it is. */
export type CountView =
  | { readonly kind: 'value'; readonly count: number }
  | { readonly kind: 'suppressed'; readonly below: number };

/** What the registered analysis says about an arm against the reference arm. */
export type Verdict = 'more' | 'less' | 'no-difference' | 'undefined';

export interface ArmResultView {
  readonly name: ShownText;
  readonly reference: boolean;
  readonly recipients: CountView;
  readonly responses: CountView;
  /** Response rate with its interval. */
  readonly rate: EstimateView;
  /** Of `ResultView.base` people this many responded; absent where there is no rate. */
  readonly ofBase?: number;
  /** Against the reference arm, with the simultaneous interval; absent for the reference arm itself. */
  readonly uplift?: EstimateView;
  /** Adjusted for the number of comparisons; absent where there is none. */
  readonly adjustedP?: number;
  readonly verdict?: Verdict;
}

export interface FactorEffectView {
  /** One factor for a main effect, two for an interaction. */
  readonly names: readonly ShownText[];
  readonly effect: EstimateView;
  /** How many more, or fewer, of `ResultView.base` people respond with it. */
  readonly ofBase?: number;
  readonly adjustedP?: number;
  readonly verdict: Verdict;
}

/** The registered result, on the disclosure page and in the workbench alike. */
export interface ResultView {
  /** What counts as a response, in the protocol's words. */
  readonly outcome: ShownText;
  /** Natural frequencies are told of this many people. */
  readonly base: number;
  readonly arms: readonly ArmResultView[];
  readonly reference: ArmResultView;
  /** Arms other than the reference, largest estimate first, as the sentence tells them. */
  readonly told: readonly ArmResultView[];
  /** Whether no comparison, and for a factorial no main effect, is more than chance. */
  readonly nullResult: boolean;
  readonly mainEffects: readonly FactorEffectView[];
  readonly interactions: readonly FactorEffectView[];
  readonly confidenceLevel: number;
  readonly interval: 'newcombe' | 'miettinen-nurminen';
  readonly multiplicity: 'holm' | 'dunnett' | 'benjamini-hochberg' | 'none';
  readonly smallestWorthwhileUplift: number;
  /** Only where looks were planned: how many were taken, and the first that crossed the boundary. */
  readonly looks?: {
    readonly boundary: LookBoundary;
    readonly count: number;
    readonly crossedAt?: number;
  };
  readonly charts: {
    readonly rates?: RenderedChart;
    readonly uplifts?: RenderedChart;
    readonly factors?: RenderedChart;
    readonly cumulative?: RenderedChart;
    readonly strata?: RenderedChart;
  };
  /** Where the charts can be downloaded, each by its name; absent in a page that is kept as a file. */
  readonly chartsPath?: string;
  /** How the numbers were computed; absent where the page has nothing to say of it. */
  readonly methods?: MethodsView;
  /** For the agency alone; absent without strata. */
  readonly strata?: readonly StratumView[];
  readonly warnings: readonly WarningView[];
  readonly time?: TimeTableView;
  readonly costs?: CostsView;
  /** Whether the arms are what the draw promised. */
  readonly ratio: RatioView;
  /** Absent without strata. */
  readonly balance?: BalanceView;
  /** Absent when no letter is known to have come back, or too few to show. */
  readonly complier?: ComplierView;
  /** Absent where the protocol has no covariates. */
  readonly adjusted?: AdjustedView;
}

/** The response of each arm within one stratum, and each arm's difference from the reference arm there. */
export interface StratumView {
  readonly label: string;
  readonly arms: readonly {
    readonly name: ShownText;
    readonly n: number;
    readonly x: number;
    /** Absent where the arm has nobody in this stratum. */
    readonly rate?: number;
    /** Absent for the reference arm. */
    readonly uplift?: EstimateView;
  }[];
}

/** The methods behind the numbers; their words are in statistics.json under `methods`. */
export interface MethodsView {
  readonly rate: MethodCode;
  readonly uplift: MethodCode;
  /** In words, joined as the language does, by the page. */
  readonly tests: readonly MethodCode[];
  readonly multiplicity: MethodCode;
  /** Of the factors' effects; absent without factors. */
  readonly factors?: { readonly uplift: MethodCode; readonly tests: readonly MethodCode[] };
}

/** What a reader must know besides the numbers; its words are in statistics.json under `warnings`. */
export interface WarningView {
  readonly code: WarningCode;
  /** Names of the arms or factors, joined as the language does; empty when it is about all of them. */
  readonly about: string;
}

/** A number with its interval, where there is one. */
export type IntervalView =
  | {
      readonly kind: 'value';
      readonly estimate: number;
      readonly interval?: { readonly lower: number; readonly upper: number };
    }
  | { readonly kind: 'undefined'; readonly reason: UndefinedReason | 'withheld' };

/** The figures of the chart over time, of which the table shows some days. */
export interface TimeTableView extends TimeView {
  readonly table: Pick<TimeView, 'days' | 'arms'>;
  readonly intervals: boolean;
  readonly medians: boolean;
}

/** Response over time: by Kaplan and Meier, or for older results as counted. */
export interface TimeView {
  readonly days: readonly number[];
  readonly arms: readonly {
    readonly name: ShownText;
    /** Share of the arm that had responded by each of the days. */
    readonly shares: readonly IntervalView[];
    /** Day by which half had responded; absent when fewer did. */
    readonly median?: number;
  }[];
  /** Log-rank; absent for older results and where an arm is withheld. */
  readonly test?: {
    readonly differs: boolean;
    readonly chiSquare: number;
    readonly degreesOfFreedom: number;
    readonly pValue: number;
  };
  /** The test and the intervals count people one by one although clusters were randomised. */
  readonly ignoresClusters: boolean;
}

/** What it costs and what it saves against the reference arm, in euros; a saving is positive. */
export interface CostsView {
  readonly letter: number;
  readonly reminder: number;
  readonly phoneCall: number;
  readonly callsPerNonResponder: number;
  readonly isCounted: boolean;
  /** Reminders per 1,000 letters, where they are told in steps. */
  readonly step?: number;
  /** Whether calls cost anything in the protocol. */
  readonly hasCalls: boolean;
  readonly groups: readonly {
    readonly kind: 'thousand' | 'everybody';
    /** Letters that the row group is about. */
    readonly letters: number;
    readonly arms: readonly {
      readonly name: ShownText;
      readonly reminders: IntervalView;
      readonly calls: IntervalView;
      readonly saving: IntervalView;
    }[];
  }[];
}

export interface RatioView {
  readonly units: 'recipient' | 'cluster';
  readonly allocated: RatioVerdict;
  /** Absent when the letters were not made here, or an arm gets none. */
  readonly mailed?: RatioVerdict;
  /** Whether the table has the letters too. */
  readonly mail: boolean;
  readonly arms: readonly {
    readonly name: ShownText;
    readonly expected?: number;
    readonly allocated?: number;
    readonly expectedMail?: number;
    readonly mailed?: number;
  }[];
}

export interface RatioVerdict {
  /** `withheld`: so few letters were not mailed that their number by arm is not shown. */
  readonly verdict: 'fits' | 'mismatch' | 'undefined' | 'withheld';
  readonly pValue?: number;
}

/** How alike the arms are on what is known of the recipients before the letter. */
export interface BalanceView {
  /** In standard deviations, over all variables and arms; absent where it cannot be computed. */
  readonly largest?: number;
  /** Whether the largest is small enough not to matter. */
  readonly alike: boolean;
  /** Arms other than the reference, as the columns of the table. */
  readonly arms: readonly ShownText[];
  readonly variables: readonly {
    readonly name: ShownText;
    readonly values: number;
    readonly differences: readonly NumberView[];
  }[];
  /** Recipients by value, for the agency alone; absent on public pages. */
  readonly counts?: {
    readonly arms: readonly ShownText[];
    readonly variables: readonly {
      readonly name: ShownText;
      /** Columns of the table. */
      readonly span: number;
      readonly rows: readonly {
        readonly value: ShownText;
        readonly cells: readonly {
          readonly n: number;
          readonly share: NumberView;
          /** Absent for the reference arm. */
          readonly difference?: NumberView;
        }[];
      }[];
    }[];
  };
}

export type NumberView =
  | { readonly kind: 'value'; readonly number: number }
  | { readonly kind: 'undefined'; readonly reason: UndefinedReason | 'withheld' };

/** Exploratory: the effect on those whom a letter reached. */
export interface ComplierView {
  readonly ignoresClusters: boolean;
  readonly arms: readonly {
    readonly name: ShownText;
    /** Share of the arm's letters that arrived; absent where there is no effect to show. */
    readonly delivered?: number;
    readonly effect: EstimateView;
  }[];
}

/** The comparisons adjusted for what was known before the draw, beside the registered ones. */
export interface AdjustedView {
  /** Names of the columns, joined as the language does. */
  readonly columns: string;
  readonly arms: readonly {
    readonly name: ShownText;
    /** As registered, with its single interval. */
    readonly uplift: EstimateView;
    readonly adjusted: EstimateView;
    readonly p?: number;
  }[];
  /** For the agency alone. */
  readonly balance?: CovariateBalanceView;
}

export interface CovariateBalanceView {
  readonly arms: readonly ShownText[];
  readonly rows: readonly {
    readonly name: ShownText;
    /** Absent for a number, and for a category that is missing. */
    readonly value?: ShownText;
    readonly kind: 'mean' | 'share';
    readonly cells: readonly {
      readonly number: NumberView;
      /** Recipients whose number is not known. */
      readonly missing: number;
      /** Standardised, against the reference arm. */
      readonly difference: NumberView;
    }[];
  }[];
}
