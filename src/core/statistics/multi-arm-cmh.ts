import type { ArmCount } from './arm-count.js';
import { chiSquareUpperTail } from './distributions.js';
import { dot, invertPositiveDefinite, times } from './linear-algebra.js';
import type { ChiSquareTest } from './prop-test.js';
import { type Result, undefinedResult, value } from './result.js';

/**
 * Generalised Cochran–Mantel–Haenszel test: do two or more arms differ in response rate, within strata. Arms that are
 * empty in all strata are left out, with their degree of freedom.
 * @param strata for each stratum the counts of all arms, in one order
 * @returns undefined `no-observations`, `empty-arm` (fewer than two arms), `no-variation`, or `singular` when the
 *   strata do not tie all arms together
 * @see Landis, Heyman & Koch (1978) Int. Statist. Rev. 46, 237–254; R: mantelhaen.test for I×2×K
 */
export function multiArmCmh(strata: readonly (readonly ArmCount[])[]): Result<ChiSquareTest> {
  const width = Math.max(0, ...strata.map((arms) => arms.length));
  const filled = Array.from({ length: width }, (_, arm) => arm).filter((arm) =>
    strata.some((arms) => (arms[arm]?.n ?? 0) > 0),
  );
  if (filled.length === 0) return undefinedResult('no-observations');
  if (filled.length === 1) return undefinedResult('empty-arm');
  // The excesses of all arms add up to 0, so the last one says nothing new.
  const free = filled.slice(0, -1);
  const excess = free.map(() => 0);
  const covariance = free.map(() => free.map(() => 0));
  let variation = 0;
  for (const arms of strata) {
    const total = arms.reduce((sum, { n }) => sum + n, 0);
    const responses = arms.reduce((sum, { x }) => sum + x, 0);
    if (total < 2) continue;
    const spread = (responses * ((total - responses) / total)) / (total - 1);
    variation += spread;
    free.forEach((arm, i) => {
      const n = arms[arm]?.n ?? 0;
      excess[i] = (excess[i] ?? 0) + ((arms[arm]?.x ?? 0) - (n * responses) / total);
      free.forEach((other, j) => {
        const row = covariance[i];
        const share = (arms[other]?.n ?? 0) / total;
        if (row) row[j] = (row[j] ?? 0) + spread * n * ((i === j ? 1 : 0) - share);
      });
    });
  }
  if (variation === 0) return undefinedResult('no-variation');
  const inverse = invertPositiveDefinite(covariance);
  if (inverse === null) return undefinedResult('singular');
  const chiSquare = Math.max(0, dot(excess, times(inverse, excess)));
  return value({ chiSquare, df: free.length, pValue: chiSquareUpperTail(chiSquare, free.length) });
}
