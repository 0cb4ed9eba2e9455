import { armMoments } from './arm-contrast.js';
import { inference, type Inference, ROUNDING_VARIANCE } from './inference.js';
import type { ClusterCount } from './intra-cluster-correlation.js';
import { type Result, undefinedResult, value } from './result.js';

/** One stratum of a comparison of two arms; people who were randomised one by one are clusters of one. */
export interface StratumClusters {
  readonly treatment: readonly ClusterCount[];
  readonly reference: readonly ClusterCount[];
}

/**
 * Difference of response rates, averaged over strata by the recipients of both arms in each:
 * Σ (N_b/N)·(p₁b − p₀b), with the CR2 variance of each rate (HC2 for people) and Satterthwaite degrees of freedom.
 * For people it equals R's estimatr::difference_in_means(y ~ z, blocks), and the coefficient of Lin's regression on
 * dummies of strata with HC2.
 * @param strata those without any recipient of the two arms are passed over
 * @returns undefined `no-observations`; `empty-arm` when a stratum lacks one of the arms; `too-few-clusters` when an arm
 *   has one unit in a stratum (so that its variance cannot be seen); `no-variation`
 * @see Miratrix, Sekhon & Yu (2013) J. R. Statist. Soc. B 75, 369–396; Gerber & Green (2012), Field Experiments, 3.6
 */
export function stratifiedDifference(strata: readonly StratumClusters[], level: number): Result<Inference> {
  const filled = strata
    .map((stratum) => ({ ...stratum, recipients: size(stratum.treatment) + size(stratum.reference) }))
    .filter((stratum) => stratum.recipients > 0);
  const everyone = filled.reduce((sum, stratum) => sum + stratum.recipients, 0);
  if (everyone === 0) return undefinedResult('no-observations');
  let estimate = 0;
  let variance = 0;
  let trace = 0;
  let traceOfSquare = 0;
  for (const stratum of filled) {
    const weight = stratum.recipients / everyone;
    const one = armMoments(stratum.treatment);
    const zero = armMoments(stratum.reference);
    if (one.kind === 'undefined') return one;
    if (zero.kind === 'undefined') return zero;
    estimate += weight * (one.rate - zero.rate);
    variance += weight ** 2 * (one.variance + zero.variance);
    trace += weight ** 2 * (one.trace + zero.trace);
    traceOfSquare += weight ** 4 * (one.traceOfSquare + zero.traceOfSquare);
  }
  if (variance <= ROUNDING_VARIANCE) return undefinedResult('no-variation');
  return value(inference(estimate, Math.sqrt(variance), trace ** 2 / traceOfSquare, level));
}

const size = (counts: readonly ClusterCount[]): number =>
  counts.reduce((sum, count) => sum + count.size * count.clusters, 0);
