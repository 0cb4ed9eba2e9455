import { createFormatter } from '../i18n/format.js';
import type { Language } from '../i18n/language.js';

/**
 * Labels of an axis in the reader's language. Vega formats numbers the American way unless told; the expression turns
 * its decimal sign, and its minus is already the right one.
 */
export function axisLabels(language: Language, unit: 'percent' | 'points' | 'count'): string {
  const formatted = unit === 'count' ? "format(datum.value, ',')" : "format(datum.value * 100, '~r')";
  const signed = unit === 'points' ? `(datum.value > 0 ? '+' : '') + ${formatted}` : formatted;
  const written =
    language === 'nl' ? `replace(replace(replace(${signed}, ',', '#'), '.', ','), '#', '.')` : signed;
  return unit === 'percent' ? `${written} + '%'` : written;
}

/** "+2,1 (1,3 – 2,9)": an estimate in points with its interval, as in the table beside the chart. */
export function pointsLabel(
  language: Language,
  row: { estimate: number; lower: number; upper: number },
): string {
  const { points, interval } = createFormatter(language);
  return `${points(row.estimate)} (${interval(row.lower, row.upper)})`;
}

export function percentLabel(language: Language, proportion: number): string {
  return createFormatter(language).percent(proportion);
}
