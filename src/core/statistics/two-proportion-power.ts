import { normalCdf, normalQuantile } from './distributions.js';
import { findRoot } from './find-root.js';
import { type Result, undefinedResult, value } from './result.js';

/** 1: only a difference in one direction counts; 2: in either. */
export type Sided = 1 | 2;

export interface TestLevel {
  /** In (0, 1). */
  readonly alpha: number;
  readonly sided: Sided;
}

/**
 * Recipients per arm, of two equal arms, that give the pooled z test this power. Not rounded: round up to use it.
 * @param power in (0, 1)
 * @returns undefined `infinite` when the rates are equal
 * @see Fleiss, Levin & Paik (2003), 4.3; R: power.prop.test(p1, p2, sig.level, power, strict = FALSE)$n
 */
export function sampleSizeTwoProportions(
  p1: number,
  p2: number,
  { alpha, sided }: TestLevel,
  power: number,
): Result<{ nPerArm: number }> {
  if (p1 === p2) return undefinedResult('infinite');
  const middle = (p1 + p2) / 2;
  const root =
    -normalQuantile(alpha / sided) * Math.sqrt(2 * middle * (1 - middle)) +
    normalQuantile(power) * Math.sqrt(p1 * (1 - p1) + p2 * (1 - p2));
  return value({ nPerArm: (root / (p1 - p2)) ** 2 });
}

/**
 * Power of the pooled z test of two arms that need not be equal: the chance to reject on the side of the difference.
 * For equal arms it is R's power.prop.test(n, p1, p2, sig.level, strict = FALSE)$power.
 * @param n1 recipients of the first arm; need not be whole (an effective number, after a design effect)
 * @returns undefined `empty-arm`; `no-variation` when both rates are 0 or both 1
 * @see Fleiss, Levin & Paik (2003), 4.4
 */
export function powerTwoProportions(
  n1: number,
  p1: number,
  n2: number,
  p2: number,
  { alpha, sided }: TestLevel,
): Result<{ power: number }> {
  if (!(n1 > 0) || !(n2 > 0)) return undefinedResult('empty-arm');
  const share = n1 / (n1 + n2);
  const middle = share * p1 + (1 - share) * p2;
  if (middle <= 0 || middle >= 1) return undefinedResult('no-variation');
  const underNull = Math.sqrt(middle * (1 - middle) * (1 / n1 + 1 / n2));
  const underUplift = Math.sqrt((p1 * (1 - p1)) / n1 + (p2 * (1 - p2)) / n2);
  const excess = Math.abs(p1 - p2) + normalQuantile(alpha / sided) * underNull;
  // Rates of exactly 0 and 1 leave no chance: the test rejects, or it can't.
  if (underUplift === 0) return value({ power: excess > 0 ? 1 : 0 });
  return value({ power: normalCdf(excess / underUplift) });
}

/** The rate that is detected, and its distance from the first. */
export interface DetectableDifference {
  readonly p2: number;
  /** p2 − p1; negative for a decrease. */
  readonly difference: number;
}

/**
 * The smallest difference from `p1` that two arms detect with this power.
 * @returns undefined `not-reached` when even the largest possible difference is not detected with that power
 * @see R: root of power.prop.test in p2
 */
export function smallestDetectableDifference(
  n1: number,
  p1: number,
  n2: number,
  level: TestLevel,
  power: number,
  direction: 'increase' | 'decrease' = 'increase',
): Result<DetectableDifference> {
  const most = direction === 'increase' ? 1 - p1 : p1;
  const sign = direction === 'increase' ? 1 : -1;
  const shortfall = (size: number): number => {
    const reached = powerTwoProportions(n1, p1, n2, p1 + sign * size, level);
    return (reached.kind === 'value' ? reached.power : 0) - power;
  };
  const size = shortfall(0) >= 0 ? 0 : findRoot(shortfall, 0, most, 0);
  if (size === null || size === 0) return undefinedResult('not-reached');
  return value({ p2: p1 + sign * size, difference: sign * size });
}
