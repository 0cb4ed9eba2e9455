import { DomainError } from '../core/domain-error.js';
import type { Language } from '../platform/i18n/language.js';
import type { Translator } from '../platform/i18n/translate.js';

/** Mistakes shown at once; the rest is counted. */
const SHOWN = 20;

/** Exit codes: 1 for what the user can mend, 2 for a wrong command, 70 (EX_SOFTWARE) for a fault of ours. */
export const EXIT = { refused: 1, usage: 2, fault: 70 } as const;

/** What went wrong, for a person: what, where, and what to do. */
export function errorLines(error: unknown, translator: Translator, language: Language): string[] {
  if (!(error instanceof DomainError)) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
  const text = (code: string, part: 'message' | 'remedy', params = {}): string => {
    const [namespace = '', name = ''] = code.split(':');
    return translator.translate(language, `${namespace}:errors.${name}.${part}`, params);
  };
  const lines = [`${text(error.code, 'message', error.params)} ${text(error.code, 'remedy', error.params)}`];
  for (const issue of error.issues.slice(0, SHOWN)) {
    const params = { key: issue.path, ...issue.params };
    const where = [
      issue.line === undefined
        ? ''
        : translator.translate(language, 'command-line:line', { line: issue.line }),
      issue.path,
    ]
      .filter(Boolean)
      .join(', ');
    lines.push(`  ${where}: ${text(issue.code, 'message', params)} ${text(issue.code, 'remedy', params)}`);
  }
  if (error.issues.length > SHOWN) {
    lines.push(
      `  ${translator.translate(language, 'command-line:more', { count: error.issues.length - SHOWN })}`,
    );
  }
  return lines;
}

/** The same for a machine: one JSON object, as the API's problem+json. */
export function errorJson(error: unknown, translator: Translator, language: Language): string {
  const [detail = ''] = errorLines(error, translator, language);
  return JSON.stringify(
    error instanceof DomainError
      ? { status: 'refused', code: error.code, detail, errors: error.issues }
      : { status: 'fault', detail: detail.split('\n')[0] },
  );
}

export const exitCode = (error: unknown): number =>
  error instanceof DomainError ? EXIT.refused : EXIT.fault;
