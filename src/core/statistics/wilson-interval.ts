import type { ArmCount } from './arm-count.js';
import { normalCritical } from './distributions.js';
import { type Result, undefinedResult, value } from './result.js';

/** A proportion with its interval, all three in [0, 1]. */
export interface ProportionInterval {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Wilson's score interval of a response rate: all values that the score test does not reject.
 * @param level confidence level in (0, 1)
 * @param continuityCorrection wider by half a response on either side (Newcombe's method 4). R's prop.test shrinks the
 *   correction where |x − n/2| < 0.5; this does not.
 * @returns undefined `no-observations` when the arm is empty
 * @see Wilson (1927) J. Am. Statist. Assoc. 22, 209–212; Newcombe (1998) Statist. Med. 17, 857–872, methods 3 and 4;
 *   R: prop.test(x, n, correct = FALSE)$conf.int
 */
export function wilsonInterval(
  { x, n }: ArmCount,
  level: number,
  continuityCorrection = false,
): Result<ProportionInterval> {
  if (n === 0) return undefinedResult('no-observations');
  const z = normalCritical(level);
  const limits = continuityCorrection ? correctedLimits(x, n, z) : scoreLimits(x, n, z);
  return value({
    estimate: x / n,
    lower: x === 0 ? 0 : Math.max(0, limits.lower),
    upper: x === n ? 1 : Math.min(1, limits.upper),
  });
}

function scoreLimits(x: number, n: number, z: number): { lower: number; upper: number } {
  const square = z * z;
  const upper = (2 * x + square + z * Math.sqrt(square + (4 * x * (n - x)) / n)) / (2 * (n + square));
  // The product of the two roots is known; subtracting would lose the digits of a small lower limit.
  return { lower: (x * x) / (n * (n + square) * upper), upper };
}

function correctedLimits(x: number, n: number, z: number): { lower: number; upper: number } {
  const square = z * z;
  const p = x / n;
  const q = (n - x) / n;
  const divisor = 2 * (n + square);
  const below = z * Math.sqrt(square - 2 - 1 / n + 4 * p * (n * q + 1));
  const above = z * Math.sqrt(square + 2 - 1 / n + 4 * p * (n * q - 1));
  return { lower: (2 * x + square - 1 - below) / divisor, upper: (2 * x + square + 1 + above) / divisor };
}
