import { PDFDocument } from 'pdf-lib';
import { formatLetterCode } from '../core/post/letter-code.js';
import { lettersDocument, type Letterhead, type LetterInput } from './letter-page.js';
import { outlinePages } from './outline-pages.js';
import { PagesDoNotAddUp } from './pages-do-not-add-up.js';
import type { PrintingPress } from './printing-press.js';

/** Letters as one PDF. */
export interface PrintedLetters {
  readonly bytes: Uint8Array;
  readonly pdf: PDFDocument;
  /** Pages of each letter; their sum is the number of pages of the document. */
  readonly lengths: readonly number[];
}

/** How many pages each letter takes, from the document's own outline: its code is a heading on its first page. */
function lengthsOf(pdf: PDFDocument, letters: readonly LetterInput[]): number[] {
  const first = new Map<string, number>();
  for (const { title, page } of outlinePages(pdf)) if (!first.has(title)) first.set(title, page);
  const starts = letters.map(({ letterCode }) => first.get(formatLetterCode(letterCode)));
  return letters.map((_, index) => {
    const start = starts[index];
    const next = index + 1 < letters.length ? starts[index + 1] : pdf.getPageCount();
    const expected = index === 0 ? start === 0 : true;
    if (start === undefined || next === undefined || next <= start || !expected) {
      throw new PagesDoNotAddUp(`letter ${index + 1} of ${letters.length}`);
    }
    return next - start;
  });
}

/**
 * Prints letters as one document. How long a letter is shows only when it has been printed, and each page says "page 1
 * of 2": where a letter turns out longer than it said, the document is printed once more.
 * @throws PagesDoNotAddUp when a letter's pages can't be told from its neighbours'
 */
export async function printLetters(
  letters: readonly LetterInput[],
  letterhead: Letterhead,
  press: PrintingPress,
): Promise<PrintedLetters> {
  let said = letters.map(() => 1);
  for (let time = 0; time < 2; time += 1) {
    const bytes = await press.print(lettersDocument(letters, letterhead, said));
    const pdf = await PDFDocument.load(bytes, { updateMetadata: false });
    const lengths = lengthsOf(pdf, letters);
    if (lengths.every((length, index) => length === said[index])) return { bytes, pdf, lengths };
    said = lengths;
  }
  throw new PagesDoNotAddUp('a letter is not as long as it was a moment ago');
}
