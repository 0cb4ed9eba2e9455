import { normalCritical, normalUpperTail, studentQuantile, studentTwoSided } from './distributions.js';

/** An interval and the two-sided p-value that belongs to it: 0 is outside the interval when p < 1 − level. */
export interface IntervalAndP {
  readonly lower: number;
  readonly upper: number;
  /** Two-sided, of the hypothesis that the quantity is 0. */
  readonly pValue: number;
}

/** An estimate with its standard error, by the normal distribution and by Student's t. */
export interface Inference {
  readonly estimate: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  readonly normal: IntervalAndP;
  readonly t: IntervalAndP;
}

/**
 * Estimate ± quantile · standard error, by the normal distribution.
 * @param standardError > 0
 * @param level confidence level in (0, 1)
 */
export function normalInference(estimate: number, standardError: number, level: number): IntervalAndP {
  const half = normalCritical(level) * standardError;
  const pValue = 2 * normalUpperTail(Math.abs(estimate) / standardError);
  return { lower: estimate - half, upper: estimate + half, pValue };
}

/** The same by Student's t, with `degreesOfFreedom` > 0, not necessarily whole. */
export function tInference(
  estimate: number,
  standardError: number,
  degreesOfFreedom: number,
  level: number,
): IntervalAndP {
  const half = studentQuantile(1 - (1 - level) / 2, degreesOfFreedom) * standardError;
  const pValue = studentTwoSided(estimate / standardError, degreesOfFreedom);
  return { lower: estimate - half, upper: estimate + half, pValue };
}

/** An estimate with its intervals and p-values, by the normal distribution and by Student's t beside each other. */
export const inference = (
  estimate: number,
  standardError: number,
  degreesOfFreedom: number,
  level: number,
): Inference => ({
  estimate,
  standardError,
  degreesOfFreedom,
  normal: normalInference(estimate, standardError, level),
  t: tInference(estimate, standardError, degreesOfFreedom, level),
});

/**
 * A variance of rates at or below this is the rounding of a zero: rates are sums of 0 and 1 over at most 1e9 people,
 * so a variance that is really there is larger.
 */
export const ROUNDING_VARIANCE = 1e-26;
