import type { Language } from './language.js';

/** English screens are read in the Netherlands: day before month, as in Dutch. */
const locales: Readonly<Record<Language, string>> = { nl: 'nl-NL', en: 'en-GB' };

/** All numbers, dates and amounts on screens and on paper are written here, by Intl, in the reader's language. */
export interface Formatter {
  /** A number, rounded to at most `digits` decimals (0 unless told). */
  number(value: number, digits?: number): string;
  /** A proportion as a percentage: 0.5234 is "52,3%". */
  percent(proportion: number, digits?: number): string;
  /** A difference of proportions in percentage points with its sign: 0.0209 is "+2,1". */
  points(difference: number, digits?: number): string;
  /** Percentage points without a plus, for an end of an interval. */
  end(difference: number, digits?: number): string;
  /** A number with just so many decimals, for a column of them: 2 is "2,0". */
  decimal(value: number, digits?: number): string;
  /** A p-value: "0,012", or "< 0,001". */
  pValue(p: number): string;
  euro(amount: number): string;
  /** A calendar date (yyyy-mm-dd or a Date, taken in Amsterdam) in full. */
  date(day: string | Date): string;
  shortDate(day: string | Date): string;
  /** A moment, to the minute, in Amsterdam. */
  moment(at: string | Date): string;
}

const MINUS = '\u2212';
const withMinus = (text: string): string => text.replace(/^-/, MINUS);

/** A date without a time is that day wherever it is read: noon keeps it out of reach of time zones. */
const dayOf = (day: string | Date): Date =>
  typeof day === 'string' && day.length === 10 ? new Date(`${day}T12:00:00Z`) : new Date(day);

export function createFormatter(language: Language): Formatter {
  const locale = locales[language];
  const decimals = (digits: number, extra: Intl.NumberFormatOptions = {}): Intl.NumberFormat =>
    new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits, ...extra });
  const inAmsterdam = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(locale, { timeZone: 'Europe/Amsterdam', ...options });
  const long = inAmsterdam({ day: 'numeric', month: 'long', year: 'numeric' });
  const short = inAmsterdam({ day: 'numeric', month: 'short', year: 'numeric' });
  const minute = inAmsterdam({ dateStyle: 'long', timeStyle: 'short' });
  const upTo = (digits: number): Intl.NumberFormat =>
    new Intl.NumberFormat(locale, { maximumFractionDigits: digits });
  // Rounding first keeps "−0,0" and "+0,0" off the page: what rounds to nothing has no sign.
  const rounded = (value: number, digits: number): number => Number(value.toFixed(digits)) + 0;

  return {
    number: (value, digits = 0) => withMinus(upTo(digits).format(rounded(value, digits))),
    percent: (proportion, digits = 1) =>
      withMinus(decimals(digits, { style: 'percent' }).format(proportion)).replace(/\s%$/, '%'),
    points: (difference, digits = 1) =>
      withMinus(decimals(digits, { signDisplay: 'exceptZero' }).format(rounded(difference * 100, digits))),
    end: (difference, digits = 1) => withMinus(decimals(digits).format(rounded(difference * 100, digits))),
    decimal: (value, digits = 1) => withMinus(decimals(digits).format(rounded(value, digits))),
    pValue: (p) => (p < 0.001 ? `< ${decimals(3).format(0.001)}` : decimals(3).format(p)),
    euro: (amount) =>
      withMinus(decimals(2, { style: 'currency', currency: 'EUR' }).format(amount)).replace(
        /€\s*-/,
        `€ ${MINUS}`,
      ),
    date: (day) => long.format(dayOf(day)),
    shortDate: (day) => short.format(dayOf(day)),
    moment: (at) => minute.format(new Date(at)),
  };
}
