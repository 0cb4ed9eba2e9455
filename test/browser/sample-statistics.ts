import type { EstimateView } from '../../src/disclosure/views/result-view.js';

/** Plain formulas, good enough for figures of a realistic size in sample pages; the real ones are in src/core. */
const Z = 1.959964;

export function wilson(
  successes: number,
  n: number,
  z = Z,
): { estimate: number; lower: number; upper: number } {
  const p = successes / n;
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  return { estimate: p, lower: centre - half, upper: centre + half };
}

export function rate(successes: number, n: number): EstimateView {
  return n === 0 ? { kind: 'undefined', reason: 'empty-arm' } : { kind: 'value', ...wilson(successes, n) };
}

export function difference(
  [a, n]: readonly [number, number],
  [b, m]: readonly [number, number],
  z = Z,
): EstimateView {
  if (n === 0 || m === 0) return { kind: 'undefined', reason: 'empty-arm' };
  const one = wilson(a, n, z);
  const two = wilson(b, m, z);
  const estimate = one.estimate - two.estimate;
  return {
    kind: 'value',
    estimate,
    lower: estimate - Math.hypot(one.estimate - one.lower, two.upper - two.estimate),
    upper: estimate + Math.hypot(one.upper - one.estimate, two.estimate - two.lower),
  };
}
