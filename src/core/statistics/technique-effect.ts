import type { ArmCount } from './arm-count.js';
import { ROUNDING_VARIANCE } from './inference.js';
import type { TrialEstimate } from './meta-analysis.js';
import { type Result, undefinedResult, value } from './result.js';

/** An arm with what its letter consists of. */
export interface TechniqueArm extends ArmCount {
  /** false: nobody got a letter, so that a comparison with it is about the letter too. */
  readonly letter: boolean;
  readonly elements: readonly { readonly id: string; readonly technique: string }[];
}

/**
 * What a technique did in one trial: the mean difference between arms that differ in nothing but elements of this
 * technique. In a full factorial those pairs give the main effect; in a trial of single letters the difference of an
 * arm from the one without the element. Arms are in several pairs, so the variance is that of the whole contrast: each
 * arm's rate has the variance p(1 − p)/(n − 1), as HC2 gives it for means.
 * @param designEffect of clusters, see `intraClusterCorrelation`; 1 for people randomised one by one
 * @returns undefined `no-observations` when no two arms show the technique by itself; `empty-arm` with fewer than two
 *   recipients in an arm; `no-variation` when all respond alike
 * @see Dasgupta, Pillai & Rubin (2015) J. R. Statist. Soc. B 77, 727–753, for factorial contrasts
 */
export function techniqueEffect(
  arms: readonly TechniqueArm[],
  technique: string,
  designEffect = 1,
): Result<TrialEstimate> {
  const pairs = arms.flatMap((withIt, one) =>
    arms.flatMap((without, other) => (adds(withIt, without, technique) ? [[one, other] as const] : [])),
  );
  if (pairs.length === 0) return undefinedResult('no-observations');
  const coefficients = arms.map(
    (_, place) =>
      pairs.reduce((sum, [one, other]) => sum + (place === one ? 1 : 0) - (place === other ? 1 : 0), 0) /
      pairs.length,
  );
  let estimate = 0;
  let variance = 0;
  for (const [place, { n, x }] of arms.entries()) {
    const coefficient = coefficients[place] ?? 0;
    if (coefficient === 0) continue;
    if (n < 2) return undefinedResult('empty-arm');
    const rate = x / n;
    estimate += coefficient * rate;
    variance += (coefficient ** 2 * rate * (1 - rate)) / (n - 1);
  }
  variance *= designEffect;
  return variance <= ROUNDING_VARIANCE ? undefinedResult('no-variation') : value({ estimate, variance });
}

/** Whether the first arm is the second with elements of this technique, and of no other, added. */
function adds(withIt: TechniqueArm, without: TechniqueArm, technique: string): boolean {
  if (withIt.letter !== without.letter) return false;
  const ids = new Set(withIt.elements.map(({ id }) => id));
  if (without.elements.some(({ id }) => !ids.has(id))) return false;
  const before = new Set(without.elements.map(({ id }) => id));
  const added = withIt.elements.filter(({ id }) => !before.has(id));
  return added.length > 0 && added.every((element) => element.technique === technique);
}
