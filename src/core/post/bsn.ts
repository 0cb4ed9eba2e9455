const WEIGHTS = [9, 8, 7, 6, 5, 4, 3, 2, -1];

/** Nine digits, or eight that lost a leading zero, whose weighted sum is a multiple of eleven: the shape of a BSN. */
export function looksLikeBsn(text: string): boolean {
  const digits = text.replace(/[.\s]/g, '');
  if (!/^\d{8,9}$/.test(digits)) return false;
  const padded = digits.padStart(9, '0');
  if (padded === '000000000') return false;
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(padded[place]), 0);
  return sum % 11 === 0;
}

/** Values of the shape after which a column can be judged: by chance one in eleven of random numbers passes. */
const ENOUGH = 20;

/** A share that random numbers reach by chance less than once in a million columns of twenty values. */
const MOST = 0.5;

/**
 * Judges a column, never a cell: one in eleven of all nine-digit numbers passes the test, so a case number may, but a
 * column of them does not.
 */
export class BsnJudge {
  private shaped = 0;
  private passed = 0;

  see(value: string): void {
    if (value.length < 8 || value.length > 12 || !/^[\d.\s]+$/.test(value)) return;
    const digits = value.replace(/[.\s]/g, '').length;
    if (digits !== 8 && digits !== 9) return;
    this.shaped += 1;
    if (looksLikeBsn(value)) this.passed += 1;
  }

  /** Whether this column holds citizen service numbers. A short column is judged by all of its values. */
  get isBsnColumn(): boolean {
    if (this.shaped === 0) return false;
    return this.shaped < ENOUGH
      ? this.shaped >= 2 && this.passed === this.shaped
      : this.passed / this.shaped > MOST;
  }
}
