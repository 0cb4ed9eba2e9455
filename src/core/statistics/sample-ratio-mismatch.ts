import { chiSquareUpperTail } from './distributions.js';
import type { ChiSquareTest } from './prop-test.js';
import { type Result, undefinedResult, value } from './result.js';

export interface SampleRatio {
  readonly test: Result<ChiSquareTest>;
  /** By arm, in the order given; 0 for an arm of weight 0. */
  readonly expectedCounts: readonly number[];
}

/**
 * Chi-square test that units fell over the arms by the planned weights. Test the units that were randomised: households
 * where those were drawn. An arm of weight 0 has no expectation and no degree of freedom.
 * @param observed units per arm
 * @param weights planned weights, in the same order; only their ratio counts
 * @returns undefined `no-observations` without units; the test alone is undefined `no-variation` when fewer than two
 *   arms have a weight and `infinite` when an arm of weight 0 has units, which chance cannot do
 * @see Pearson (1900); Fabijan et al. (2019) KDD, 2156–2164; R: chisq.test(observed, p = weights / sum(weights))
 */
export function sampleRatioMismatch(
  observed: readonly number[],
  weights: readonly number[],
): Result<SampleRatio> {
  const total = observed.reduce((sum, count) => sum + count, 0);
  const weight = weights.reduce((sum, one) => sum + one, 0);
  if (total === 0 || weight === 0) return undefinedResult('no-observations');
  const expectedCounts = observed.map((_, arm) => (total * (weights[arm] ?? 0)) / weight);
  return value({ expectedCounts, test: testOf(observed, expectedCounts) });
}

function testOf(observed: readonly number[], expected: readonly number[]): Result<ChiSquareTest> {
  const df = expected.filter((count) => count > 0).length - 1;
  if (observed.some((count, arm) => count > 0 && !((expected[arm] ?? 0) > 0)))
    return undefinedResult('infinite');
  if (df < 1) return undefinedResult('no-variation');
  const chiSquare = observed.reduce((sum, count, arm) => {
    const planned = expected[arm] ?? 0;
    return planned > 0 ? sum + (count - planned) ** 2 / planned : sum;
  }, 0);
  return value({ chiSquare, df, pValue: chiSquareUpperTail(chiSquare, df) });
}
