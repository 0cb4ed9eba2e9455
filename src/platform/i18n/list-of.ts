import type { Language } from './language.js';

/** "a, b en c". */
export function listOf(names: readonly string[], language: Language): string {
  return new Intl.ListFormat(language, { style: 'long', type: 'conjunction' }).format(names);
}
