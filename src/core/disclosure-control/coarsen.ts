import { LOWEST_THRESHOLD } from './suppress.js';

/** A number with so many decimals: less than what somebody could reckon a small count back from. */
export const rounded = (number: number, digits: number): number => Number(number.toFixed(digits)) + 0;

/**
 * Whether what is published hides a count: it would be the same, to the last digit, for at least the threshold of
 * counts that the reader cannot rule out. Then trying them all one by one does not find the true one.
 * @param told what would be published if the count were this
 * @param actual the true count
 * @param range the counts that the public figures allow
 */
export function hidesCount(
  told: (count: number) => unknown,
  actual: number,
  range: { readonly lowest: number; readonly highest: number },
  threshold: number,
): boolean {
  const truth = JSON.stringify(told(actual));
  const limit = Math.max(threshold, LOWEST_THRESHOLD);
  let alike = 0;
  for (let count = range.lowest; count <= range.highest; count += 1) {
    if (JSON.stringify(told(count)) !== truth) continue;
    alike += 1;
    if (alike >= limit) return true;
  }
  return false;
}
