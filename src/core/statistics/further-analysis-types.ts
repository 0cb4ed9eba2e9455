import type { BalanceRow } from '../randomisation/balance.js';
import type { ComplierEffect } from './complier.js';
import type { CostsAndSavings } from './costs.js';
import type { CovariateResult } from './covariate-adjustment.js';
import type { SurvivalCurve, TimeCount } from './kaplan-meier.js';
import type { ArmStratumCount } from './registered-analysis-types.js';
import type { Result } from './result.js';

/** What the protocol registered that the analyses beside the registered result need. */
export interface FurtherPlan {
  /** In the order of the protocol. */
  readonly arms: readonly { readonly id: string; readonly weight: number; readonly letter: boolean }[];
  readonly reference: string;
  /** In (0, 1). */
  readonly confidenceLevel: number;
  /** Names of the stratum variables, in the order in which a stratum's values stand. */
  readonly variables: readonly string[];
  /** Whether clusters were randomised: tests that count people one by one are then too sure. */
  readonly clustered: boolean;
  readonly prices?: Prices;
}

/** The protocol's `costs`, in euros; what happens to somebody who does not respond in time is agreed beforehand. */
export interface Prices {
  readonly letter: number;
  /** One reminder goes to everybody who does not respond in time. */
  readonly reminder: number;
  readonly phoneCall: number;
  /** Mean number of calls of somebody who does not respond in time. */
  readonly callsPerNonResponder: number;
}

/** The frozen counts behind them; nobody's rows. */
export interface FurtherData {
  readonly counts: readonly ArmStratumCount[];
  /** The values of each stratum, by its label. Strata that were too small were drawn as one, with one value. */
  readonly strata: readonly { readonly label: string; readonly values: readonly string[] }[];
  /** By arm and day since posting; null where the days of the responses are not really known. */
  readonly times: readonly ArmTimes[] | null;
  /** Recipients whose letter came back, with how many of them responded all the same; null when none is known. */
  readonly undeliverable: readonly ArmUndeliverable[] | null;
  /** Reminders that were really sent; null where they are reckoned from the response. */
  readonly reminders?: readonly ArmReminders[] | null;
  /** Of the clusters, see `intraClusterCorrelation`; 1 for people randomised one by one. */
  readonly designEffect: Result<{ readonly designEffect: number }>;
}

export interface ArmTimes {
  readonly arm: string;
  readonly times: readonly TimeCount[];
}

export interface ArmUndeliverable {
  readonly arm: string;
  readonly n: number;
  readonly x: number;
}

/** Reminders that were sent to the recipients of an arm. */
export interface ArmReminders {
  readonly arm: string;
  readonly total: number;
  /** Σ over recipients of the square of their number. */
  readonly totalOfSquares: number;
  /** Those to recipients who did not respond within the window. */
  readonly toSilent: number;
}

/** All that is shown beside the registered result. Plain data, kept with the analysis. */
export interface FurtherResult {
  readonly version: 1;
  readonly confidenceLevel: number;
  /** Recipients by value of each stratum variable; empty without strata. */
  readonly balance: readonly BalanceRow[];
  readonly time: TimeToResponse | null;
  readonly costs: CostsResult | null;
  /** The comparisons adjusted for what was known before the draw; absent where the protocol has no covariates. */
  readonly covariates?: CovariateResult;
  /** Exploratory: the effect on those whom a letter reached, for each arm against the reference arm. */
  readonly complier: {
    /** As for the time to response. */
    readonly ignoresClusters: boolean;
    readonly arms: readonly ArmComplier[];
  } | null;
}

export interface TimeToResponse {
  /** Log-rank: whether the arms have the same time to response. */
  readonly test: Result<{
    readonly chiSquare: number;
    readonly degreesOfFreedom: number;
    readonly pValue: number;
  }>;
  /** The test and the intervals count people one by one although clusters were randomised. */
  readonly ignoresClusters: boolean;
  readonly arms: readonly (ArmTimes & { readonly curve: Result<SurvivalCurve> })[];
}

export interface CostsResult {
  readonly prices: Prices;
  /** Recipients of all arms together: what it would be had all of them got the arm's letter. */
  readonly targetGroup: number;
  /** Arms other than the reference. */
  readonly arms: readonly { readonly arm: string; readonly savings: Result<CostsAndSavings> }[];
}

export interface ArmComplier {
  readonly arm: string;
  /** Letters of this arm that came back. */
  readonly undeliverable: number;
  /** Of these, recipients who responded all the same. */
  readonly respondedAllTheSame: number;
  readonly effect: Result<ComplierEffect>;
}
