import type { ArmCount } from './arm-count.js';
import { normalCritical } from './distributions.js';
import { type Result, undefinedResult, value } from './result.js';

/** A ratio; its interval can be undefined where the ratio itself is not. */
export interface Ratio {
  readonly estimate: number;
  readonly interval: Result<RatioInterval>;
}

export interface RatioInterval {
  /** Standard error of the logarithm of the ratio. */
  readonly seLog: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Risk ratio (rate over rate) with Katz's interval on the log scale.
 * @param level confidence level in (0, 1)
 * @returns undefined `empty-arm`; `infinite` when only the reference arm has no responses, `zero-cell` when neither
 *   has; the interval alone is undefined `zero-cell` when the ratio is 0
 * @see Katz et al. (1978) Biometrics 34, 469–474, method C
 */
export function riskRatio(treatment: ArmCount, reference: ArmCount, level: number): Result<Ratio> {
  const { x: x1, n: n1 } = treatment;
  const { x: x2, n: n2 } = reference;
  if (n1 === 0 || n2 === 0) return undefinedResult('empty-arm');
  if (x2 === 0) return undefinedResult(x1 === 0 ? 'zero-cell' : 'infinite');
  // (n − x)/(x·n) is 1/x − 1/n without the loss of digits where x is nearly n.
  const seLog = Math.sqrt((n1 - x1) / (x1 * n1) + (n2 - x2) / (x2 * n2));
  return value(ratioWithInterval(x1 / n1 / (x2 / n2), seLog, level));
}

/** exp(log ratio ∓ z·seLog), undefined where the logarithm is. */
export function ratioWithInterval(estimate: number, seLog: number, level: number): Ratio {
  if (!(estimate > 0) || !Number.isFinite(seLog)) {
    return { estimate, interval: undefinedResult('zero-cell') };
  }
  const half = normalCritical(level) * seLog;
  const lower = Math.exp(Math.log(estimate) - half);
  const upper = Math.exp(Math.log(estimate) + half);
  return {
    estimate,
    interval: Number.isFinite(upper) ? value({ seLog, lower, upper }) : undefinedResult('infinite'),
  };
}
