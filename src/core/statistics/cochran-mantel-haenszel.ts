import type { TwoArmCount } from './arm-count.js';
import { chiSquareUpperTail } from './distributions.js';
import type { ChiSquareTest } from './prop-test.js';
import { type Result, undefinedResult, value } from './result.js';
import { type Ratio, ratioWithInterval } from './risk-ratio.js';

export interface CochranMantelHaenszel {
  readonly test: Result<ChiSquareTest>;
  /** Mantel and Haenszel's common odds ratio, with the Robins–Breslow–Greenland interval. */
  readonly commonOddsRatio: Result<Ratio>;
}

/**
 * Test of no difference between two arms within strata, and the odds ratio common to all strata.
 * A stratum with fewer than two recipients says nothing and is passed over.
 * @param level confidence level of the odds ratio, in (0, 1)
 * @param continuityCorrection ½ off the total excess, where that is at least ½
 * @returns undefined `no-observations`; the test `no-variation` when no stratum could have come out otherwise; the odds
 *   ratio `infinite` or `zero-cell` when its denominator is 0
 * @see Mantel & Haenszel (1959) J. Natl. Cancer Inst. 22, 719–748; Robins, Breslow & Greenland (1986) Biometrics 42,
 *   311–323; R: mantelhaen.test for 2×2×K
 */
export function cochranMantelHaenszel(
  strata: readonly TwoArmCount[],
  level: number,
  continuityCorrection: boolean,
): Result<CochranMantelHaenszel> {
  const informative = strata.filter(({ n1, n2 }) => n1 + n2 > 1);
  if (informative.length === 0) return undefinedResult('no-observations');
  return value({
    test: testOf(informative, continuityCorrection),
    commonOddsRatio: oddsRatioOf(informative, level),
  });
}

function testOf(strata: readonly TwoArmCount[], continuityCorrection: boolean): Result<ChiSquareTest> {
  let excess = 0;
  let variance = 0;
  for (const { x1, n1, x2, n2 } of strata) {
    const total = n1 + n2;
    const responses = x1 + x2;
    // x1 − n1·m/N, written so that large arms keep their digits.
    excess += (x1 * n2 - x2 * n1) / total;
    variance += ((n1 / total) * (n2 / total) * responses * (total - responses)) / (total - 1);
  }
  if (variance === 0) return undefinedResult('no-variation');
  const correction = continuityCorrection && Math.abs(excess) >= 0.5 ? 0.5 : 0;
  const chiSquare = (Math.abs(excess) - correction) ** 2 / variance;
  return value({ chiSquare, df: 1, pValue: chiSquareUpperTail(chiSquare, 1) });
}

function oddsRatioOf(strata: readonly TwoArmCount[], level: number): Result<Ratio> {
  let forIt = 0;
  let against = 0;
  let concordant = 0;
  let mixed = 0;
  let discordant = 0;
  for (const { x1, n1, x2, n2 } of strata) {
    const total = n1 + n2;
    const diagonal = (x1 * (n2 - x2)) / total;
    const offDiagonal = (x2 * (n1 - x1)) / total;
    const p = (x1 + n2 - x2) / total;
    const q = (x2 + n1 - x1) / total;
    forIt += diagonal;
    against += offDiagonal;
    concordant += p * diagonal;
    mixed += p * offDiagonal + q * diagonal;
    discordant += q * offDiagonal;
  }
  if (against === 0) return undefinedResult(forIt === 0 ? 'zero-cell' : 'infinite');
  const variance =
    concordant / (2 * forIt ** 2) + mixed / (2 * forIt * against) + discordant / (2 * against ** 2);
  return value(ratioWithInterval(forIt / against, Math.sqrt(variance), level));
}
