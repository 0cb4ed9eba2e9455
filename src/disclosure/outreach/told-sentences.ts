import { createFormatter } from '../../platform/i18n/format.js';
import type { Language } from '../../platform/i18n/language.js';
import type { Translator } from '../../platform/i18n/translate.js';
import type { ToldResult } from '../views/build-result-view.js';

/** A result in sentences, in the order of the page: the verdict first, then how many of how many people. */
export interface ToldSentences {
  readonly verdict: string;
  /** Absent where the reference arm has no rate. */
  readonly base?: string;
  /** One for each factor, or for each arm beside the reference. */
  readonly others: readonly string[];
  /** The one to tell where there is room for one: of the first that is more than chance, or of the first. */
  readonly foremost: string;
}

const NUMBER_MARK = /<\/?strong>/g;

/**
 * The same sentences that the page has (partials/result/answer), for what is no page: a document, a text to share.
 * Their numbers stand between `<strong>` and `</strong>` when `marked`.
 */
export function toldSentences(
  result: ToldResult,
  language: Language,
  translator: Translator,
  marked = false,
): ToldSentences {
  const { number } = createFormatter(language);
  const say = (key: string, params: Record<string, string | number> = {}): string => {
    const text = translator.translate(language, `register:${key}`, params);
    return marked ? text : text.replace(NUMBER_MARK, '');
  };
  const base = number(result.base);
  const { reference } = result;
  const others =
    result.mainEffects.length > 0
      ? result.mainEffects.map(({ effect, verdict, names, ofBase = 0 }) => {
          const name = names[0]?.text ?? '';
          if (effect.kind === 'undefined') return `${name}: ${say(`undefined.${effect.reason}`)}`;
          const how = verdict === 'more' || verdict === 'less' ? verdict : 'none';
          return say(`result.factor-${how}`, { name, base, count: number(ofBase) });
        })
      : result.told.map(({ rate, verdict, name, ofBase = 0 }) =>
          rate.kind === 'undefined'
            ? `${name.text}: ${say(`undefined.${rate.reason}`)}`
            : say(`result.arm-${verdict ?? 'undefined'}`, { name: name.text, base, count: number(ofBase) }),
        );
  const verdicts = (result.mainEffects.length > 0 ? result.mainEffects : result.told).map(
    ({ verdict }) => verdict,
  );
  const found = verdicts.findIndex((verdict) => verdict === 'more' || verdict === 'less');
  return {
    foremost: others[Math.max(found, 0)] ?? '',
    verdict: say(`result.verdict-${result.nullResult ? 'none' : 'some'}`),
    ...(reference.ofBase !== undefined && {
      base: say('result.reference-sentence', {
        base,
        name: reference.name.text,
        count: number(reference.ofBase),
      }),
    }),
    others,
  };
}
