import { DomainError } from '../domain-error.js';
import { normalQuantile, normalUpperTail } from './distributions.js';
import { probabilityAbove, survive, UNSTARTED, type Surviving } from './brownian-boundary.js';
import { findRoot } from './find-root.js';
import { type Result, undefinedResult, value } from './result.js';

/** Shape of the boundary: one constant over all looks, or alpha spent by a function of the information. */
export type BoundaryType = 'obrien-fleming' | 'pocock' | 'lan-demets-obf' | 'lan-demets-pocock';

export interface LooksPlan {
  readonly type: BoundaryType;
  /**
   * Cumulative shares of the planned information (recipients whose response window has closed), in (0, 1], rising by
   * a millionth or more.
   * At the final analysis the last is 1. A Lan–DeMets plan may stop below 1: that is an interim look, and only what
   * the function allows up to there is spent. The times need not be the planned ones.
   */
  readonly informationRates: readonly number[];
  /** Probability of a false alarm over all looks together, in (0, 1). */
  readonly alpha: number;
  /** 2: stop for |Z| ≥ boundary; 1: stop for Z ≥ boundary only. */
  readonly sided: 1 | 2;
}

export interface LookBounds {
  /**
   * Stop at look k when |Z| (two-sided) or Z (one-sided) reaches this. Infinity: the look spends less alpha than a
   * double can hold, so nothing can stop the trial there.
   */
  readonly criticalZ: readonly number[];
  /** The p-value of a single test that has this critical value: sided·(1 − Φ(criticalZ)). */
  readonly nominalP: readonly number[];
  readonly alphaSpentCumulative: readonly number[];
  /** The constant C of O'Brien–Fleming (criticalZ = C/√t) and Pocock (criticalZ = C); null for Lan–DeMets. */
  readonly constant: number | null;
}

/**
 * Boundaries for looks at any times that keep the probability of a false alarm at alpha. The test statistics at the
 * looks are jointly normal with correlation √(tᵢ/tⱼ); crossing probabilities by numerical integration.
 * Equals rpact::getDesignGroupSequential and, for spending functions, ldbounds::ldBounds with alpha/2 a side.
 * @throws DomainError `looks:rates` or `looks:alpha` for a plan that is none
 * @see O'Brien & Fleming (1979) Biometrics 35; Pocock (1977) Biometrika 64; Lan & DeMets (1983) Biometrika 70;
 *   Armitage, McPherson & Rowe (1969)
 */
export function groupSequentialBounds(plan: LooksPlan): Result<LookBounds> {
  checkPlan(plan);
  switch (plan.type) {
    case 'obrien-fleming':
      return constantBounds(plan, (rate) => 1 / Math.sqrt(rate));
    case 'pocock':
      return constantBounds(plan, () => 1);
    case 'lan-demets-obf':
    case 'lan-demets-pocock':
      return spendingBounds(plan);
  }
}

/**
 * Alpha that a Lan–DeMets function has spent on one side at information `rate`.
 * @param alpha the alpha of that side
 */
export function alphaSpent(
  type: 'lan-demets-obf' | 'lan-demets-pocock',
  rate: number,
  alpha: number,
): number {
  if (rate >= 1) return alpha;
  return type === 'lan-demets-obf'
    ? 2 * normalUpperTail(-normalQuantile(alpha / 2) / Math.sqrt(rate))
    : alpha * Math.log1p((Math.E - 1) * rate);
}

function spendingBounds({ type, informationRates, alpha, sided }: LooksPlan): Result<LookBounds> {
  const spendingType = type === 'lan-demets-pocock' ? type : 'lan-demets-obf';
  const criticalZ: number[] = [];
  const alphaSpentCumulative: number[] = [];
  let surviving = UNSTARTED;
  let spent = 0;
  for (const [look, rate] of informationRates.entries()) {
    const allowed = alphaSpent(spendingType, rate, alpha / sided);
    const critical = criticalFor(surviving, rate, allowed - spent, sided);
    if (critical === null) return undefinedResult('did-not-converge');
    spent += probabilityAbove(surviving, rate, critical);
    criticalZ.push(critical);
    alphaSpentCumulative.push(sided * spent);
    surviving = continueBelow(surviving, rate, critical, sided, informationRates[look + 1] ?? null);
  }
  return value({
    criticalZ,
    nominalP: criticalZ.map((z) => sided * normalUpperTail(z)),
    alphaSpentCumulative,
    constant: null,
  });
}

/** The boundary that spends `target` on the upper side. On a log scale, as early looks spend as little as 1e-100. */
function criticalFor(surviving: Surviving, rate: number, target: number, sided: 1 | 2): number | null {
  if (!(target > 0)) return Number.POSITIVE_INFINITY;
  const logTarget = Math.log(target);
  return findRoot(
    (z) => Math.log(probabilityAbove(surviving, rate, z)) - logTarget,
    sided === 2 ? 0 : -HIGHEST_Z,
    HIGHEST_Z,
  );
}

/** Above this the upper tail of the normal distribution is 0 in double precision. */
const HIGHEST_Z = 39;

function continueBelow(
  surviving: Surviving,
  rate: number,
  critical: number,
  sided: 1 | 2,
  nextRate: number | null,
): Surviving {
  const lower = sided === 2 ? -critical : Number.NEGATIVE_INFINITY;
  return nextRate === null ? surviving : survive(surviving, rate, lower, critical, nextRate);
}

function constantBounds(plan: LooksPlan, shape: (rate: number) => number): Result<LookBounds> {
  const { informationRates, alpha, sided } = plan;
  const spentAt = (constant: number): number[] => {
    let surviving = UNSTARTED;
    let spent = 0;
    return informationRates.map((rate, look) => {
      const critical = constant * shape(rate);
      spent += probabilityAbove(surviving, rate, critical);
      surviving = continueBelow(surviving, rate, critical, sided, informationRates[look + 1] ?? null);
      return sided * spent;
    });
  };
  const logAlpha = Math.log(alpha);
  const excess = (constant: number): number => Math.log(spentAt(constant).at(-1) ?? 0) - logAlpha;
  // One look needs the least; Bonferroni's bound over all looks is more than enough.
  const least = -normalQuantile(alpha / sided) - 1e-9;
  const most = -normalQuantile(alpha / sided / informationRates.length) + 1e-9;
  // A one-sided alpha of a half and more has a boundary below 0, where C/√t falls as the looks come earlier.
  const constant =
    least > 0 ? findRoot(excess, least, most) : findRoot(excess, -HIGHEST_Z, Math.max(most, 1));
  if (constant === null) return undefinedResult('did-not-converge');
  const criticalZ = informationRates.map((rate) => constant * shape(rate));
  return value({
    criticalZ,
    nominalP: criticalZ.map((z) => sided * normalUpperTail(z)),
    alphaSpentCumulative: spentAt(constant),
    constant,
  });
}

/** Looks closer than this need a grid of millions of points, for a millionth of the information. */
const CLOSEST_LOOKS = 1e-6;

function checkPlan({ informationRates, alpha }: LooksPlan): void {
  const rising = informationRates.every(
    (rate, look) => rate >= (informationRates[look - 1] ?? 0) + CLOSEST_LOOKS,
  );
  if (informationRates.length === 0 || !rising || !((informationRates.at(-1) ?? 0) <= 1 + 1e-12)) {
    throw new DomainError('invalid', 'looks:rates', { rates: informationRates.join(', ') });
  }
  if (!(alpha > 0 && alpha < 1)) throw new DomainError('invalid', 'looks:alpha', { alpha });
}
