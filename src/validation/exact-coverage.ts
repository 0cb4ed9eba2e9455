import { logChoose } from '../core/statistics/distributions.js';
import { newcombeDifference } from '../core/statistics/newcombe-difference.js';
import { wilsonInterval } from '../core/statistics/wilson-interval.js';

/** P(X = x) for each x of a binomial distribution. */
function binomialLaw(n: number, p: number): number[] {
  return Array.from({ length: n + 1 }, (_, x) =>
    Math.exp(logChoose(n, x) + x * Math.log(p) + (n - x) * Math.log1p(-p)),
  );
}

/** Chance that Wilson's interval holds the true rate `p`: the sum over all outcomes, not a simulation. */
export function wilsonCoverage(n: number, p: number, level: number): number {
  return binomialLaw(n, p).reduce((covered, chance, x) => {
    const interval = wilsonInterval({ n, x }, level);
    const holds = interval.kind === 'value' && interval.lower <= p && p <= interval.upper;
    return holds ? covered + chance : covered;
  }, 0);
}

/** Outcomes less likely than this change no digit that is shown. */
const NEGLIGIBLE = 1e-9;

/** Chance that Newcombe's interval holds the true difference, over all pairs of outcomes. */
export function newcombeCoverage(n1: number, p1: number, n0: number, p0: number, level: number): number {
  const reference = binomialLaw(n0, p0);
  let covered = 0;
  binomialLaw(n1, p1).forEach((chance1, x1) => {
    if (chance1 < NEGLIGIBLE) return;
    reference.forEach((chance0, x0) => {
      if (chance0 < NEGLIGIBLE) return;
      const interval = newcombeDifference({ n: n1, x: x1 }, { n: n0, x: x0 }, level);
      const difference = p1 - p0;
      if (interval.kind === 'value' && interval.lower <= difference && difference <= interval.upper) {
        covered += chance1 * chance0;
      }
    });
  });
  return covered;
}
