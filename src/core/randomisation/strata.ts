/** A stratum as the draw and the public list know it: an opaque label for a combination of values. */
export interface Stratum {
  /** `S001`, `S002`, …: says nothing about the values, which stay with the agency. */
  readonly label: string;
  readonly values: readonly string[];
}

/** Strata with fewer recipients than this are drawn together: alone, one of them could be found out. */
const SMALLEST_STRATUM = 10;

/** Values of the stratum in which the small ones have been put together. */
export const MERGED = 'overig';

const SEPARATOR = '\u001f';

/** One text for a combination of values, by which a stratum is found again. */
export const stratumKey = (values: readonly string[]): string => values.join(SEPARATOR);

/** Combinations of values with how many recipients have them, and the stratum in which each is drawn. */
export interface Stratification {
  readonly strata: readonly Stratum[];
  /** Index into `strata` for each `stratumKey`. */
  readonly indexOf: ReadonlyMap<string, number>;
}

/**
 * Numbers the strata by the order of their values (code units, so that no locale can change it). Combinations with
 * fewer recipients than `smallest` are merged into one; if that is too small still, the smallest of the others joins
 * it. This is done before the draw, from counts alone.
 */
export function stratify(counts: ReadonlyMap<string, number>, smallest = SMALLEST_STRATUM): Stratification {
  const ordered = [...counts.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const size = (key: string): number => counts.get(key) ?? 0;
  const small = new Set(ordered.filter((key) => size(key) < smallest));
  const mergedSize = (): number => [...small].reduce((sum, key) => sum + size(key), 0);
  while (small.size > 0 && mergedSize() < smallest && small.size < ordered.length) {
    const next = ordered
      .filter((key) => !small.has(key))
      .reduce((least, key) => (size(key) < size(least) ? key : least));
    small.add(next);
  }
  const kept = ordered.filter((key) => !small.has(key));
  const strata: Stratum[] = kept.map((key, index) => ({ label: label(index), values: key.split(SEPARATOR) }));
  const indexOf = new Map(kept.map((key, index) => [key, index]));
  if (small.size > 0) {
    for (const key of small) indexOf.set(key, strata.length);
    const [only] = small;
    strata.push({
      label: label(strata.length),
      values: small.size === 1 && only !== undefined ? only.split(SEPARATOR) : [MERGED],
    });
  }
  return { strata, indexOf };
}

const label = (index: number): string => `S${String(index + 1).padStart(3, '0')}`;
