import type { Language } from './language.js';

/** A text that an author wrote, as a page shows it; `lang` is there when it is not the page's language. */
export interface ShownText {
  readonly text: string;
  readonly lang?: Language;
}

/** What an author may write: Dutch, or Dutch and English. */
export type AuthoredText = string | { readonly nl: string; readonly en: string };

/**
 * The text in the page's language. A text that exists in Dutch only is marked as Dutch on an English page, so that a
 * screen reader pronounces it right (WCAG 2.2, 3.1.2).
 */
export function shownText(text: AuthoredText, language: Language): ShownText {
  if (typeof text !== 'string') return { text: text[language] };
  return language === 'nl' ? { text } : { text, lang: 'nl' };
}
