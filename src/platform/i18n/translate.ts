import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInstance } from 'i18next';
import { DEFAULT_LANGUAGE, languages, type Language } from './language.js';

/** Values that a text names. `count` chooses between the `_one` and `_other` forms of a text. */
export type TextParams = Readonly<Record<string, string | number>>;

/** The texts of all screens and messages, in both languages. */
export interface Translator {
  /** The text of a key, `<namespace>:<name>[.<name>…]`; Dutch when the language lacks it; the key itself when both do. */
  translate(language: Language, key: string, params?: TextParams): string;
  /** Whether the language itself has this text. */
  has(language: Language, key: string): boolean;
}

/**
 * Loads `<folder>/<language>/<namespace>.json` once, all of them, and gives the one translator of the process. Texts
 * are not escaped here: the view engine escapes what it writes, and a terminal must not show entities.
 *
 * @throws SyntaxError when a file is not JSON, with its name.
 */
export function createTranslator(folder: string): Translator {
  const i18n = createInstance();
  void i18n.init({
    lng: DEFAULT_LANGUAGE,
    fallbackLng: DEFAULT_LANGUAGE,
    initAsync: false,
    interpolation: { escapeValue: false },
    resources: Object.fromEntries(
      languages.map((language) => [language, readNamespaces(join(folder, language))]),
    ),
  });
  return {
    translate: (language, key, params = {}) => i18n.t(key, { ...params, lng: language }),
    has: (language, key) => i18n.exists(key, { lng: language, fallbackLng: language }),
  };
}

function readNamespaces(folder: string): Record<string, Record<string, unknown>> {
  return Object.fromEntries(
    readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => [name.slice(0, -'.json'.length), readTexts(join(folder, name))]),
  );
}

function readTexts(file: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch (error) {
    throw new SyntaxError(`${file} cannot be read as JSON`, { cause: error });
  }
}
