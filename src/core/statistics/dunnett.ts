import { findRoot } from './find-root.js';
import { normalDensity, normalQuantile, normalUpperTail, logGamma } from './distributions.js';
import { gaussLegendre, panelled, type QuadratureRule } from './gauss-legendre.js';
import { type Result, undefinedResult, value } from './result.js';

/** A rate with the variance of its estimate: Wald's p(1 − p)/n, HC2's, CR2's or an adjusted one. */
export interface RateWithVariance {
  readonly rate: number;
  readonly variance: number;
}

export interface DunnettComparison {
  readonly estimate: number;
  readonly standardError: number;
  readonly statistic: number;
  /** Single-step: the chance that any of the comparisons is this far out when none differs. */
  readonly adjustedP: number;
  /** Simultaneous: without 0 exactly when adjustedP < 1 − level, as both come from one distribution. */
  readonly lower: number;
  readonly upper: number;
}

export interface Dunnett {
  /** What |statistic| must reach. */
  readonly criticalValue: number;
  /** In the order of the treatments. */
  readonly comparisons: readonly Result<DunnettComparison>[];
}

/**
 * Comparisons of several arms with one reference arm, two-sided, that hold together. The reference arm is in all of
 * the differences, which gives them correlations λᵢλⱼ with λᵢ = √(v₀/(v₀ + vᵢ)): a one-factor structure, for which the
 * joint probability is a single integral.
 * Equals R's multcomp::glht with mvtnorm, to the digits of its numerical integration.
 * @param degreesOfFreedom of the common variance for Student's distribution; Infinity (the usual one for rates) for
 *   the normal
 * @param level simultaneous confidence level in (0, 1)
 * @returns a comparison whose standard error is 0 is undefined (`no-variation`) and does not count in the family
 * @see Dunnett (1955) JASA 50, 1096–1121; Hothorn, Bretz & Westfall (2008) Biometrical J. 50, 346–363
 */
export function dunnett(
  reference: RateWithVariance,
  treatments: readonly RateWithVariance[],
  degreesOfFreedom: number,
  level: number,
): Result<Dunnett> {
  const compared = treatments.filter((arm) => arm.variance + reference.variance > 0);
  if (treatments.length === 0) return undefinedResult('no-observations');
  if (compared.length === 0) return undefinedResult('no-variation');
  const loadings = compared.map((arm) => Math.sqrt(reference.variance / (arm.variance + reference.variance)));
  const exceedance = maximumUpperTail(loadings, degreesOfFreedom);
  const criticalValue = criticalFor(exceedance, 1 - level, loadings.length, degreesOfFreedom);
  if (criticalValue === null) return undefinedResult('did-not-converge');
  const comparisons = treatments.map((arm): Result<DunnettComparison> => {
    const variance = arm.variance + reference.variance;
    if (!(variance > 0)) return undefinedResult('no-variation');
    const estimate = arm.rate - reference.rate;
    const standardError = Math.sqrt(variance);
    const statistic = estimate / standardError;
    return value({
      estimate,
      standardError,
      statistic,
      adjustedP: exceedance(Math.abs(statistic)),
      lower: estimate - criticalValue * standardError,
      upper: estimate + criticalValue * standardError,
    });
  });
  return value({ criticalValue, comparisons });
}

const RULE = gaussLegendre(10);
/** Mass of the common factor beyond the nearer of these is 1e-19; beyond the farther it is 0 in double precision. */
const FACTOR_REACH = 9;
const FARTHEST = 38;
/** Up to this c the nearer reach holds all that matters: the factor is at most c when a comparison is at c. */
const NEAR_TAIL = 6;
/** A step of the normal distribution is over within so many of its standard deviations. */
const STEP_REACH = 9;

/**
 * P(max |Tᵢ| > c) as a function of c, for T jointly normal (or Student) with correlations λᵢλⱼ: given the common
 * factor z the Tᵢ are independent with mean λᵢz and variance 1 − λᵢ². Worked out as the chance to exceed, not as
 * 1 − P(none exceeds), so that small p-values keep their digits.
 */
export function maximumUpperTail(
  loadings: readonly number[],
  degreesOfFreedom: number,
): (c: number) => number {
  const spreads = loadings.map((loading) => Math.sqrt(1 - loading ** 2));
  const normalTail = (c: number): number => {
    let tail = 0;
    const points = panelEnds(c, loadings, spreads);
    for (const [i, to] of points.entries()) {
      const from = points[i - 1];
      if (from === undefined) continue;
      const half = (to - from) / 2;
      RULE.nodes.forEach((node, k) => {
        const z = from + half * (1 + node);
        tail += half * (RULE.weights[k] ?? 0) * normalDensity(z) * anyBeyond(c, z, loadings, spreads);
      });
    }
    return tail;
  };
  if (degreesOfFreedom === Number.POSITIVE_INFINITY) return (c) => Math.min(1, normalTail(c));
  const scale = chiScale(degreesOfFreedom);
  return (c) =>
    Math.min(
      1,
      scale.nodes.reduce((sum, s, i) => sum + (scale.weights[i] ?? 0) * normalTail(c * s), 0),
    );
}

/**
 * Ends of the panels over the common factor: at most 1 wide, and narrower where a large arm beside a small reference
 * makes a steep step, which is at |λz| = c.
 */
function panelEnds(c: number, loadings: readonly number[], spreads: readonly number[]): number[] {
  const reach = c <= NEAR_TAIL ? FACTOR_REACH : FARTHEST;
  const ends = new Set(Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach));
  for (const [i, loading] of loadings.entries()) {
    const width = (spreads[i] ?? 1) / loading;
    if (!(width < 1)) continue;
    for (let step = -STEP_REACH; step <= STEP_REACH; step += 1) {
      const end = c / loading + step * width;
      if (Math.abs(end) < reach) ends.add(end).add(-end);
    }
  }
  return [...ends].sort((a, b) => a - b);
}

/** 1 − Π (1 − qᵢ) for the chances qᵢ that |Tᵢ| > c given z. */
function anyBeyond(c: number, z: number, loadings: readonly number[], spreads: readonly number[]): number {
  let logNone = 0;
  for (const [i, loading] of loadings.entries()) {
    const spread = spreads[i] ?? 1;
    const beyond =
      spread > 0
        ? normalUpperTail((c - loading * z) / spread) + normalUpperTail((c + loading * z) / spread)
        : Number(Math.abs(z) > c);
    logNone += Math.log1p(-Math.min(1, beyond));
  }
  return -Math.expm1(logNone);
}

/** Points s with the masses of √(χ²_ν/ν), the factor by which a studentised statistic is stretched. */
function chiScale(degreesOfFreedom: number): QuadratureRule {
  const half = degreesOfFreedom / 2;
  const spread = 1 / Math.sqrt(2 * degreesOfFreedom);
  const rule = panelled(RULE, Math.max(0, 1 - 10 * spread), 1 + 10 * spread, 10);
  const logConstant = Math.log(2) + half * Math.log(half) - logGamma(half);
  const weights = rule.nodes.map(
    (s, i) =>
      (rule.weights[i] ?? 0) * Math.exp(logConstant + (degreesOfFreedom - 1) * Math.log(s) - half * s * s),
  );
  return { nodes: rule.nodes, weights };
}

function criticalFor(
  exceedance: (c: number) => number,
  alpha: number,
  comparisons: number,
  degreesOfFreedom: number,
): number | null {
  const least = -normalQuantile(alpha / 2) * 0.999;
  // Bonferroni's normal value is enough at infinite degrees of freedom; the factor makes room for heavy tails.
  let most = -normalQuantile(alpha / 2 / comparisons) + 1e-6;
  if (degreesOfFreedom !== Number.POSITIVE_INFINITY) {
    while (exceedance(most) > alpha && most < 1e6) most *= 2;
  }
  const logAlpha = Math.log(alpha);
  return findRoot((c) => Math.log(exceedance(c)) - logAlpha, least, most);
}
