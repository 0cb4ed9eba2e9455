import type { WithoutFont } from './import-summary.js';

/** What the text `recipients:without-font` is given. */
export function toldWithoutFont({ recipients, characters, lines }: WithoutFont): {
  readonly count: number;
  readonly characters: string;
  readonly lines: string;
} {
  const more = recipients > lines.length ? ', …' : '';
  return { count: recipients, characters: characters.join(' '), lines: lines.join(', ') + more };
}
