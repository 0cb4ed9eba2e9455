import { DomainError } from '../../core/domain-error.js';
import type { Language } from '../i18n/language.js';
import type { Translator } from '../i18n/translate.js';

/**
 * Any failure as one line for a terminal: what is wrong, and what to do. What nobody foresaw is told with the first
 * line of its own words, for the operator is the one who can look into it.
 */
export function oneLine(error: unknown, language: Language, translator: Translator): string {
  const { code, params } = error instanceof DomainError ? error : unforeseen(error);
  const [namespace, name] = code.split(':');
  const say = (part: string): string =>
    translator.translate(language, `${namespace}:errors.${name}.${part}`, params);
  return `${asSentence(say('message'))} ${say('remedy')}`;
}

/** Words of another program at the end of a message don't always close the sentence. */
const asSentence = (words: string): string => (/[.!?…]$/.test(words) ? words : `${words}.`);

/** `disk_full` of PostgreSQL, which has other words for it than the operating system. */
const DISK_FULL = '53100';

function unforeseen(error: unknown): DomainError {
  const said = error instanceof Error ? error.message : String(error);
  const isFull = error instanceof Error && 'code' in error && error.code === DISK_FULL;
  if (isFull || said.includes('ENOSPC')) return new DomainError('unavailable', 'platform:no-room');
  return new DomainError('unavailable', 'platform:unforeseen', { reason: said.trim().split('\n')[0] ?? '' });
}
