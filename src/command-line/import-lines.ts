import type { ImportSummary } from '../intake/import-summary.js';
import { createFormatter } from '../platform/i18n/format.js';
import type { Language } from '../platform/i18n/language.js';
import type { Translator } from '../platform/i18n/translate.js';

/** The first refused lines of a file with their reasons. */
export function refusalLines(
  { fileName, refused, firstRefusals }: ImportSummary,
  say: (key: string, params?: object) => string,
): string[] {
  if (refused === 0) return [];
  const shown = firstRefusals.map(({ line, column, code, params }) => {
    const [namespace = '', name = ''] = code.split(':');
    return `  ${say('folder:line', {
      line,
      column: column === null ? '' : `, ${column}`,
      reason: say(`${namespace}:errors.${name}.message`, params),
    })}`;
  });
  return [`${fileName}: ${say('folder:refused', { count: refused })}`, ...shown];
}

/** What became of a file of letters that came back, for who sent it from the terminal. */
export function undeliverableLines(
  summary: ImportSummary,
  translator: Translator,
  language: Language,
): string[] {
  const say = (key: string, params = {}): string => translator.translate(language, key, params);
  const told = (key: string, params = {}): string => say(`command-line:undeliverables.${key}`, params);
  const format = createFormatter(language);
  const { lines, accepted, repeated, unmatched, refused, firstRefusals } = summary;
  const more = refused - firstRefusals.length;
  return [
    ...(summary.alreadyImported ? [told('already', { at: format.moment(summary.createdAt) })] : []),
    lines === 0
      ? told('none')
      : told('sum', {
          lines: format.number(lines),
          accepted: format.number(accepted),
          repeated: format.number(repeated),
          unmatched: format.number(unmatched),
          refused: format.number(refused),
        }),
    ...(unmatched > 0 ? [told('unmatched')] : []),
    ...refusalLines(summary, say),
    ...(more > 0 ? [`  ${say('command-line:more', { count: more })}`] : []),
  ];
}
