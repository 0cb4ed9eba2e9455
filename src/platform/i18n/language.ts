/** The languages of the screens. Dutch is the first: addresses without a prefix are Dutch. */
export const languages = ['nl', 'en'] as const;

export type Language = (typeof languages)[number];

export const DEFAULT_LANGUAGE: Language = 'nl';

export function isLanguage(text: string): text is Language {
  return languages.some((language) => language === text);
}

export interface LocalisedPath {
  readonly language: Language;
  /** The path without its language prefix, always beginning with a slash. */
  readonly path: string;
}

/** Splits `/en/trials?x=1` into its language and the path that the routes know. */
export function readLanguage(url: string): LocalisedPath {
  const match = /^\/en(?=[/?#]|$)/.exec(url);
  if (!match) return { language: DEFAULT_LANGUAGE, path: url };
  const rest = url.slice(match[0].length);
  return { language: 'en', path: rest.startsWith('/') ? rest : `/${rest}` };
}

/** The address of a path in a language: the same routes, English under /en. */
export function pathIn(language: Language, path: string): string {
  if (language === DEFAULT_LANGUAGE) return path;
  return path === '/' ? `/${language}` : `/${language}${path}`;
}
