import type { ArmCount } from './arm-count.js';
import { hypergeometricLaw, sumUp } from './hypergeometric-law.js';
import { type Result, undefinedResult, value } from './result.js';

export interface FisherExact {
  readonly twoSided: number;
  /** P of at least as many responses in the treatment arm. */
  readonly greater: number;
  /** P of at most as many. */
  readonly less: number;
}

/** Tables whose probabilities differ by rounding alone count as equally likely, as R has it. */
const RELATIVE_ERROR = 1 + 1e-7;

/**
 * Fisher's exact test of a 2×2 table. Two-sided: all tables with the same margins that are at most as likely as the
 * one observed.
 * @returns undefined `empty-arm`; p is 1 when nobody or everybody responded, since only one table is possible
 * @see Fisher (1935) J. R. Statist. Soc. 98, 39–82; R: fisher.test
 */
export function fisherExact(treatment: ArmCount, reference: ArmCount): Result<FisherExact> {
  if (treatment.n === 0 || reference.n === 0) return undefinedResult('empty-arm');
  const { least, probabilities } = hypergeometricLaw(treatment.n, reference.n, treatment.x + reference.x);
  const place = treatment.x - least;
  const limit = (probabilities[place] ?? 0) * RELATIVE_ERROR;
  return value({
    twoSided: Math.min(1, sumUp(probabilities.filter((probability) => probability <= limit))),
    greater: Math.min(1, sumUp(probabilities.subarray(place))),
    less: Math.min(1, sumUp(probabilities.subarray(0, place + 1))),
  });
}
