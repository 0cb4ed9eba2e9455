import type { AnalysisRecord, ResponseOverTime } from '../analysis/analyse-trial.js';
import { hidesCount, rounded } from '../core/disclosure-control/coarsen.js';
import { byArm, LOWEST_THRESHOLD } from '../core/disclosure-control/suppress.js';
import type { BalanceRow } from '../core/randomisation/balance.js';
import { complierEffect, type ComplierEffect } from '../core/statistics/complier.js';
import type {
  CostsResult,
  FurtherResult,
  TimeToResponse,
} from '../core/statistics/further-analysis-types.js';
import { publishableAdjusted, type PublishedAdjusted } from './publishable-adjusted.js';
import { curveAt } from '../core/statistics/kaplan-meier.js';
import { type Result, undefinedResult, value } from '../core/statistics/result.js';
import { publishableCosts, type PublishedCosts } from './publishable-costs.js';

/**
 * What is public of the analyses beside the registered result. Arms that are withheld are in none of it, and a number
 * that a small count could be reckoned back from is rounded, or not there.
 */
export interface PublishedFurther {
  readonly version: 1;
  readonly confidenceLevel: number;
  readonly balance: readonly PublishedBalance[];
  readonly time: PublishedTime | null;
  readonly costs: PublishedCosts | null;
  readonly complier: PublishedComplier | null;
  /** Absent where the protocol has no covariates. */
  readonly adjusted?: PublishedAdjusted;
}

/**
 * How alike the arms are on a stratum variable. The counts by value stay with the agency, as the values of the strata
 * do; the largest difference says what a reader needs.
 */
export interface PublishedBalance {
  readonly variable: string;
  readonly values: number;
  /** Against the reference arm, in standard deviations, without its sign. */
  readonly arms: readonly { readonly arm: string; readonly largest: Result<{ difference: number }> }[];
}

export interface PublishedTime {
  readonly ignoresClusters: boolean;
  /** Undefined `no-observations` where an arm is withheld: the test is over all of them. */
  readonly test: TimeToResponse['test'];
  /** The days of `overTime`, between which no arm has a small count. */
  readonly days: readonly number[];
  readonly arms: readonly {
    readonly arm: string;
    /** Share that had responded by each of the days, with its pointwise interval. */
    readonly shares: readonly Result<{ estimate: number; lower: number; upper: number }>[];
  }[];
}

export interface PublishedComplier {
  readonly ignoresClusters: boolean;
  readonly arms: readonly {
    readonly arm: string;
    readonly effect: Result<{ estimate: number; lower: number; upper: number; deliveredShare: number }>;
  }[];
}

/**
 * Takes out what cannot be made public.
 * @param withheld ids of the arms whose counts are withheld; nothing is left when the reference arm is one of them
 * @param overTime the curve as it is published, after small steps have been taken out of it
 */
export function publishableFurther(
  { further, data }: Pick<AnalysisRecord, 'further' | 'data'>,
  plan: {
    readonly arms: readonly string[];
    readonly reference: string;
    /** Reminders were counted, and do not follow from the response. */
    readonly countsReminders?: boolean;
  },
  withheld: readonly string[],
  overTime: ResponseOverTime | null,
  threshold: number,
): PublishedFurther | null {
  if (further === null || withheld.includes(plan.reference)) return null;
  const shown = ({ arm }: { readonly arm: string }): boolean => !withheld.includes(arm);
  const totals = byArm(data.counts, plan.arms);
  const costsOf = (costs: CostsResult): PublishedCosts => {
    const own = { ...costs, arms: costs.arms.filter(shown) };
    const smallest = Math.min(...totals.filter(shown).map(({ n }) => n));
    return plan.countsReminders ? publishableCosts(own, smallest, threshold) : own;
  };
  return {
    version: 1,
    confidenceLevel: further.confidenceLevel,
    balance: balanceOf(further.balance, shown),
    time: overTime === null || further.time === null ? null : timeOf(further.time, overTime, withheld),
    costs: further.costs === null ? null : costsOf(further.costs),
    complier: complierOf(further, totals, { ...plan, threshold, withheld }),
    ...(further.covariates !== undefined && { adjusted: publishableAdjusted(further.covariates, shown) }),
  };
}

/** For each variable and arm the largest difference, in hundredths of a standard deviation. */
export function largestDifferences(rows: readonly BalanceRow[]): PublishedBalance[] {
  return [...Map.groupBy(rows, ({ variable }) => variable)].map(([variable, own]) => ({
    variable,
    values: own.length,
    arms: (own[0]?.cells ?? []).map(({ arm }) => ({
      arm,
      largest: largestOf(own.flatMap(({ cells }) => cells.filter((cell) => cell.arm === arm))),
    })),
  }));
}

function largestOf(cells: BalanceRow['cells']): Result<{ difference: number }> {
  const differences: number[] = [];
  for (const { standardisedDifference } of cells) {
    if (standardisedDifference.kind === 'undefined') return standardisedDifference;
    differences.push(Math.abs(standardisedDifference.difference));
  }
  return value({ difference: rounded(Math.max(0, ...differences), 2) });
}

const balanceOf = (
  rows: readonly BalanceRow[],
  shown: (cell: { readonly arm: string }) => boolean,
): PublishedBalance[] =>
  largestDifferences(rows).map((variable) => ({ ...variable, arms: variable.arms.filter(shown) }));

function timeOf(
  { test, ignoresClusters, arms }: TimeToResponse,
  overTime: ResponseOverTime,
  withheld: readonly string[],
): PublishedTime {
  return {
    ignoresClusters,
    test:
      withheld.length > 0
        ? undefinedResult('no-observations')
        : test.kind === 'undefined'
          ? test
          : value({
              // All digits of a sum over days would be a clue to the days that are not shown.
              chiSquare: rounded(test.chiSquare, 2),
              degreesOfFreedom: test.degreesOfFreedom,
              pValue: rounded(test.pValue, 4),
            }),
    days: overTime.days,
    arms: overTime.arms.map(({ arm }) => ({
      arm,
      shares: sharesOn(arms.find((own) => own.arm === arm)?.curve, overTime.days),
    })),
  };
}

/** The curve on some days: the share that has responded, with its pointwise interval. */
export function sharesOn(
  curve: TimeToResponse['arms'][number]['curve'] | undefined,
  days: readonly number[],
): Result<{ estimate: number; lower: number; upper: number }>[] {
  return days.map((day) => {
    if (curve === undefined) return undefinedResult('no-observations');
    if (curve.kind === 'undefined') return curve;
    const { cumulativeResponse, interval } = curveAt(curve, day);
    if (interval.kind === 'undefined') return interval;
    return value({ estimate: cumulativeResponse, lower: 1 - interval.upper, upper: 1 - interval.lower });
  });
}

interface ComplierPlan {
  readonly reference: string;
  readonly threshold: number;
  readonly withheld: readonly string[];
}

/**
 * The share of letters that arrived gives their number away, so nothing is shown when in any arm that number is small:
 * an arm less would follow from the total. How many of those whose letter came back responded all the same is in the
 * interval: that is rounded, and left out where it would still tell.
 */
function complierOf(
  { complier, confidenceLevel }: FurtherResult,
  totals: readonly { readonly arm: string; readonly n: number; readonly x: number }[],
  { reference, threshold, withheld }: ComplierPlan,
): PublishedComplier | null {
  if (complier === null) return null;
  const limit = Math.max(threshold, LOWEST_THRESHOLD);
  const totalOf = (id: string): { n: number; x: number } =>
    totals.find(({ arm }) => arm === id) ?? { n: 0, x: 0 };
  const small = complier.arms.some(
    ({ arm, undeliverable }) => undeliverable < limit || totalOf(arm).n - undeliverable < limit,
  );
  if (small) return null;
  const zero = { delivered: totalOf(reference), undeliverable: { n: 0, x: 0 } };
  return {
    ignoresClusters: complier.ignoresClusters,
    arms: complier.arms
      .filter(({ arm }) => !withheld.includes(arm))
      .map(({ arm, undeliverable, respondedAllTheSame, effect }) => {
        const { n, x } = totalOf(arm);
        const told = (came: number): unknown =>
          coarse(
            complierEffect(
              {
                delivered: { n: n - undeliverable, x: x - came },
                undeliverable: { n: undeliverable, x: came },
              },
              zero,
              confidenceLevel,
            ),
          );
        const possible = {
          lowest: Math.max(0, x - (n - undeliverable)),
          highest: Math.min(undeliverable, x),
        };
        const hidden = hidesCount(told, respondedAllTheSame, possible, threshold);
        return { arm, effect: hidden ? coarse(effect) : undefinedResult('no-observations') };
      }),
  };
}

function coarse(effect: Result<ComplierEffect>): PublishedComplier['arms'][number]['effect'] {
  if (effect.kind === 'undefined') return effect;
  const { estimate, lower, upper, deliveredShare } = effect;
  return value({
    estimate: rounded(estimate, 3),
    lower: rounded(lower, 3),
    upper: rounded(upper, 3),
    deliveredShare: rounded(deliveredShare, 3),
  });
}
