import type { ArmCount } from './arm-count.js';
import { normalCdf, normalUpperTail } from './distributions.js';
import { type Result, undefinedResult, value } from './result.js';

/** `greater`: the treatment's rate is the larger. */
export type Alternative = 'two-sided' | 'greater' | 'less';

export interface ZTest {
  readonly z: number;
  readonly pValue: number;
}

/**
 * z test of no difference between two rates, with the variance of the pooled rate.
 * @returns undefined `empty-arm`; `no-variation` when nobody or everybody responded
 * @see Fleiss, Levin & Paik (2003) Statistical Methods for Rates and Proportions, 3.2; two-sided equal to R's
 *   prop.test(correct = FALSE)
 */
export function pooledZTest(
  treatment: ArmCount,
  reference: ArmCount,
  alternative: Alternative = 'two-sided',
): Result<ZTest> {
  const { x: x1, n: n1 } = treatment;
  const { x: x2, n: n2 } = reference;
  if (n1 === 0 || n2 === 0) return undefinedResult('empty-arm');
  const total = n1 + n2;
  const responses = x1 + x2;
  if (responses === 0 || responses === total) return undefinedResult('no-variation');
  const variance = (responses / total) * ((total - responses) / total) * (1 / n1 + 1 / n2);
  const z = (x1 / n1 - x2 / n2) / Math.sqrt(variance);
  return value({ z, pValue: pValueOf(z, alternative) });
}

function pValueOf(z: number, alternative: Alternative): number {
  if (alternative === 'greater') return normalUpperTail(z);
  if (alternative === 'less') return normalCdf(z);
  return 2 * normalUpperTail(Math.abs(z));
}
