import type { TwoArmCount } from './arm-count.js';
import { normalCritical } from './distributions.js';
import { type Result, undefinedResult, value } from './result.js';
import { type Ratio, ratioWithInterval } from './risk-ratio.js';

export interface MantelHaenszel {
  readonly riskDifference: {
    readonly estimate: number;
    readonly standardError: number;
    readonly lower: number;
    readonly upper: number;
  };
  readonly riskRatio: Result<Ratio>;
}

/**
 * Risk difference and risk ratio common to all strata, by Mantel and Haenszel's weights n1·n2/N. A stratum in which one
 * of the arms has nobody has weight 0.
 * @param level confidence level in (0, 1)
 * @returns undefined `empty-arm` when no stratum has both arms; the risk ratio alone is undefined `zero-cell` when one
 *   of the arms has no responses at all: its variance on the log scale does not exist
 * @see Sato, Greenland & Robins (1989) Biometrics 45, 1323–1324, for the standard error of the difference; Greenland
 *   & Robins (1985) Biometrics 41, 55–68, for the ratio; R: metafor::rma.mh(measure = "RD" or "RR")
 */
export function mantelHaenszelDifferences(
  strata: readonly TwoArmCount[],
  level: number,
): Result<MantelHaenszel> {
  const both = strata.filter(({ n1, n2 }) => n1 > 0 && n2 > 0);
  if (both.length === 0) return undefinedResult('empty-arm');
  return value({ riskDifference: differenceOf(both, level), riskRatio: ratioOf(both, level) });
}

function differenceOf(strata: readonly TwoArmCount[], level: number): MantelHaenszel['riskDifference'] {
  let weight = 0;
  let excess = 0;
  let p = 0;
  let q = 0;
  for (const { x1, n1, x2, n2 } of strata) {
    const total = n1 + n2;
    weight += (n1 * n2) / total;
    excess += (x1 * n2 - x2 * n1) / total;
    p += (n1 * n1 * x2 - n2 * n2 * x1 + (n1 * n2 * (n2 - n1)) / 2) / total ** 2;
    q += (x1 * (n2 - x2) + x2 * (n1 - x1)) / (2 * total);
  }
  const estimate = excess / weight;
  const standardError = Math.sqrt(Math.max(0, estimate * p + q)) / weight;
  const half = normalCritical(level) * standardError;
  return { estimate, standardError, lower: estimate - half, upper: estimate + half };
}

function ratioOf(strata: readonly TwoArmCount[], level: number): Result<Ratio> {
  let first = 0;
  let second = 0;
  let spread = 0;
  for (const { x1, n1, x2, n2 } of strata) {
    const total = n1 + n2;
    first += (x1 * n2) / total;
    second += (x2 * n1) / total;
    // (n1·n2·m − x1·x2·N)/N², written without a subtraction of what is nearly equal.
    spread += (n1 / total) * ((x1 * (n2 - x2)) / total) + (n2 / total) * ((x2 * (n1 - x1)) / total);
  }
  if (first === 0 || second === 0) return undefinedResult('zero-cell');
  return value(ratioWithInterval(first / second, Math.sqrt(spread / (first * second)), level));
}
