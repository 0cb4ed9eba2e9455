/** How a letter writes a date, an amount and a number that came in as a machine wrote them. */

const MONTHS =
  'januari februari maart april mei juni juli augustus september oktober november december'.split(' ');

/** 2026-03-09 as a letter says it: 9 maart 2026. What is no date stays as it was. */
export function writtenDate(iso: string): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso) ?? [];
  const name = MONTHS[Number(month) - 1];
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (year === undefined || name === undefined || Number(day) < 1 || Number(day) > days) return iso;
  return `${Number(day)} ${name} ${year}`;
}

/**
 * A number as exports write it: 1234, 1234.5, 1234,5, 1.234 and 1.234,50. Three digits after a point are thousands:
 * an amount has two decimals, and a letter that asks € 1,23 instead of € 1.234 is worse than one that asks nothing.
 */
function readNumber(text: string): number | undefined {
  const written = text.trim();
  if (/^-?\d{1,3}(\.\d{3})+(,\d+)?$/.test(written))
    return Number(written.replaceAll('.', '').replace(',', '.'));
  return /^-?\d+([.,]\d+)?$/.test(written) ? Number(written.replace(',', '.')) : undefined;
}

/** 1234.5 as a letter says it: € 1.234,50. What is no number stays as it was. */
export function writtenAmount(amount: string): string {
  const number = readNumber(amount);
  if (number === undefined) return amount;
  return `€ ${number.toLocaleString('nl-NL', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

/** 1234567.5 as a letter says it: 1.234.567,5. What is no number stays as it was. */
export function writtenNumber(text: string): string {
  return readNumber(text)?.toLocaleString('nl-NL', { maximumFractionDigits: 6 }) ?? text;
}
