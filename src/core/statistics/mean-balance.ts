import { type Result, undefinedResult, value } from './result.js';

/** Recipients of an arm with the same number; '' is missing. */
export interface NumberCount {
  readonly arm: string;
  readonly value: string;
  readonly n: number;
}

/** How alike the arms are on a number. */
export interface MeanBalance {
  readonly variable: string;
  readonly arms: readonly {
    readonly arm: string;
    /** Recipients whose number is known, and those whose number is missing. */
    readonly known: number;
    readonly missing: number;
    readonly mean: Result<{ mean: number }>;
    /** (m₁ − m₀) / √((s₁² + s₀²) / 2) against the reference arm; `no-variation` where all have one number. */
    readonly standardisedDifference: Result<{ difference: number }>;
  }[];
}

interface Moments {
  readonly known: number;
  readonly missing: number;
  readonly mean: number;
  readonly variance: number;
}

/**
 * Means by arm with their standardised differences.
 * @see Austin (2009) Stat. Med. 28:3083–3107, equation for continuous variables
 */
export function meanBalance(
  variable: string,
  counts: readonly NumberCount[],
  arms: readonly string[],
  reference: string,
): MeanBalance {
  const byArm = Map.groupBy(counts, ({ arm }) => arm);
  const zero = momentsOf(byArm.get(reference) ?? []);
  return {
    variable,
    arms: arms.map((arm) => {
      const own = momentsOf(byArm.get(arm) ?? []);
      return {
        arm,
        known: own.known,
        missing: own.missing,
        mean: own.known === 0 ? undefinedResult('empty-arm') : value({ mean: own.mean }),
        standardisedDifference: differenceOf(own, zero),
      };
    }),
  };
}

function momentsOf(counts: readonly NumberCount[]): Moments {
  const known = counts.filter((count) => count.value !== '');
  const n = known.reduce((sum, count) => sum + count.n, 0);
  const missing = counts.reduce((sum, count) => sum + count.n, 0) - n;
  const mean = n === 0 ? 0 : known.reduce((sum, count) => sum + count.n * Number(count.value), 0) / n;
  const squares = known.reduce((sum, count) => sum + count.n * (Number(count.value) - mean) ** 2, 0);
  return { known: n, missing, mean, variance: n < 2 ? 0 : squares / (n - 1) };
}

function differenceOf(own: Moments, zero: Moments): Result<{ difference: number }> {
  if (own.known === 0 || zero.known === 0) return undefinedResult('empty-arm');
  if (own.mean === zero.mean) return value({ difference: 0 });
  const variance = (own.variance + zero.variance) / 2;
  return variance === 0
    ? undefinedResult('infinite')
    : value({ difference: (own.mean - zero.mean) / Math.sqrt(variance) });
}
