import { armMoments } from '../arm-contrast.js';
import { chiSquareUpperTail } from '../distributions.js';
import { multiArmCmh } from '../multi-arm-cmh.js';
import { propTest } from '../prop-test.js';
import type { RegisteredPlan, RegisteredResult } from '../registered-analysis-types.js';
import { undefinedResult, value } from '../result.js';
import type { CountsByArm } from './counts-by-arm.js';

/** One test over all arms: do they differ at all. Empty arms are left out. */
export function anyDifference(
  plan: RegisteredPlan,
  counts: CountsByArm,
  clustered: boolean,
): RegisteredResult['anyDifference'] {
  const arms = plan.arms.map(({ id }) => id).filter((id) => counts.of(id).n > 0);
  if (arms.length < 2) return undefinedResult('empty-arm');
  if (clustered) return waldTest(arms, counts);
  if (plan.stratified) {
    const test = multiArmCmh(
      counts.strata.map((stratum) => arms.map((arm) => counts.inStratum(arm, stratum))),
    );
    return test.kind === 'undefined' ? test : { ...test, method: 'generalised-cochran-mantel-haenszel' };
  }
  const outcome = propTest(arms.map(counts.of), plan.confidenceLevel, false);
  if (outcome.kind === 'undefined') return outcome;
  return outcome.test.kind === 'undefined' ? outcome.test : { ...outcome.test, method: 'chi-square-arms' };
}

/** Σ (rate − weighted mean)²/variance over independent arms, with cluster-robust variances: Wald's test, df arms − 1. */
function waldTest(arms: readonly string[], counts: CountsByArm): RegisteredResult['anyDifference'] {
  const moments = [];
  for (const arm of arms) {
    const one = armMoments(counts.clusters(arm));
    if (one.kind === 'undefined') return one;
    if (!(one.variance > 0)) return undefinedResult('no-variation');
    moments.push({ rate: one.rate, weight: 1 / one.variance });
  }
  const weights = moments.reduce((sum, { weight }) => sum + weight, 0);
  const mean = moments.reduce((sum, { rate, weight }) => sum + rate * (weight / weights), 0);
  const chiSquare = moments.reduce((sum, { rate, weight }) => sum + weight * (rate - mean) ** 2, 0);
  const df = moments.length - 1;
  return value({ chiSquare, df, pValue: chiSquareUpperTail(chiSquare, df), method: 'cluster-robust-cr2' });
}
