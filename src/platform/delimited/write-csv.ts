/** A cell that a spreadsheet would take for a formula; it gets an apostrophe, which spreadsheets show as text. */
const FORMULA = /^[=+\-@\t\r]/;

/** A number is no formula, though it may begin with a minus. */
const NUMBER = /^-?\d+([.,]\d+)?(e[+-]?\d+)?$/;

/** A cell of a CSV file that people will open in a spreadsheet (RFC 4180; OWASP, CSV injection). */
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  const text = String(value);
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",;\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvLine = (cells: readonly (string | number | null)[]): string =>
  `${cells.map(csvCell).join(',')}\r\n`;
