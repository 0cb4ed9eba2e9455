import type { WithoutFont } from '../intake/import-summary.js';
import { charactersWithoutFont, type LetterFont } from '../rendering/letter-fonts.js';
import type { AcceptedRecipient } from './recipient-line.js';

/** As many of each as can be read on a page; the recipients themselves are all counted. */
const MOST = 20;

/** In UTF-8 letters from À on begin with this byte; each byte after it stands for the next 64 characters. */
const FIRST_LEAD = 0xc3;
const LAST_LEAD = 0xc8;

/**
 * The last first byte of letters, from À on, all of which the typeface draws: lines with no others than these need not be
 * looked into.
 */
export function lastDrawnLead(font: LetterFont): number {
  let lead = FIRST_LEAD;
  for (; lead < LAST_LEAD; lead += 1) {
    const first = (lead + 1 - 0xc0) * 64;
    const letters = Array.from({ length: 64 }, (_, place) => String.fromCharCode(first + place)).join('');
    if (charactersWithoutFont(letters, font).length > 0) break;
  }
  return lead;
}

/** Counts whose name, address or own data have a sign that the typeface of the letters can't draw. */
export class WithoutFontCount {
  private recipients = 0;
  private readonly characters = new Set<string>();
  private readonly lines: number[] = [];

  constructor(private readonly font: LetterFont) {}

  see({ line, reference, personal }: AcceptedRecipient): void {
    if (personal === null) return;
    const { initials, prefix, surname, businessName, street, addition, place, country, fields } = personal;
    const printed = [initials, prefix, surname, businessName, street, addition, place, country, reference];
    const missing = charactersWithoutFont([...printed, ...Object.values(fields)].join(''), this.font);
    if (missing.length === 0) return;
    this.recipients += 1;
    if (this.lines.length < MOST) this.lines.push(line);
    for (const character of missing) if (this.characters.size < MOST) this.characters.add(character);
  }

  /** @returns null when every sign can be drawn */
  finish(): WithoutFont | null {
    const { recipients, characters, lines } = this;
    return recipients === 0 ? null : { recipients, characters: [...characters], lines };
  }
}
