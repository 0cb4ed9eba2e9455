/** Rates told as "of every 100 people, 52": one base for all of them, whole numbers. */
export interface NaturalFrequency {
  readonly base: 100 | 1_000 | 10_000;
  /** One whole number for each rate, of `base` people. */
  readonly of: readonly number[];
}

/**
 * Puts rates (proportions from 0 to 1) on the smallest base of 100, 1,000 or 10,000 people that tells the most
 * of them apart, as people read whole numbers better than percentages (Gigerenzer and Hoffrage 1995,
 * Psychological Review 102:684–704). Rates that differ by less than half of the coarsest useful step, one in 10,000,
 * come out the same: that is then the honest story.
 */
export function naturalFrequency(rates: readonly number[]): NaturalFrequency {
  const [first, ...finer] = ([100, 1_000, 10_000] as const).map((base) => ({
    base,
    of: rates.map((rate) => Math.round(rate * base)),
  }));
  // A larger base has to earn its place: it is taken only where it tells more rates apart.
  return finer.reduce<NaturalFrequency>(
    (best, next) => (new Set(next.of).size > new Set(best.of).size ? next : best),
    first ?? { base: 100, of: [] },
  );
}
