import { normalDensity, normalUpperTail } from './distributions.js';
import { gaussLegendre, panelled } from './gauss-legendre.js';

/** What is left of a Brownian motion that has not crossed a boundary yet: masses at points of a quadrature rule. */
export interface Surviving {
  readonly time: number;
  readonly points: readonly number[];
  readonly masses: readonly number[];
}

/** Before the first look: all of the mass is at 0. */
export const UNSTARTED: Surviving = { time: 0, points: [0], masses: [1] };

/**
 * Ten points a panel of one standard deviation of the narrower kernel: the error of the rule is below 1e-14 of the
 * integrand, so the digits that are lost come from the tails of the normal distribution, not from the grid.
 */
const RULE = gaussLegendre(10);
/** Beyond this many standard deviations a normal density is 0 in double precision. */
const FAR = 38;
/** How far down a boundary on one side only is followed: 1e-33 of the mass is below it. */
const DEEP = 12;

/** Probability of being above `z` standard deviations at `time`, not having crossed. */
export function probabilityAbove(before: Surviving, time: number, z: number): number {
  const level = z * Math.sqrt(time);
  const spread = Math.sqrt(time - before.time);
  return before.points.reduce(
    (sum, point, i) => sum + (before.masses[i] ?? 0) * normalUpperTail((level - point) / spread),
    0,
  );
}

/**
 * One step of the recursion: what has not crossed at `time`, as masses on a new grid between the boundaries.
 * f(x) = ∫ f₋(u)·φ((x − u)/√Δ)/√Δ du over what was left before.
 * @param lowerZ lower boundary in standard deviations; −Infinity where only the upper side stops
 * @param nextTime time of the next look, which sets how fine the grid must be; null after the last
 * @see Armitage, McPherson & Rowe (1969), J. R. Statist. Soc. A 132, 235–244
 */
export function survive(
  before: Surviving,
  time: number,
  lowerZ: number,
  upperZ: number,
  nextTime: number | null,
): Surviving {
  const spread = Math.sqrt(time - before.time);
  const scale = Math.sqrt(time);
  const from = Math.max(lowerZ, lowerZ === Number.NEGATIVE_INFINITY ? -DEEP : -FAR) * scale;
  const to = Math.min(upperZ, FAR) * scale;
  if (!(from < to)) return { time, points: [], masses: [] };
  const narrowest = Math.min(spread, nextTime === null ? spread : Math.sqrt(nextTime - time));
  const grid = panelled(RULE, from, to, Math.ceil((to - from) / narrowest));
  let first = 0;
  const masses = grid.nodes.map((x, i) => {
    let density = 0;
    while (first < before.points.length && (before.points[first] ?? 0) < x - FAR * spread) first += 1;
    for (let j = first; j < before.points.length; j += 1) {
      const distance = (x - (before.points[j] ?? 0)) / spread;
      if (distance < -FAR) break;
      density += (before.masses[j] ?? 0) * normalDensity(distance);
    }
    return ((grid.weights[i] ?? 0) * density) / spread;
  });
  return { time, points: grid.nodes, masses };
}
