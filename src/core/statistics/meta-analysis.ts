import { sum } from 'simple-statistics';
import { chiSquareUpperTail, studentQuantile } from './distributions.js';
import { type IntervalAndP, tInference } from './inference.js';
import { findRoot } from './find-root.js';
import { type Result, undefinedResult, value } from './result.js';

/** What one trial found: an uplift (difference of response rates) and the variance of that estimate. */
export interface TrialEstimate {
  readonly estimate: number;
  /** > 0 */
  readonly variance: number;
}

export interface MetaAnalysis extends IntervalAndP {
  /** Mean effect over the population of trials. */
  readonly estimate: number;
  /** Knapp–Hartung. */
  readonly standardError: number;
  /** Variance of the true effects between trials, by restricted maximum likelihood, ≥ 0. */
  readonly tau2: number;
  /** Share (0 … 1) of the variation between estimates that is not chance. */
  readonly iSquared: number;
  /** Cochran's test that all trials have one effect. */
  readonly heterogeneity: {
    readonly q: number;
    readonly degreesOfFreedom: number;
    readonly pValue: number;
  };
  /** Where the true effect of a next trial is expected to lie. */
  readonly prediction: { readonly lower: number; readonly upper: number };
  /** Share of each trial in the mean, in the order given; they sum to 1. */
  readonly weights: readonly number[];
}

/**
 * Random-effects meta-analysis: REML for the variance between trials, Knapp–Hartung for the interval.
 * Equals R's metafor::rma(yi, vi, method = "REML", test = "knha") and its predict(); metafor stops its iteration at
 * 1e-5 unless control = list(threshold = 1e-14) is given, this one goes to the last digits.
 * @param level confidence level in (0, 1)
 * @returns undefined `no-observations` for no trial; `no-variation` for one trial (nothing shows how trials differ),
 *   for trials with one and the same estimate, and when a variance is not above 0
 * @see Viechtbauer (2005) J. Educ. Behav. Statist. 30, 261–293; Knapp & Hartung (2003) Statist. Med. 22, 2693–2710;
 *   Higgins & Thompson (2002) Statist. Med. 21, 1539–1558
 */
export function metaAnalysis(trials: readonly TrialEstimate[], level: number): Result<MetaAnalysis> {
  if (trials.length === 0) return undefinedResult('no-observations');
  if (trials.length === 1 || trials.some((trial) => !(trial.variance > 0))) {
    return undefinedResult('no-variation');
  }
  const degreesOfFreedom = trials.length - 1;
  const tau2 = remlVariance(trials);
  if (tau2 === null) return undefinedResult('did-not-converge');
  const fit = pooled(trials, tau2);
  const excess = sum(trials.map((trial, i) => at(fit.weights, i) * (trial.estimate - fit.mean) ** 2));
  const standardError = Math.sqrt(excess / degreesOfFreedom / fit.total);
  // All estimates the same: only rounding is left of their spread.
  if (!(standardError > 1e-14 * Math.abs(fit.mean))) return undefinedResult('no-variation');
  const fixed = pooled(trials, 0);
  const q = sum(trials.map((trial, i) => at(fixed.weights, i) * (trial.estimate - fixed.mean) ** 2));
  const typical = degreesOfFreedom / (fixed.total - sum(fixed.weights.map((w) => w * w)) / fixed.total);
  const half = studentQuantile(1 - (1 - level) / 2, degreesOfFreedom) * Math.sqrt(tau2 + standardError ** 2);
  return value({
    estimate: fit.mean,
    standardError,
    ...tInference(fit.mean, standardError, degreesOfFreedom, level),
    tau2,
    iSquared: tau2 / (tau2 + typical),
    heterogeneity: { q, degreesOfFreedom, pValue: chiSquareUpperTail(q, degreesOfFreedom) },
    prediction: { lower: fit.mean - half, upper: fit.mean + half },
    weights: fit.weights.map((weight) => weight / fit.total),
  });
}

const at = (numbers: readonly number[], index: number): number => numbers[index] ?? 0;

function pooled(
  trials: readonly TrialEstimate[],
  tau2: number,
): { weights: number[]; total: number; mean: number } {
  const weights = trials.map((trial) => 1 / (trial.variance + tau2));
  const total = sum(weights);
  const mean = sum(trials.map((trial, i) => at(weights, i) * trial.estimate)) / total;
  return { weights, total, mean };
}

/** Twice the derivative of the restricted log-likelihood in tau² (Viechtbauer 2005, equation 9). */
function remlScore(trials: readonly TrialEstimate[], tau2: number): number {
  const { weights, total, mean } = pooled(trials, tau2);
  const squares = sum(weights.map((w) => w * w));
  const residuals = sum(trials.map((trial, i) => (at(weights, i) * (trial.estimate - mean)) ** 2));
  return residuals - total + squares / total;
}

/** Twice the restricted log-likelihood, up to a constant. */
function remlLikelihood(trials: readonly TrialEstimate[], tau2: number): number {
  const { weights, total, mean } = pooled(trials, tau2);
  const residuals = sum(trials.map((trial, i) => at(weights, i) * (trial.estimate - mean) ** 2));
  return sum(weights.map(Math.log)) - Math.log(total) - residuals;
}

/**
 * The tau² ≥ 0 of the highest restricted likelihood. It can have more than one hill, so each place on a fine grid
 * where its slope goes from up to down is looked at, and 0 as well.
 */
function remlVariance(trials: readonly TrialEstimate[]): number | null {
  const estimates = trials.map((trial) => trial.estimate);
  const range = Math.max(...estimates) - Math.min(...estimates);
  // Above the largest squared distance there is no maximum: residuals/total falls below what chance alone gives.
  const highest = Math.max(range ** 2, Number.MIN_VALUE) * trials.length;
  const lowest = Math.min(...trials.map((trial) => trial.variance)) * 1e-8;
  if (!(highest > lowest)) return 0;
  const steps = 400;
  const grid = Array.from({ length: steps + 1 }, (_, i) => lowest * (highest / lowest) ** (i / steps));
  const candidates = [0];
  let before = 0;
  for (const point of grid) {
    if (remlScore(trials, before) > 0 && remlScore(trials, point) <= 0) {
      const root = findRoot((tau2) => remlScore(trials, tau2), before, point, 0);
      if (root === null) return null;
      candidates.push(root);
    }
    before = point;
  }
  return candidates.reduce((best, candidate) =>
    remlLikelihood(trials, candidate) > remlLikelihood(trials, best) ? candidate : best,
  );
}
