/** How a column that was known before the draw is read. */
export type CovariateColumn =
  | { readonly column: string; readonly kind: 'number'; readonly step: number }
  | { readonly column: string; readonly kind: 'category' };

/** A value that many people have in common is short. */
export const MAX_CATEGORY = 60;

/** Between the values of the columns; a control character, which no value has. */
export const COVARIATE_SEPARATOR = '\u001f';

const NUMBER = /^[-+]?\d{1,12}([.,]\d{1,9})?$/;

/** More digits than a rounded multiple has; what comes after them is the error of the division. */
const DIGITS = 12;

/**
 * A value as it is kept: a number as the nearest multiple of its column's step, with a decimal point; what is missing as
 * ''. No more is known of a person than the analysis needs.
 * @returns undefined for what is no number, or longer than a category may be
 */
export function covariateValue(cell: string, column: CovariateColumn): string | undefined {
  if (cell === '') return '';
  if (column.kind === 'category') return cell.length > MAX_CATEGORY ? undefined : cell;
  if (!NUMBER.test(cell)) return undefined;
  const multiple = Math.round(Number(cell.replace(',', '.')) / column.step) * column.step;
  return String(Number(multiple.toPrecision(DIGITS)) + 0);
}

/** The values of a row that was kept, in the order of the columns. */
export const covariateValues = (kept: string): string[] => kept.split(COVARIATE_SEPARATOR);
