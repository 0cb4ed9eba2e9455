import { LOWEST_THRESHOLD } from './suppress.js';

/**
 * Totals that add up: the buffer is the one that makes good for the others, so that it is withheld as soon as one of
 * them is. It may be the sum of the others or what is left of a total that is public anyhow.
 */
export interface AddedUp {
  readonly buffer: string;
  readonly parts: readonly string[];
}

/** Totals as they were published in a version, and the names of those that were withheld there. */
export interface PublishedTotals {
  readonly shown: Readonly<Record<string, number>>;
  readonly withheld: readonly string[];
}

/** A count from one up to the threshold: it could point at people. That there is nobody points at no one. */
export function isFew(count: number, threshold: number): boolean {
  const few = Math.abs(count);
  return few > 0 && few < Math.max(threshold, LOWEST_THRESHOLD);
}

/**
 * The totals that can't be published: the small ones, those that moved by a few since a version that showed them, those
 * that were withheld before, and whatever would give any of these away by addition or subtraction.
 * @param totals by name; those that are always public are not among them
 * @param small names of totals that are small by themselves or give a small number away beside what is public
 * @param sums how the totals add up
 * @param earlier what was published before, in any order
 * @returns names, sorted
 */
export function withheldTotals(
  totals: Readonly<Record<string, number>>,
  small: readonly string[],
  sums: readonly AddedUp[],
  earlier: readonly PublishedTotals[],
  threshold: number,
): string[] {
  const withheld = new Set(small.filter((name) => name in totals));
  for (const [name, count] of Object.entries(totals)) {
    const before = earlier.some(
      (version) =>
        version.withheld.includes(name) || isFew(count - (version.shown[name] ?? count), threshold),
    );
    if (isFew(count, threshold) || before) withheld.add(name);
  }
  for (const { buffer, parts } of sums) {
    const own = parts.filter((name) => name in totals);
    if (own.some((name) => withheld.has(name))) {
      if (buffer in totals) withheld.add(buffer);
    } else if (withheld.has(buffer)) {
      // The buffer by itself is the sum of what is shown: the largest part goes with it.
      const [largest] = own.toSorted((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0));
      if (largest !== undefined) withheld.add(largest);
    }
  }
  return [...withheld].sort();
}
