import type { ArmCount } from './arm-count.js';
import { chiSquareUpperTail, normalCritical } from './distributions.js';
import { type Result, undefinedResult, value } from './result.js';

export interface ChiSquareTest {
  readonly chiSquare: number;
  readonly df: number;
  readonly pValue: number;
}

export interface PropTest {
  readonly test: Result<ChiSquareTest>;
  /** Wald's interval of the difference, for two arms only; null for more. */
  readonly interval: { readonly lower: number; readonly upper: number } | null;
}

/**
 * Chi-square test that two or more arms have one response rate, as R's prop.test.
 * @param arms at least two
 * @param level confidence level of the interval for two arms, in (0, 1)
 * @param continuityCorrection Yates' correction, for two arms only; never larger than the difference itself
 * @returns undefined `empty-arm`; the test alone is undefined `no-variation` when nobody or everybody responded
 * @see R: prop.test(x, n, correct)
 */
export function propTest(
  arms: readonly ArmCount[],
  level: number,
  continuityCorrection: boolean,
): Result<PropTest> {
  if (arms.length < 2 || arms.some(({ n }) => n === 0)) return undefinedResult('empty-arm');
  const [first, second] = arms;
  const correction = continuityCorrection && arms.length === 2 && first && second ? yates(first, second) : 0;
  return value({
    test: chiSquareOfArms(arms, correction),
    interval: arms.length === 2 && first && second ? waldInterval(first, second, level, correction) : null,
  });
}

const difference = (a: ArmCount, b: ArmCount): number => a.x / a.n - b.x / b.n;

const yates = (a: ArmCount, b: ArmCount): number =>
  Math.min(0.5, Math.abs(difference(a, b)) / (1 / a.n + 1 / b.n));

function chiSquareOfArms(arms: readonly ArmCount[], correction: number): Result<ChiSquareTest> {
  const total = arms.reduce((sum, { n }) => sum + n, 0);
  const responses = arms.reduce((sum, { x }) => sum + x, 0);
  if (responses === 0 || responses === total) return undefinedResult('no-variation');
  const rate = responses / total;
  const chiSquare = arms.reduce((sum, { n, x }) => {
    const expected = n * rate;
    // |O − E| is the same for those who responded and those who did not.
    const excess = (Math.abs(x - expected) - correction) ** 2;
    return sum + excess / expected + excess / (n * ((total - responses) / total));
  }, 0);
  const df = arms.length - 1;
  return value({ chiSquare, df, pValue: chiSquareUpperTail(chiSquare, df) });
}

function waldInterval(
  a: ArmCount,
  b: ArmCount,
  level: number,
  correction: number,
): { lower: number; upper: number } {
  const variance = ({ n, x }: ArmCount): number => ((x / n) * ((n - x) / n)) / n;
  const half =
    normalCritical(level) * Math.sqrt(variance(a) + variance(b)) + correction * (1 / a.n + 1 / b.n);
  const estimate = difference(a, b);
  return { lower: Math.max(-1, estimate - half), upper: Math.min(1, estimate + half) };
}
