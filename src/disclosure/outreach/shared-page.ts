import type { Language } from '../../platform/i18n/language.js';
import type { Translator } from '../../platform/i18n/translate.js';
import type { TrialView } from '../views/trial-view.js';
import type { SharedPage } from './share-view.js';
import { toldSentences } from './told-sentences.js';

const locales: Readonly<Record<Language, string>> = { nl: 'nl_NL', en: 'en_GB' };

/** What is known of a trial's page when it is shared. */
export type Shareable = Pick<TrialView, 'title' | 'result' | 'kind'> & {
  readonly organisation: Pick<TrialView['organisation'], 'name'>;
};

/**
 * What a trial's page says of itself to other sites. A label comes first, so that nobody takes an example for a trial.
 * @param address whole, of the page in this language
 * @param version of the disclosure, 0 before the first, so that a card of before is not shown with a result of now
 */
export function sharedPage(
  { title, result, kind, organisation }: Shareable,
  address: string,
  version: number,
  language: Language,
  translator: Translator,
): SharedPage {
  const say = (key: string, params: Record<string, string> = {}): string =>
    translator.translate(language, key, params);
  const told = result === undefined ? undefined : toldSentences(result, language, translator);
  const description = [
    ...(kind === 'trial' ? [] : [`${say(`register:label.${kind}`)}.`]),
    ...(told === undefined
      ? [say(version === 0 ? 'outreach:share.no-result' : 'outreach:report.no-figures')]
      : [told.verdict, ...(told.base === undefined ? [] : [told.base]), told.foremost]),
  ].join(' ');
  return {
    address,
    image: `${address}/social-card.png?v=${version}`,
    imageAlt: say('outreach:share.image-alt', { title: title.text, description }),
    description,
    text: say('outreach:share.text', {
      organisation: organisation.name,
      title: title.text,
      description,
      address,
    }),
    locale: locales[language],
  };
}
