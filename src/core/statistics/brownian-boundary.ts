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

/** Probability of being above `z` standard deviations (of the motion without drift) at `time`, not having crossed. */
export function probabilityAbove(before: Surviving, time: number, z: number, drift = 0): number {
  return tailSum(before, time, z * Math.sqrt(time), drift, 1);
}

/** Probability of being below `z` standard deviations at `time`, not having crossed earlier. */
export function probabilityBelow(before: Surviving, time: number, z: number, drift = 0): number {
  return tailSum(before, time, z * Math.sqrt(time), drift, -1);
}

function tailSum(before: Surviving, time: number, level: number, drift: number, side: 1 | -1): number {
  const elapsed = time - before.time;
  const spread = Math.sqrt(elapsed);
  return before.points.reduce(
    (sum, point, i) =>
      sum + (before.masses[i] ?? 0) * normalUpperTail((side * (level - point - drift * elapsed)) / spread),
    0,
  );
}

/**
 * One step of the recursion: what has not crossed at `time`, as masses on a new grid between the boundaries.
 * f(x) = ∫ f₋(u)·φ((x − u − drift·Δ)/√Δ)/√Δ du over what was left before.
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
  drift = 0,
): Surviving {
  const elapsed = time - before.time;
  const spread = Math.sqrt(elapsed);
  const scale = Math.sqrt(time);
  const centre = drift * time;
  const reach = DEEP * scale;
  const from = Math.max(lowerZ * scale, centre - (lowerZ === Number.NEGATIVE_INFINITY ? reach : FAR * scale));
  const to = Math.min(upperZ * scale, centre + FAR * scale);
  if (!(from < to)) return { time, points: [], masses: [] };
  const narrowest = Math.min(spread, nextTime === null ? spread : Math.sqrt(nextTime - time));
  const grid = panelled(RULE, from, to, Math.ceil((to - from) / narrowest));
  let first = 0;
  const masses = grid.nodes.map((x, i) => {
    const middle = x - drift * elapsed;
    let density = 0;
    while (first < before.points.length && (before.points[first] ?? 0) < middle - FAR * spread) first += 1;
    for (let j = first; j < before.points.length; j += 1) {
      const distance = (middle - (before.points[j] ?? 0)) / spread;
      if (distance < -FAR) break;
      density += (before.masses[j] ?? 0) * normalDensity(distance);
    }
    return ((grid.weights[i] ?? 0) * density) / spread;
  });
  return { time, points: grid.nodes, masses };
}
