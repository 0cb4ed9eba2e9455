import { readFileSync } from 'node:fs';
import { inRoot } from './paths.mjs';

/** Dutch first, as everywhere; English where the terminal asks for it. */
const language = /^en/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '')
  ? 'en'
  : 'nl';

/** i18next is not installed yet when these lines are needed, so they are read without it. */
const texts = JSON.parse(readFileSync(inRoot('templates', 'locales', language, 'setup.json'), 'utf8'));

/** The text of a key (`steps.runtime`, say) with its `{{names}}` filled in. */
export function text(key, values = {}) {
  const found = key.split('.').reduce((at, part) => at?.[part], texts);
  if (typeof found !== 'string') throw new Error(`No text for ${key}`);
  return found.replace(/\{\{(\w+)\}\}/g, (_, name) => String(values[name] ?? ''));
}
