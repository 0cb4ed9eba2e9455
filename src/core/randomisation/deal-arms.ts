import { totalWeight, type DesignArm } from './design.js';
import type { RandomStream } from './random-stream.js';
import { roundTable } from './round-table.js';

/** Fisher–Yates (Durstenfeld 1964): every order of the items is equally likely. */
export function shuffle(items: Uint16Array, random: RandomStream): Uint16Array {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    const kept = items[last] ?? 0;
    items[last] = items[other] ?? 0;
    items[other] = kept;
  }
  return items;
}

/**
 * How many units of each stratum go to each arm.
 *
 * An arm first gets the whole part of its share, units · weight / total weight. What is left over in the strata is
 * dealt by `roundTable` (Cox 1987) over all strata together. So in each stratum an arm gets its share rounded up or
 * down, with exactly its share on average; and over all strata together too: whatever the number of strata, no arm
 * ends more than one unit from its share of the whole. All arithmetic is on whole numbers.
 * @param units number of units in each stratum, in the order of the strata's labels
 * @returns stratum by stratum, a number of units for each arm
 */
export function armCounts(
  units: ArrayLike<number>,
  arms: readonly DesignArm[],
  random: RandomStream,
): Uint32Array {
  const total = totalWeight(arms);
  const strata = units.length;
  const columns = arms.length;
  const counts = new Uint32Array(strata * columns);
  // One row more than there are strata: what all strata together leave over, so that the columns' sums are whole.
  const fractions = new Uint32Array((strata + 1) * columns);
  arms.forEach(({ weight }, arm) => {
    let column = 0;
    for (let stratum = 0; stratum < strata; stratum += 1) {
      const share = (units[stratum] ?? 0) * weight;
      const numerator = share % total;
      counts[stratum * columns + arm] = (share - numerator) / total;
      fractions[stratum * columns + arm] = numerator;
      column = (column + numerator) % total;
    }
    fractions[strata * columns + arm] = (total - column) % total;
  });
  roundTable(fractions, columns, total, random);
  return counts.map((count, cell) => count + (fractions[cell] === total ? 1 : 0));
}

/**
 * Deals arms to the units of one stratum, in random order.
 * @param counts how many units each arm gets
 * @param dealt as long as the counts together; filled with indexes of arms, one a unit
 */
export function dealArms(counts: Uint32Array, random: RandomStream, dealt: Uint16Array): void {
  let filled = 0;
  counts.forEach((count, arm) => {
    dealt.fill(arm, filled, filled + count);
    filled += count;
  });
  shuffle(dealt, random);
}
