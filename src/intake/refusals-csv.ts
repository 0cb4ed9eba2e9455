import { csvLine } from '../platform/delimited/write-csv.js';
import type { Translator } from '../platform/i18n/translate.js';
import type { Refusal } from './import-summary.js';

/** Refused lines as CSV: line, column, code, and the reason with what to do in both languages. */
export function refusalsCsv(refusals: readonly Refusal[], translator: Translator): string {
  const text = ({ code, params }: Refusal, language: 'nl' | 'en'): string => {
    const [namespace = '', name = ''] = code.split(':');
    const part = (key: string): string =>
      translator.translate(language, `${namespace}:errors.${name}.${key}`, params);
    return `${part('message')} ${part('remedy')}`;
  };
  return (
    csvLine(['line', 'column', 'code', 'reden', 'reason']) +
    refusals
      .map((refusal) =>
        csvLine([refusal.line, refusal.column, refusal.code, text(refusal, 'nl'), text(refusal, 'en')]),
      )
      .join('')
  );
}
