import { findRoot } from './find-root.js';
import { alphaSpent as spentOnOneSide, groupSequentialBounds } from './group-sequential.js';

/** How a protocol spends its alpha over looks: by a spending function, or by an interval that holds at all times. */
export type LookBoundary = 'obrien-fleming' | 'pocock' | 'confidence-sequence';

/** The looks of a trial, as its analysis must know them. */
export interface LooksTaken {
  readonly boundary: LookBoundary;
  /**
   * Share of the recipients whose response window had closed, at each look that was taken: rising, in (0, 1). For early
   * looks it is how far the planned looks have come: look k of K is at k/(K + 1).
   */
  readonly informationRates: readonly number[];
  /**
   * Each look counted everybody, by responses within a number of days of its own that is shorter than the window of the
   * end. Such a test is not part of the data of the next, so how they go together is not known beforehand.
   */
  readonly early?: boolean;
  /** Number of the first look at which the boundary was crossed; null where none was. */
  readonly crossedAt?: number | null;
}

/** What one look may use. */
export interface LookShare {
  /** The p-value below which the boundary is crossed. */
  readonly nominalP: number;
  /** Of all looks up to this one together. */
  readonly alphaSpent: number;
}

const SPENDING = { 'obrien-fleming': 'lan-demets-obf', pocock: 'lan-demets-pocock' } as const;

/**
 * What the last of some looks may use, two-sided; at information 1 it is the final analysis and the rest of alpha.
 * @param informationRates all looks up to and including this one
 * @param alpha over all looks together, in (0, 1)
 * @param early see `LooksTaken`: each look then has what the function lets it spend and no more (Bonferroni), which
 *   keeps alpha whatever the tests have in common
 * @returns null where the integration does not come to an end
 * @see Lan & DeMets (1983) Biometrika 70, 659–663; `groupSequentialBounds`
 */
export function lookShare(
  boundary: Exclude<LookBoundary, 'confidence-sequence'>,
  informationRates: readonly number[],
  alpha: number,
  early = false,
): LookShare | null {
  if (early) return earlyShare(boundary, informationRates, alpha);
  const bounds = groupSequentialBounds({ type: SPENDING[boundary], informationRates, alpha, sided: 2 });
  if (bounds.kind === 'undefined') return null;
  const nominalP = bounds.nominalP.at(-1);
  const alphaSpent = bounds.alphaSpentCumulative.at(-1);
  return nominalP === undefined || alphaSpent === undefined ? null : { nominalP, alphaSpent };
}

function earlyShare(
  boundary: Exclude<LookBoundary, 'confidence-sequence'>,
  rates: readonly number[],
  alpha: number,
): LookShare {
  const spentAt = (rate: number | undefined): number =>
    rate === undefined ? 0 : 2 * spentOnOneSide(SPENDING[boundary], rate, alpha / 2);
  const alphaSpent = spentAt(rates.at(-1));
  return { nominalP: alphaSpent - spentAt(rates.at(-2)), alphaSpent };
}

/** From here on a p-value is told as it is, or as that of a half if that is more: boundaries for such alphas lie at 0. */
const UNDECIDED_P = 0.5;

/**
 * The p-value of a final analysis that comes after looks: the smallest alpha over all looks together at which the last
 * boundary is crossed. Below alpha exactly when p is below what that alpha leaves for the end. It can go through any
 * correction for several comparisons (Maurer & Bretz 2013).
 * @param p two-sided, of the final data by themselves
 * @returns null where the integration does not come to an end
 * @see Maurer & Bretz (2013) Stat. Biopharm. Res. 5, 311–320; Liu & Anderson (2008) JASA 103, 1621–1630
 */
export function sequentialPValue(
  { boundary, informationRates, early }: LooksTaken,
  p: number,
): number | null {
  if (boundary === 'confidence-sequence' || informationRates.length === 0 || p <= 0) return p;
  const decided = Math.min(p, UNDECIDED_P);
  const rates = [...informationRates, 1];
  const excess = (logAlpha: number): number => {
    const share = lookShare(boundary, rates, Math.exp(logAlpha), early);
    return share === null ? Number.NaN : Math.log(share.nominalP) - Math.log(decided);
  };
  // Early looks may leave so little for the end that no alpha would do.
  if (early === true && excess(Math.log(0.99)) < 0) return 1;
  // What is left for the end is never more than all of it.
  const root = findRoot(excess, Math.log(decided), Math.log(0.99), 1e-10);
  return root === null || Number.isNaN(root) ? null : Math.max(p, Math.exp(root));
}

/**
 * The confidence level of a single interval that goes with `level` over all looks together.
 * @returns `level` itself without looks
 */
export function levelAfterLooks({ boundary, informationRates, early }: LooksTaken, level: number): number {
  if (boundary === 'confidence-sequence' || informationRates.length === 0) return level;
  const share = lookShare(boundary, [...informationRates, 1], 1 - level, early);
  return share === null ? level : 1 - share.nominalP;
}
