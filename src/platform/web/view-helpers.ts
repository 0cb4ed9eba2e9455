import Handlebars, { type HelperDelegate, type HelperOptions } from 'handlebars';
import { createFormatter, type Formatter } from '../i18n/format.js';
import { languages, pathIn, type Language } from '../i18n/language.js';
import type { ShownText } from '../i18n/shown-text.js';
import type { Translator } from '../i18n/translate.js';
import type { AssetStore } from './asset-store.js';
import type { PageContext } from './page-context.js';

const safe = (html: string): Handlebars.SafeString => new Handlebars.SafeString(html);
const escape = (text: string): string => Handlebars.escapeExpression(text);

function pageOf(options: HelperOptions): PageContext {
  const data = options.data as { page?: PageContext } | undefined;
  if (!data?.page) throw new Error('A template was rendered without its page context');
  return data.page;
}

/** The texts that a hash names; an object that holds a shown text gives its text. */
function paramsOf(options: HelperOptions): Record<string, string | number> {
  const hash: Record<string, unknown> = options.hash;
  return Object.fromEntries(Object.entries(hash).map(([name, value]) => [name, plain(value)]));
}

function plain(value: unknown): string | number {
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (value instanceof Handlebars.SafeString) return value.toString();
  if (isShownText(value)) return value.text;
  throw new TypeError('A text was given a parameter that is neither a text nor a number');
}

function isShownText(value: unknown): value is ShownText {
  return typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string';
}

function digitsOf(options: HelperOptions): number | undefined {
  const digits: unknown = options.hash['digits'];
  return typeof digits === 'number' ? digits : undefined;
}

/**
 * The helpers of our templates, all of them: what is not here can't be said in a template.
 *
 * - `t key name=value…` a text; `markup key…` a text whose own markup counts, its values escaped all the same.
 * - `number`, `percent`, `points`, `interval`, `pValue`, `euro`, `date`, `shortDate`, `moment`: see Formatter.
 * - `shown text`: an author's text, marked with its language where that is not the page's.
 * - `url path`, `otherLanguageUrl language`, `asset name`, `assetText name`.
 * - `eq a b`, `not a`, `and a b`, `or a b`, `place index` (from 1), `concat a b…`, `list a b…`.
 */
export function createViewHelpers(
  translator: Translator,
  assets: AssetStore,
): Record<string, HelperDelegate> {
  const formatters = new Map<Language, Formatter>(
    languages.map((language) => [language, createFormatter(language)]),
  );
  const formatter = (options: HelperOptions): Formatter => {
    const { language } = pageOf(options);
    return formatters.get(language) ?? createFormatter(language);
  };
  const translate = (
    key: string,
    options: HelperOptions,
    params: Record<string, string | number>,
  ): string => {
    const { language } = pageOf(options);
    const text = translator.translate(language, key, params);
    // A key on a page is a defect that no reader should find first.
    if (text === key || `${key.split(':')[0]}:${text}` === key)
      throw new Error(`There is no text ${key} in ${language}`);
    return text;
  };
  return {
    t: (key: string, options: HelperOptions) => translate(key, options, paramsOf(options)),
    markup: (key: string, options: HelperOptions) => {
      const params = Object.entries(paramsOf(options));
      const escaped = params.map(([name, value]): [string, string | number] => [
        name,
        typeof value === 'string' ? escape(value) : value,
      ]);
      return safe(translate(key, options, Object.fromEntries(escaped)));
    },
    decimal: (value: number, options: HelperOptions) => formatter(options).decimal(value, digitsOf(options)),
    number: (value: number, options: HelperOptions) => formatter(options).number(value, digitsOf(options)),
    percent: (value: number, options: HelperOptions) => formatter(options).percent(value, digitsOf(options)),
    points: (value: number, options: HelperOptions) => formatter(options).points(value, digitsOf(options)),
    // A word between the ends: a dash beside a minus is read as another minus.
    interval: (lower: number, upper: number, options: HelperOptions) =>
      translate('web:interval', options, {
        lower: formatter(options).end(lower, digitsOf(options)),
        upper: formatter(options).end(upper, digitsOf(options)),
      }),
    pValue: (value: number, options: HelperOptions) => formatter(options).pValue(value),
    euro: (value: number, options: HelperOptions) => formatter(options).euro(value),
    date: (value: string | Date, options: HelperOptions) => formatter(options).date(value),
    shortDate: (value: string | Date, options: HelperOptions) => formatter(options).shortDate(value),
    moment: (value: string | Date, options: HelperOptions) => formatter(options).moment(value),
    shown: ({ text, lang }: ShownText) =>
      lang === undefined ? text : safe(`<span lang="${lang}">${escape(text)}</span>`),
    url: (path: string, options: HelperOptions) => pathIn(pageOf(options).language, path),
    otherLanguageUrl: (language: Language, options: HelperOptions) => {
      const { path, search = '' } = pageOf(options);
      // Of "//elsewhere" and "/\\elsewhere" a browser makes the address of another site.
      return `${pathIn(language, path.replace(/^[/\\]+/, '/'))}${search}`;
    },
    asset: (name: string) => assets.url(name),
    assetText: (name: string) => safe(assets.text(name)),
    eq: (a: unknown, b: unknown) => a === b,
    not: (a: unknown) => !a,
    and: (a: unknown, b: unknown) => Boolean(a) && Boolean(b),
    or: (a: unknown, b: unknown) => Boolean(a) || Boolean(b),
    place: (index: number) => index + 1,
    list: (...parts: unknown[]) => parts.slice(0, -1),
    concat: (...parts: unknown[]) => parts.slice(0, -1).map(String).join(''),
  };
}
