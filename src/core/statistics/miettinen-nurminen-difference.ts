import type { ArmCount } from './arm-count.js';
import { normalCritical } from './distributions.js';
import type { DifferenceInterval } from './newcombe-difference.js';
import { type Result, undefinedResult, value } from './result.js';

/**
 * Miettinen and Nurminen's score interval of a difference of two rates: all differences δ that the score test, with
 * the variance at the best fit under p1 − p2 = δ and the factor N/(N − 1), does not reject. Both the best fit and the
 * limits are found by bisection: the closed form of the cubic loses eight digits for tiny rates in huge arms.
 * @param treatment the arm whose rate comes first in the difference
 * @param level confidence level in (0, 1)
 * @returns undefined `empty-arm`; a limit is −1 or 1 where the test rejects nothing on that side
 * @see Miettinen & Nurminen (1985) Statist. Med. 4, 213–226; R: DescTools::BinomDiffCI(method = "mn")
 */
export function miettinenNurminenDifference(
  treatment: ArmCount,
  reference: ArmCount,
  level: number,
): Result<DifferenceInterval> {
  if (treatment.n === 0 || reference.n === 0) return undefinedResult('empty-arm');
  const z = normalCritical(level);
  const estimate = treatment.x / treatment.n - reference.x / reference.n;
  const statistic = (difference: number): number => scoreStatistic(treatment, reference, difference);
  const lower = estimate <= -1 ? -1 : crossing((d) => statistic(d) > z, -1, estimate);
  const upper = estimate >= 1 ? 1 : crossing((d) => statistic(d) >= -z, estimate, 1);
  return value({ estimate, lower, upper });
}

/** Where a condition that holds at `from` stops to hold on the way to `to`; `from` itself when it never held. */
function crossing(holds: (place: number) => boolean, from: number, to: number): number {
  if (!holds(from)) return from;
  if (holds(to)) return to;
  let inside = from;
  let outside = to;
  for (;;) {
    const middle = (inside + outside) / 2;
    // No number lies between the two: the crossing is known to the last bit.
    if (middle === inside || middle === outside) return middle;
    if (Math.abs(outside - inside) < 1e-18) return middle;
    if (holds(middle)) inside = middle;
    else outside = middle;
  }
}

/** (d − δ) / √(variance at the best fit under δ); falls as δ rises. */
function scoreStatistic(first: ArmCount, second: ArmCount, difference: number): number {
  const distance = first.x / first.n - second.x / second.n - difference;
  if (distance === 0) return 0;
  const { p1, p2 } = restrictedFit(first, second, difference);
  const total = first.n + second.n;
  const variance = ((p1 * (1 - p1)) / first.n + (p2 * (1 - p2)) / second.n) * (total / (total - 1));
  return distance / Math.sqrt(Math.max(0, variance));
}

/**
 * The rates that make the counts most likely among those with p1 − p2 = δ. The slope of the log-likelihood falls as
 * p2 rises, so its root can be bisected; without a root the best fit is at an end.
 */
function restrictedFit(first: ArmCount, second: ArmCount, difference: number): { p1: number; p2: number } {
  const share = (count: number, rate: number): number => (count === 0 ? 0 : count / rate);
  // Around the smaller of the two rates, so that a rate near 0 keeps its digits.
  const least = Math.max(0, -difference);
  const most = Math.min(1, 1 - difference);
  const rises = (offset: number): boolean => {
    const p2 = difference < 0 ? offset - difference : offset;
    const p1 = difference < 0 ? offset : offset + difference;
    return (
      share(first.x, p1) -
        share(first.n - first.x, 1 - p1) +
        share(second.x, p2) -
        share(second.n - second.x, 1 - p2) >
      0
    );
  };
  const offset = crossing(rises, 0, Math.max(0, most - least));
  return difference < 0
    ? { p1: offset, p2: Math.min(1, offset - difference) }
    : { p1: Math.min(1, offset + difference), p2: offset };
}
