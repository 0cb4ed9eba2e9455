import { normalQuantile, normalUpperTail } from './distributions.js';
import { maximumUpperTail } from './dunnett.js';
import { findRoot } from './find-root.js';
import { adjustPValues } from './p-adjustment.js';
import type { Multiplicity } from './registered-analysis-types.js';

/** What a correction says about one member of a family. */
export interface Corrected {
  /** null where the member has no p-value; it counts in the family all the same. */
  readonly adjustedP: number | null;
  /** Confidence level for this member's interval, so that all intervals hold together. */
  readonly level: number;
}

/**
 * Corrects two-sided p-values for being several, and says at which level each single interval must be computed.
 *
 * - `none`: as if each were alone.
 * - `holm`: p by Holm's steps, intervals at Bonferroni's level 1 − α/m. Intervals that invert Holm's steps exactly
 *   (Strassburger & Bretz 2008, Guilbaud 2008) have no far end for a comparison that is rejected while another is not,
 *   and say nothing about its size; Bonferroni's all cover together with at least 1 − α.
 * - `dunnett`: p and level from the joint distribution of comparisons with one reference.
 * - `benjamini-hochberg`: p by the step-up; the level 1 − R·α/m, R the number of discoveries (at least 1), keeps the
 *   expected share of intervals that miss among those selected below α.
 *
 * @param pValues null where there is none
 * @param loadings for Dunnett: √(v₀/(v₀ + vᵢ)) of each member, v the variance of an arm's rate; [] otherwise
 * @see Holm (1979); Dunnett (1955); Benjamini & Yekutieli (2005) JASA 100, 71–81; R: p.adjust(p, method, n = m)
 */
export function correctFamily(
  pValues: readonly (number | null)[],
  method: Multiplicity,
  confidenceLevel: number,
  loadings: readonly number[],
): Corrected[] {
  const members = pValues.length;
  const alpha = 1 - confidenceLevel;
  switch (method) {
    case 'none':
      return pValues.map((adjustedP) => ({ adjustedP, level: confidenceLevel }));
    case 'holm': {
      const level = members > 1 ? 1 - alpha / members : confidenceLevel;
      return stepwise(pValues, 'holm').map((adjustedP) => ({ adjustedP, level }));
    }
    case 'benjamini-hochberg': {
      const adjusted = stepwise(pValues, 'BH');
      const discoveries = adjusted.filter((p) => p !== null && p < alpha).length;
      const share = Math.max(1, discoveries) / members;
      return adjusted.map((adjustedP) => ({
        adjustedP,
        level: share < 1 ? 1 - share * alpha : confidenceLevel,
      }));
    }
    case 'dunnett': {
      if (members < 2) return pValues.map((adjustedP) => ({ adjustedP, level: confidenceLevel }));
      return jointly(pValues, confidenceLevel, loadings);
    }
  }
}

function stepwise(pValues: readonly (number | null)[], method: 'holm' | 'BH'): (number | null)[] {
  const known = pValues.flatMap((p) => (p === null ? [] : [p]));
  const adjusted = adjustPValues(known, method, pValues.length);
  let next = 0;
  return pValues.map((p) => (p === null ? null : (adjusted[next++] ?? 1)));
}

/** Each p is turned into the |z| that has it, whatever test it came from: that is on Dunnett's scale. */
function jointly(
  pValues: readonly (number | null)[],
  confidenceLevel: number,
  loadings: readonly number[],
): Corrected[] {
  const exceedance = maximumUpperTail(loadings, Number.POSITIVE_INFINITY);
  const alpha = 1 - confidenceLevel;
  const most = -normalQuantile(alpha / 2 / pValues.length) + 1e-6;
  const critical = findRoot(
    (c) => Math.log(exceedance(c)) - Math.log(alpha),
    -normalQuantile(alpha / 2) * 0.999,
    most,
  );
  // Bonferroni's value is never too small, should the search find nothing.
  const level = 1 - 2 * normalUpperTail(critical ?? most);
  return pValues.map((p) => {
    // Two-sided p of 1 or 0 have no finite z to look up.
    const adjustedP = p === null || p >= 1 || p <= 0 ? p : exceedance(-normalQuantile(p / 2));
    return { adjustedP: adjustedP === null ? null : Math.min(1, Math.max(adjustedP, p ?? 0)), level };
  });
}
