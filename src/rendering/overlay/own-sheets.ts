import { marginText, type FixedLetter, type Letterhead, type LetterInput } from '../letter-page.js';
import type { PrintingPress } from '../printing-press.js';
import { printSheets, type FixedSheet } from './fixed-sheets.js';

/** A hundred to a document: what a document costs by itself is then little, and one that fails is not many letters. */
const OWN_SHEETS_A_DOCUMENT = 100;

/** The part of a letter that is set as text, without the lines that are laid over it. */
export const textOf = ({
  date,
  subject,
  body,
  signature,
  letterUrl,
  disclosureLine,
  enclosures,
  hasYourReference,
}: LetterInput): FixedLetter => ({
  date,
  subject,
  body,
  signature,
  letterUrl,
  disclosureLine,
  enclosures,
  ...(hasYourReference !== undefined && { hasYourReference }),
});

/**
 * Sheets for letters whose text is their reader's own: each is printed for itself, but for the address, the codes and the
 * other lines that are laid over every letter. Those are most of what a browser takes its time for, and tags for screen
 * readers are the rest: on paper nobody needs them.
 * @param presses documents are printed on these side by side
 * @returns each letter that has a sheet, with the text on it
 */
export async function ownSheets(
  letters: readonly LetterInput[],
  letterhead: Letterhead,
  presses: readonly PrintingPress[],
  onPrinted?: (letters: number) => void,
): Promise<ReadonlyMap<LetterInput, { readonly text: FixedLetter; readonly sheet: FixedSheet }>> {
  const found = new Map<LetterInput, { readonly text: FixedLetter; readonly sheet: FixedSheet }>();
  let next = 0;
  await Promise.all(
    presses.map(async (press) => {
      for (let at = next; at < letters.length; at = next) {
        next = at + OWN_SHEETS_A_DOCUMENT;
        const part = letters.slice(at, next);
        const texts = part.map(textOf);
        // The browser itself says on each page whose it is: the batch is read back by that.
        const margins = part.map(({ letterCode }) => marginText(letterCode));
        const sheets = await printSheets(press, texts, letterhead, margins);
        part.forEach((letter, index) => {
          const [text, sheet] = [texts[index], sheets[index]];
          if (text !== undefined && sheet !== undefined) found.set(letter, { text, sheet });
        });
        onPrinted?.(sheets.filter((sheet) => sheet !== undefined).length);
      }
    }),
  );
  return found;
}
