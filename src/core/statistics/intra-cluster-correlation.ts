import { sum } from 'simple-statistics';
import { type Result, undefinedResult, value } from './result.js';

/** Clusters of one arm that have the same size and the same number of responses: all that the analysis needs. */
export interface ClusterCount {
  /** Recipients in each of these clusters, ≥ 1. */
  readonly size: number;
  /** Responses in each of these clusters, 0 … size. */
  readonly responses: number;
  /** How many such clusters there are. */
  readonly clusters: number;
}

export interface IntraClusterCorrelation {
  /** The ANOVA estimate; below 0 when members of a cluster differ more than strangers do. Reported as it comes out. */
  readonly correlation: number;
  /** Σ size² / Σ size: the mean size of a recipient's cluster. */
  readonly meanSizeSeen: number;
  /** 1 + (meanSizeSeen − 1)·correlation, at least 0: how many times the variance grows by randomising clusters. */
  readonly designEffect: number;
  readonly clusters: number;
  readonly recipients: number;
}

/**
 * Correlation of the responses of two members of one cluster, by analysis of variance pooled within the arms (so that
 * a difference between the arms is not taken for likeness within clusters).
 * ρ = (MSB − MSW) / (MSB + (m₀ − 1)·MSW), m₀ = (N − Σ_arms Σ m²/N_arm) / (G − arms).
 * Equals R's anova(lm(y ~ arm + factor(cluster))) put in that formula.
 * @param arms the clusters of each arm; arms without recipients are passed over
 * @returns undefined `no-observations`; `too-few-clusters` when no arm has two; `no-variation` when each cluster has
 *   one member only, or all responses are the same
 * @see Donner & Koval (1980) Biometrics 36, 19–25; Kerry & Bland (2001) Statist. Med. 20, 377–390 (unequal sizes)
 */
export function intraClusterCorrelation(
  arms: readonly (readonly ClusterCount[])[],
): Result<IntraClusterCorrelation> {
  const filled = arms.map(sumsOf).filter((sums) => sums.recipients > 0);
  const clusters = sum(filled.map((arm) => arm.clusters));
  const recipients = sum(filled.map((arm) => arm.recipients));
  if (recipients === 0) return undefinedResult('no-observations');
  const freeBetween = clusters - filled.length;
  const freeWithin = recipients - clusters;
  if (freeBetween < 1) return undefinedResult('too-few-clusters');
  if (freeWithin < 1) return undefinedResult('no-variation');
  const between = sum(filled.map((arm) => arm.between)) / freeBetween;
  const within = sum(filled.map((arm) => arm.within)) / freeWithin;
  const typicalSize = (recipients - sum(filled.map((arm) => arm.sizeSquared / arm.recipients))) / freeBetween;
  const denominator = between + (typicalSize - 1) * within;
  if (!(denominator > 0)) return undefinedResult('no-variation');
  const correlation = (between - within) / denominator;
  const meanSizeSeen = sum(filled.map((arm) => arm.sizeSquared)) / recipients;
  return value({
    correlation,
    meanSizeSeen,
    designEffect: designEffect(meanSizeSeen, correlation),
    clusters,
    recipients,
  });
}

/** How many times the variance of a rate grows when clusters of this mean size are randomised. */
export const designEffect = (meanSizeSeen: number, correlation: number): number =>
  Math.max(0, 1 + (meanSizeSeen - 1) * correlation);

interface ArmSums {
  readonly clusters: number;
  readonly recipients: number;
  readonly sizeSquared: number;
  /** Sums of squares between and within clusters. */
  readonly between: number;
  readonly within: number;
}

function sumsOf(counts: readonly ClusterCount[]): ArmSums {
  const recipients = sum(counts.map((count) => count.size * count.clusters));
  const rate = sum(counts.map((count) => count.responses * count.clusters)) / recipients;
  return {
    clusters: sum(counts.map((count) => count.clusters)),
    recipients,
    sizeSquared: sum(counts.map((count) => count.size ** 2 * count.clusters)),
    between: sum(
      counts.map(({ size, responses, clusters }) => clusters * size * (responses / size - rate) ** 2),
    ),
    // With responses 0 or 1: Σ(y − mean)² of a cluster is responses·(size − responses)/size.
    within: sum(
      counts.map(({ size, responses, clusters }) => (clusters * responses * (size - responses)) / size),
    ),
  };
}
