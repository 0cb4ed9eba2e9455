import { rounded } from '../core/disclosure-control/coarsen.js';
import type { PublishedStratum } from '../core/disclosure-control/suppress.js';
import { undefinedResult } from '../core/statistics/result.js';
import type { ComparisonResult, RegisteredResult } from '../core/statistics/registered-analysis-types.js';

/** From so many in the smallest arm on, the outcome of a few people is less than a tenth of a percentage point. */
const LARGE_ARM = 1_000;

/** Below it a p-value is told in one digit: that it is small is what matters. */
const SMALL_P = 0.01;

/** Of the protocol, and no outcome. */
const CHOSEN: readonly string[] = ['level', 'confidenceLevel'];

/**
 * Whether a reader lacks counts by stratum that went into the result: strata that were put together, or none at all. The
 * pack of the draw tells who was in which, and with all digits of a stratified estimate the responses of a small one could
 * be tried one by one until it comes out.
 */
export const hidesStrata = (planned: number, published: readonly PublishedStratum[] | null): boolean =>
  planned > 0 && (published === null || published.some(({ labels }) => labels.length > 1));

function digitsOf(number: number, name: string, decimals: number): number {
  if (name === 'chiSquare') return Math.round(number);
  if (name !== 'pValue') return rounded(number, decimals);
  return number < SMALL_P ? Number(number.toPrecision(1)) : rounded(number, 2);
}

function coarse(found: unknown, decimals: number, name = ''): unknown {
  if (Array.isArray(found)) return found.map((one: unknown) => coarse(one, decimals, name));
  if (typeof found === 'object' && found !== null)
    return Object.fromEntries(Object.entries(found).map(([key, own]) => [key, coarse(own, decimals, key)]));
  return typeof found === 'number' && !CHOSEN.includes(name) ? digitsOf(found, name, decimals) : found;
}

/**
 * The registered result in no more digits than the counts of a small stratum can hide in: percentage points in tenths, and
 * in whole ones where an arm is small and its interval is many wide. What follows from the published counts of the arms
 * alone keeps its digits; the common odds ratio, which tells most, is left out.
 */
export function coarseResult(result: RegisteredResult): RegisteredResult {
  const decimals = Math.min(...result.arms.map(({ n }) => n)) < LARGE_ARM ? 2 : 3;
  // Only numbers change: the shape is the one that it was.
  const told = <T>(found: T): T => coarse(found, decimals) as T;
  const comparisons = result.comparisons.map((one: ComparisonResult) => ({
    ...one,
    registered: told(one.registered),
    stratified: one.stratified && {
      ...told(one.stratified),
      commonOddsRatio: undefinedResult('no-observations'),
    },
    clustered: told(one.clustered),
  }));
  const { factorial, anyDifference, intraCluster } = result;
  return {
    ...result,
    comparisons,
    factorial: told(factorial),
    anyDifference: told(anyDifference),
    intraCluster: told(intraCluster),
    warnings: [...result.warnings, { code: 'digits-kept-back', about: [] }],
  };
}
