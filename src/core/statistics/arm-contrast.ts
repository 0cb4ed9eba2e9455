import { inference, type Inference, ROUNDING_VARIANCE } from './inference.js';
import type { ClusterCount } from './intra-cluster-correlation.js';
import { type Result, undefinedResult, value } from './result.js';

/** A response rate of one arm with all that a comparison needs of it; arms are independent of one another. */
export interface ArmMoments {
  readonly rate: number;
  readonly recipients: number;
  readonly clusters: number;
  /** CR2 variance of the rate; for clusters of one recipient p(1 − p)/(n − 1), which is HC2. */
  readonly variance: number;
  /** Traces of Satterthwaite's matrix P and of P²: see `contrastOfArms`. */
  readonly trace: number;
  readonly traceOfSquare: number;
}

/** Recipients that were randomised one by one, as clusters of one. */
export const independentRecipients = (n: number, x: number): ClusterCount[] => [
  { size: 1, responses: 0, clusters: n - x },
  { size: 1, responses: 1, clusters: x },
];

/**
 * Rate and CR2 variance of an arm from its table of clusters: Σ (x − m·p)²/(1 − m/N) / N².
 * @returns undefined `empty-arm`; `too-few-clusters` with one cluster
 * @see Bell & McCaffrey (2002) Survey Methodology 28, 169–181, in the regression on dummies of arms
 */
export function armMoments(counts: readonly ClusterCount[]): Result<ArmMoments> {
  const total = (of: (count: ClusterCount) => number): number =>
    counts.reduce((sum, count) => (count.clusters > 0 ? sum + count.clusters * of(count) : sum), 0);
  const recipients = total((count) => count.size);
  const clusters = total((count) => (count.size > 0 ? 1 : 0));
  if (recipients === 0) return undefinedResult('empty-arm');
  if (clusters < 2) return undefinedResult('too-few-clusters');
  const rate = total((count) => count.responses) / recipients;
  const shrunk = (count: ClusterCount): number => 1 - count.size / recipients;
  const variance =
    total((count) => (count.responses - count.size * rate) ** 2 / shrunk(count)) / recipients ** 2;
  // With d = m/(1 − m/N)/N² and a² = m²/(1 − m/N)/N³ per cluster: P = diag(d) − aa′.
  const d = (count: ClusterCount): number => count.size / shrunk(count) / recipients ** 2;
  const a2 = (count: ClusterCount): number => (d(count) * count.size) / recipients;
  return value({
    rate,
    recipients,
    clusters,
    variance,
    trace: total((count) => d(count) - a2(count)),
    traceOfSquare: total((count) => d(count) ** 2 - 2 * d(count) * a2(count)) + total(a2) ** 2,
  });
}

/**
 * Σ coefficient·rate over independent arms, with its CR2 standard error and Satterthwaite degrees of freedom: a
 * difference with the reference arm, a main effect or an interaction, of people or of clusters.
 * Equals clubSandwich::linear_contrast on lm(y ~ 0 + arm) with vcov = "CR2".
 * @param coefficients one for each arm; an arm with coefficient 0 has no part in it, not even in the degrees of freedom
 * @returns undefined for the reason of the first arm that has none, or `no-variation`
 * @see Pustejovsky & Tipton (2018) J. Bus. Econ. Statist. 36, 672–683, equation 11
 */
export function contrastOfArms(
  arms: readonly Result<ArmMoments>[],
  coefficients: readonly number[],
  level: number,
): Result<Inference> {
  let estimate = 0;
  let variance = 0;
  let trace = 0;
  let traceOfSquare = 0;
  for (const [index, arm] of arms.entries()) {
    const coefficient = coefficients[index] ?? 0;
    if (coefficient === 0) continue;
    if (arm.kind === 'undefined') return arm;
    estimate += coefficient * arm.rate;
    variance += coefficient ** 2 * arm.variance;
    trace += coefficient ** 2 * arm.trace;
    traceOfSquare += coefficient ** 4 * arm.traceOfSquare;
  }
  if (variance <= ROUNDING_VARIANCE) return undefinedResult('no-variation');
  return value(inference(estimate, Math.sqrt(variance), trace ** 2 / traceOfSquare, level));
}
