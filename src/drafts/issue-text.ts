import type { Language } from '../platform/i18n/language.js';
import type { Translator } from '../platform/i18n/translate.js';
import type { DraftIssue } from './check-draft.js';

/** What is the matter with a part of a draft, in words: those for a field, or else those of the check itself. */
export function issueText({ code, params }: DraftIssue, translator: Translator, language: Language): string {
  const [namespace = 'trials', name = ''] = code.split(':');
  if (translator.has(language, `drafts:issues.${name}`)) {
    return translator.translate(language, `drafts:issues.${name}`, params);
  }
  const known = translator.translate(language, `${namespace}:errors.${name}.message`, params);
  const { line } = params;
  if (line === undefined) return known;
  return `${known} ${translator.translate(language, 'drafts:at-line', { line })}`;
}
