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
