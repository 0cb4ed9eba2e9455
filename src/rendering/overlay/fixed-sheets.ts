import { createHash } from 'node:crypto';
import { PDFArray, PDFDict, PDFDocument, PDFName, PDFNumber, PDFString, type PDFPage } from 'pdf-lib';
import {
  fixedDocument,
  letterLayoutHash,
  placesOf,
  readPlace,
  type FixedLetter,
  type PlaceName,
} from '../letter-page.js';
import type { Letterhead } from '../letterhead.js';
import { ownStyles } from '../own-styles.js';
import type { PrintingPress } from '../printing-press.js';

/** Where something of the recipient's own comes: from the left and the top of the paper, in pixels of 1/96 inch. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface FixedPage {
  readonly page: PDFPage;
  readonly places: ReadonlyMap<PlaceName, Place>;
}

/** An arm's letter as it was printed without a recipient. */
export interface FixedSheet {
  readonly pdf: PDFDocument;
  readonly pages: readonly FixedPage[];
  /** Whether the letter's code is in the margin of its pages already. */
  readonly hasMargin: boolean;
}

export const PIXELS_A_POINT = 96 / 72;
/** Letters of different arms, letterheads or texts that a process keeps: some hundred kilobytes each. */
const KEPT = 64;
/** Places are told in whole pixels; more than this off, and the letter isn't laid out as it should be. */
const TOLERANCE = 0.1;

interface LinkedPage extends FixedPage {
  readonly letter: number | undefined;
}

function readPage(page: PDFPage): LinkedPage {
  const places = new Map<PlaceName, Place>();
  let letter: number | undefined;
  const links = page.node.Annots();
  for (let at = 0; at < (links?.size() ?? 0); at += 1) {
    const link = links?.lookup(at, PDFDict);
    const uri = link?.lookupMaybe(PDFName.of('A'), PDFDict)?.lookup(PDFName.of('URI'));
    const rect = link?.lookupMaybe(PDFName.of('Rect'), PDFArray);
    const found = uri instanceof PDFString ? readPlace(uri.decodeText()) : undefined;
    if (found === undefined || rect === undefined) continue;
    const edge = (side: number): number => rect.lookup(side, PDFNumber).asNumber() * PIXELS_A_POINT;
    const top = page.getHeight() * PIXELS_A_POINT - edge(3);
    places.set(found.name, { left: edge(0), top, width: edge(2) - edge(0), height: edge(3) - edge(1) });
    letter = found.letter;
  }
  return { page, places, letter };
}

/** Pages of each letter of a document; a letter begins where its address is. Undefined when a page can't be told. */
function byLetter(pdf: PDFDocument, letters: number): FixedPage[][] | undefined {
  const sheets: FixedPage[][] = [];
  for (const page of pdf.getPages().map(readPage)) {
    if (page.places.has('address')) sheets.push([]);
    if (page.letter !== undefined && page.letter !== sheets.length - 1) return undefined;
    sheets.at(-1)?.push(page);
  }
  return sheets.length === letters && pdf.getPageCount() === sheets.flat().length ? sheets : undefined;
}

const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) < TOLERANCE;

/** Whether a letter has each place once, in whole pixels, a line high. */
function isLaidOut(letter: FixedLetter, pages: readonly FixedPage[]): boolean {
  const found = pages.flatMap(({ places }) => [...places]);
  return (
    found.length === placesOf(letter).length &&
    found.every(([, { left, top }]) => isWhole(left) && isWhole(top)) &&
    found.every(
      ([name, { height }]) =>
        name === 'address' || name === 'qr' || Math.abs(height - ownStyles[name].lineHeight) < TOLERANCE,
    )
  );
}

/**
 * The letters of arms, each printed once by a press, without any recipient. What is printed is kept under the hash of
 * all that is on it, so that another text, letterhead or layout is another sheet.
 */
class FixedSheets {
  private readonly kept = new Map<string, FixedSheet | null>();

  constructor(private readonly press: PrintingPress) {}

  /** @returns for each letter its sheet; without those that can't be laid under a recipient's own lines */
  async of(
    letters: ReadonlySet<FixedLetter>,
    letterhead: Letterhead,
  ): Promise<ReadonlyMap<FixedLetter, FixedSheet>> {
    const keys = new Map([...letters].map((letter) => [letter, keyOf(letter, letterhead)]));
    const missing = [...letters].filter((letter) => !this.kept.has(keys.get(letter) ?? ''));
    if (missing.length > 0) {
      const sheets = await printSheets(this.press, missing, letterhead);
      missing.forEach((letter, index) => this.kept.set(keys.get(letter) ?? '', sheets[index] ?? null));
    }
    const found = [...keys].flatMap(([letter, key]): [FixedLetter, FixedSheet][] => {
      const sheet = this.kept.get(key);
      return sheet === undefined || sheet === null ? [] : [[letter, sheet]];
    });
    for (const key of this.kept.keys()) if (this.kept.size > KEPT) this.kept.delete(key);
    return new Map(found);
  }
}

/**
 * Prints letters without a recipient's own lines, all in one document.
 * @param margins what stands in the margin of each letter's pages, where that is not laid over them
 * @returns for each letter its sheet; undefined for one that can't be laid under a recipient's own lines, and none at all
 * when the pages of the letters can't be told apart
 */
export async function printSheets(
  press: PrintingPress,
  letters: readonly FixedLetter[],
  letterhead: Letterhead,
  margins?: readonly string[],
): Promise<(FixedSheet | undefined)[]> {
  let said = letters.map(() => 1);
  // As in `printLetters`: a letter that is longer than it says on its pages is printed once more.
  for (let time = 0; time < 2; time += 1) {
    const bytes = await press.print(fixedDocument(letters, letterhead, said, margins), false);
    const pdf = await PDFDocument.load(bytes, { updateMetadata: false });
    const sheets = byLetter(pdf, letters.length);
    if (sheets === undefined) return [];
    const lengths = sheets.map(({ length }) => length);
    if (lengths.every((length, index) => length === said[index]))
      return sheets.map((pages, index) => {
        const letter = letters[index];
        return letter !== undefined && isLaidOut(letter, pages)
          ? { pdf, pages, hasMargin: margins !== undefined }
          : undefined;
      });
    said = lengths;
  }
  return [];
}

const keyOf = (letter: FixedLetter, letterhead: Letterhead): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        letterLayoutHash,
        Object.entries(letterhead).toSorted(([a], [b]) => (a < b ? -1 : 1)),
        [letter.date, letter.subject, letter.body, letter.signature, letter.letterUrl, letter.disclosureLine],
        [letter.enclosures ?? [], letter.hasYourReference === true],
      ]),
    )
    .digest('hex');

const sheetsOfPress = new WeakMap<PrintingPress, FixedSheets>();

/** The sheets that a press printed, kept as long as the press is. */
export function fixedSheetsOf(press: PrintingPress): FixedSheets {
  const known = sheetsOfPress.get(press) ?? new FixedSheets(press);
  sheetsOfPress.set(press, known);
  return known;
}
