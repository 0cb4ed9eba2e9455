import { lookShare, type LooksTaken } from './looks.js';
import { analyseRegistered } from './registered-analysis.js';
import type { RegisteredData, RegisteredPlan } from './registered-analysis-types.js';

/** All that a look tells: nothing by arm, and not in which direction. */
export interface InterimLook {
  /** Whether some member of the registered family crossed its boundary. */
  readonly crossed: boolean;
  /** The p-value that crosses, for one member of the family; null for a confidence sequence, whose p is valid at any time. */
  readonly nominalP: number | null;
  /** Of the whole family and all looks up to this one; null for a confidence sequence, which spends nothing. */
  readonly alphaSpent: number | null;
}

/**
 * A blind interim analysis of the registered family: by spending function, each member at its Bonferroni share of
 * alpha, so that over all looks and all members together the chance of a false alarm stays what was registered.
 * @param looks those taken, this one included
 * @param data of the recipients whose response window has closed
 */
export function interimLook(plan: RegisteredPlan, looks: LooksTaken, data: RegisteredData): InterimLook {
  const alpha = 1 - plan.confidenceLevel;
  if (looks.boundary === 'confidence-sequence') {
    const { comparisons } = analyseRegistered({ ...plan, looks }, data);
    const crossed = comparisons.some(
      ({ registered: { adjusted } }) => adjusted.kind === 'value' && adjusted.pValue < alpha,
    );
    return { crossed, nominalP: null, alphaSpent: null };
  }
  const { looks: _none, ...withoutLooks } = plan;
  const { comparisons, factorial } = analyseRegistered(withoutLooks, data);
  const family = factorial?.mainEffects ?? comparisons;
  const members = plan.multiplicity === 'none' ? 1 : Math.max(1, family.length);
  const share = lookShare(looks.boundary, looks.informationRates, alpha / members, looks.early);
  if (share === null) return { crossed: false, nominalP: 0, alphaSpent: 0 };
  return {
    crossed: family.some(
      ({ registered: { test } }) => test.kind === 'value' && test.pValue <= share.nominalP,
    ),
    nominalP: share.nominalP,
    alphaSpent: share.alphaSpent * members,
  };
}
