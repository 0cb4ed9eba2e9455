import type { ArmCount } from './arm-count.js';
import { type Result, undefinedResult, value } from './result.js';
import { wilsonInterval } from './wilson-interval.js';

/** Difference of two response rates with its interval, all three in [−1, 1]. */
export interface DifferenceInterval {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Newcombe's hybrid score interval of a difference of two rates: the squared distances of the single Wilson limits
 * are added. It needs no correction at 0 or 1 and never leaves [−1, 1].
 * @param treatment the arm whose rate comes first in the difference
 * @param level confidence level in (0, 1)
 * @param continuityCorrection Wilson limits with correction inside (method 11 instead of 10)
 * @returns undefined `empty-arm`
 * @see Newcombe (1998) Statist. Med. 17, 873–890, methods 10 and 11
 */
export function newcombeDifference(
  treatment: ArmCount,
  reference: ArmCount,
  level: number,
  continuityCorrection = false,
): Result<DifferenceInterval> {
  const first = wilsonInterval(treatment, level, continuityCorrection);
  const second = wilsonInterval(reference, level, continuityCorrection);
  if (first.kind === 'undefined' || second.kind === 'undefined') return undefinedResult('empty-arm');
  const estimate = first.estimate - second.estimate;
  return value({
    estimate,
    lower: estimate - Math.hypot(first.estimate - first.lower, second.upper - second.estimate),
    upper: estimate + Math.hypot(first.upper - first.estimate, second.estimate - second.lower),
  });
}
