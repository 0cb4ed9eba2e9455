import type { Language } from '../platform/i18n/language.js';
import { createFormatter } from '../platform/i18n/format.js';
import type { Translator } from '../platform/i18n/translate.js';
import type { MessageParams } from '../core/domain-error.js';
import type { DraftIssue } from './check-draft.js';
import { draftSteps, fieldsOfStep, patternOf, type FieldKind } from './draft-fields.js';

const kinds = new Map(draftSteps.flatMap(fieldsOfStep).map(({ pattern, kind }) => [pattern, kind] as const));

/** Of the field itself, or of the field that has a list in it. */
const kindAt = (path: string): FieldKind | undefined =>
  kinds.get(patternOf(path)) ?? kinds.get(patternOf(path).replace(/\.\*$/, ''));

/** Bounds as they are typed in the field: half is 50%, and a thousand has a point in it. */
function bounds({ path, params }: DraftIssue, language: Language): MessageParams {
  const { number } = createFormatter(language);
  const isShare = ['percent', 'moments'].includes(kindAt(path) ?? '');
  const shown = (value: string | number): string | number => {
    if (typeof value !== 'number') return value;
    return isShare ? `${number(value * 100, 2)}%` : number(value, 4);
  };
  const { minimum, maximum } = params;
  return {
    ...params,
    ...(minimum !== undefined && { minimum: shown(minimum) }),
    ...(maximum !== undefined && { maximum: shown(maximum) }),
  };
}

/** What is the matter with a part of a draft, in words: those for a field, or else those of the check itself. */
export function issueText(issue: DraftIssue, translator: Translator, language: Language): string {
  const { code, path } = issue;
  const params = bounds(issue, language);
  const [namespace = 'trials', name = ''] = code.split(':');
  const own = [`${name}-${kindAt(path) ?? ''}`, name].find((one) =>
    translator.has(language, `drafts:issues.${one}`),
  );
  if (own !== undefined) return translator.translate(language, `drafts:issues.${own}`, params);
  const known = translator.translate(language, `${namespace}:errors.${name}.message`, params);
  const { line } = params;
  if (line === undefined) return known;
  return `${known} ${translator.translate(language, 'drafts:at-line', { line })}`;
}
