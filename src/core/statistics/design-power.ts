import { normalCritical, normalQuantile } from './distributions.js';
import { levelAfterLooks, type LooksTaken } from './looks.js';
import type { Multiplicity } from './registered-analysis-types.js';
import { type Result, undefinedResult, value } from './result.js';
import { correctFamily } from './simultaneous-family.js';
import { powerTwoProportions, smallestDetectableDifference, type TestLevel } from './two-proportion-power.js';

/** What of a design decides its power. Tests are two-sided, as the registered analysis has them. */
export type PowerDesign = ArmsDesign | FactorialDesign;

interface CommonDesign {
  /** Expected response rate in the reference arm, or with the factor off; in [0, 1]. */
  readonly baseline: number;
  readonly confidenceLevel: number;
  readonly multiplicity: Multiplicity;
  /** How many times clusters multiply the variance (see `designEffect`); 1 when recipients are randomised. */
  readonly designEffect: number;
  /** Looks as planned: what they use of alpha is not there at the end. */
  readonly looks?: Pick<LooksTaken, 'boundary' | 'informationRates' | 'early'>;
}

/** Arms against one reference arm. */
export interface ArmsDesign extends CommonDesign {
  readonly kind: 'arms';
  /** Weights of the arms; those of weight 0 do not count. */
  readonly weights: readonly number[];
  /** Place of the reference arm in `weights`. */
  readonly reference: number;
}

/** A full factorial with equal arms. */
export interface FactorialDesign extends CommonDesign {
  readonly kind: 'factorial';
  readonly factors: number;
  /** 1 for a main effect, 2 for an interaction of two factors, and so on. */
  readonly order: number;
}

/** What a single test of the design comes down to: two groups, and the level at which they are compared. */
interface WeakestTest {
  /** Effective recipients in either group, per recipient in the trial. */
  readonly share1: number;
  readonly share2: number;
  readonly level: TestLevel;
  /** Alpha of the single test, after the correction. */
  readonly alphaPerTest: number;
}

/**
 * Power to find one true uplift: the chance that the comparison with the fewest recipients rejects, at the level that
 * the correction leaves for it. For Holm and Benjamini–Hochberg that is their first step, α/m, so the power is at least
 * this; for Dunnett his joint level. After looks the level is what they leave for the end; a confidence sequence is
 * reckoned as if nobody looked.
 * @param recipients in the whole trial
 * @param uplift as a proportion, may be negative
 * @returns undefined `empty-arm` for a design without two arms; `not-reached` when baseline + uplift is no rate;
 *   `no-variation` when both rates are 0 or both 1
 * @see Fleiss, Levin & Paik (2003), 4.4; Donner & Klar (2000), Design and Analysis of Cluster Randomization Trials,
 *   for the design effect; Dasgupta, Pillai & Rubin (2015) for the variances of factorial effects
 */
export function powerOfDesign(
  design: PowerDesign,
  recipients: number,
  uplift: number,
): Result<{ power: number; alphaPerTest: number }> {
  const test = weakestTest(design);
  if (test === null) return undefinedResult('empty-arm');
  const rate = design.baseline + uplift;
  if (rate < 0 || rate > 1) return undefinedResult('not-reached');
  const reached = powerTwoProportions(
    recipients * test.share1,
    rate,
    recipients * test.share2,
    design.baseline,
    test.level,
  );
  return reached.kind === 'undefined'
    ? reached
    : value({ power: reached.power, alphaPerTest: test.alphaPerTest });
}

/**
 * Recipients in the whole trial that give this power, rounded up to whole ones.
 * @returns undefined `infinite` for no uplift; otherwise as `powerOfDesign`
 */
export function recipientsNeeded(
  design: PowerDesign,
  uplift: number,
  power: number,
): Result<{ recipients: number; alphaPerTest: number }> {
  const test = weakestTest(design);
  if (test === null) return undefinedResult('empty-arm');
  if (uplift === 0) return undefinedResult('infinite');
  const rate = design.baseline + uplift;
  if (rate < 0 || rate > 1) return undefinedResult('not-reached');
  const { share1, share2, alphaPerTest } = test;
  const spread = (p: number): number => p * (1 - p);
  const middle = (share1 * rate + share2 * design.baseline) / (share1 + share2);
  const root =
    normalCritical(1 - alphaPerTest) * Math.sqrt(spread(middle) * (1 / share1 + 1 / share2)) +
    normalQuantile(power) * Math.sqrt(spread(rate) / share1 + spread(design.baseline) / share2);
  return value({ recipients: Math.ceil((root / uplift) ** 2), alphaPerTest });
}

/**
 * The smallest uplift above the baseline that the design finds with this power.
 * @returns undefined `empty-arm`; `not-reached` when not even a response of 100% would be found
 */
export function smallestDetectableUplift(
  design: PowerDesign,
  recipients: number,
  power: number,
): Result<{ uplift: number; alphaPerTest: number }> {
  const test = weakestTest(design);
  if (test === null) return undefinedResult('empty-arm');
  const found = smallestDetectableDifference(
    recipients * test.share2,
    design.baseline,
    recipients * test.share1,
    test.level,
    power,
  );
  return found.kind === 'undefined'
    ? found
    : value({ uplift: found.difference, alphaPerTest: test.alphaPerTest });
}

export interface PowerPoint {
  /** Recipients in the whole trial, or the uplift: what the curve runs over. */
  readonly at: number;
  readonly power: number;
}

/** Power at each of these numbers of recipients; those for which it does not exist are left out. */
export function powerCurveOverRecipients(
  design: PowerDesign,
  recipients: readonly number[],
  uplift: number,
): PowerPoint[] {
  return recipients.flatMap((at) => pointAt(at, powerOfDesign(design, at, uplift)));
}

const pointAt = (at: number, reached: Result<{ power: number }>): PowerPoint[] =>
  reached.kind === 'value' ? [{ at, power: reached.power }] : [];

function weakestTest(design: PowerDesign): WeakestTest | null {
  const test = design.kind === 'arms' ? weakestComparison(design) : factorialContrast(design);
  const { looks } = design;
  if (test === null || looks === undefined || looks.informationRates.length === 0) return test;
  // The result is that of the last analysis, at what the looks leave of the test's alpha.
  const alpha = 1 - levelAfterLooks(looks, 1 - test.alphaPerTest);
  return { ...test, level: { ...test.level, alpha }, alphaPerTest: alpha };
}

function weakestComparison(design: ArmsDesign): WeakestTest | null {
  const total = design.weights.reduce((sum, weight) => sum + weight, 0);
  const own = design.weights[design.reference] ?? 0;
  const others = design.weights.filter((weight, arm) => weight > 0 && arm !== design.reference);
  if (others.length === 0 || !(own > 0)) return null;
  const alphaPerTest = alphaOf(
    design,
    others.map((weight) => Math.sqrt(weight / (weight + own))),
  );
  return {
    share1: Math.min(...others) / total / design.designEffect,
    share2: own / total / design.designEffect,
    level: { alpha: alphaPerTest, sided: 2 },
    alphaPerTest,
  };
}

/**
 * A main effect compares one half of the recipients with the other. An interaction of order r is a contrast with the
 * same variance per cell but 2^(r−1) times the weights, as if only N/4^(r−1) recipients took part: to find an
 * interaction of two factors as large as a main effect takes four times as many letters.
 */
function factorialContrast(design: FactorialDesign): WeakestTest | null {
  const { factors, order, designEffect } = design;
  if (factors < 1 || order < 1 || order > factors) return null;
  const members = order === 1 ? factors : 2 ** factors - 1 - factors;
  const holm: FactorialDesign =
    design.multiplicity === 'dunnett' ? { ...design, multiplicity: 'holm' } : design;
  const alphaPerTest = alphaOf(
    holm,
    Array.from({ length: members }, () => 0),
  );
  const share = 1 / 2 / 4 ** (order - 1) / designEffect;
  return { share1: share, share2: share, level: { alpha: alphaPerTest, sided: 2 }, alphaPerTest };
}

/** The alpha with which a member of the family is sure to be rejected, whatever the others do. */
function alphaOf({ confidenceLevel, multiplicity }: CommonDesign, loadings: readonly number[]): number {
  const [first] = correctFamily(
    loadings.map(() => null),
    multiplicity,
    confidenceLevel,
    loadings,
  );
  return 1 - (first?.level ?? confidenceLevel);
}
