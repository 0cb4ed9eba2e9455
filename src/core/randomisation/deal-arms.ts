import type { DesignArm } from './design.js';
import type { RandomStream } from './random-stream.js';

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
 * The arms of `units` units of one stratum, in random order.
 *
 * Each arm first gets the whole part of its share, units · weight / total weight. The units that are left over go to
 * arms by systematic sampling with probability proportional to the fractional parts (Madow 1949, Ann. Math. Stat.
 * 20:333–354), over the arms in random order: an arm gets at most one of them, with exactly the probability of its
 * fraction. So every arm's expected number is exactly its share in every stratum, and over strata none is favoured.
 * All arithmetic is on whole numbers.
 * @returns indexes into `arms`, one a unit
 */
export function dealArms(units: number, arms: readonly DesignArm[], random: RandomStream): Uint16Array {
  const total = arms.reduce((sum, { weight }) => sum + weight, 0);
  const whole = arms.map(({ weight }) => Math.floor((units * weight) / total));
  const fraction = arms.map(({ weight }) => (units * weight) % total);
  const order = shuffle(Uint16Array.from(arms.keys()), random);
  const start = random.below(total);
  const dealt = new Uint16Array(units);
  let filled = 0;
  let passed = 0;
  for (const arm of order) {
    const before = Math.floor((passed + total - 1 - start) / total);
    passed += fraction[arm] ?? 0;
    // One extra unit for each point start, start + total, start + 2 · total, … within this arm's stretch.
    const extra = Math.floor((passed + total - 1 - start) / total) - before;
    const count = (whole[arm] ?? 0) + extra;
    dealt.fill(arm, filled, filled + count);
    filled += count;
  }
  return shuffle(dealt, random);
}
