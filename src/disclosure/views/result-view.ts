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
  readonly charts: {
    readonly rates?: RenderedChart;
    readonly uplifts?: RenderedChart;
    readonly factors?: RenderedChart;
    readonly cumulative?: RenderedChart;
  };
  /** The figures of the chart over time: share of each arm that had responded after so many days. */
  readonly overTime?: {
    readonly days: readonly number[];
    readonly arms: readonly { readonly name: ShownText; readonly shares: readonly number[] }[];
  };
  readonly costs?: CostsView;
}

/** What it cost and what it saved, in euros. */
export interface CostsView {
  readonly letter: number;
  readonly reminder: number;
  readonly phoneCall: number;
  /** Per 1,000 letters against the reference arm; a saving is positive. */
  readonly arms: readonly {
    readonly name: ShownText;
    readonly saving: EstimateView;
  }[];
}
