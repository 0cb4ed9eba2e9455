import type { ArmCount } from './arm-count.js';
import { type Ratio, ratioWithInterval } from './risk-ratio.js';
import { type Result, undefinedResult, value } from './result.js';

/**
 * Odds ratio with Woolf's interval on the log scale.
 * @param level confidence level in (0, 1)
 * @param addHalf adds ½ to each of the four cells, in the estimate too (Haldane 1956, Anscombe 1956)
 * @returns undefined `empty-arm`; `infinite` or `zero-cell` when the denominator is 0; the interval alone is undefined
 *   `zero-cell` when the ratio is 0
 * @see Woolf (1955) Ann. Hum. Genet. 19, 251–253
 */
export function oddsRatio(
  treatment: ArmCount,
  reference: ArmCount,
  level: number,
  addHalf = false,
): Result<Ratio> {
  if (treatment.n === 0 || reference.n === 0) return undefinedResult('empty-arm');
  const extra = addHalf ? 0.5 : 0;
  const a = treatment.x + extra;
  const b = treatment.n - treatment.x + extra;
  const c = reference.x + extra;
  const d = reference.n - reference.x + extra;
  if (b * c === 0) return undefinedResult(a * d === 0 ? 'zero-cell' : 'infinite');
  const seLog = Math.sqrt(1 / a + 1 / b + 1 / c + 1 / d);
  return value(ratioWithInterval((a / b) * (d / c), seLog, level));
}
