import { createHash } from 'node:crypto';
import { mkdirSync, openSync, closeSync, fsyncSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { FixedLetter, Letterhead, LetterInput } from './letter-page.js';
import { batchFile, FontList, type LetterPages } from './overlay/batch-file.js';
import { fixedSheetsOf, type FixedSheet } from './overlay/fixed-sheets.js';
import { layLetter } from './overlay/lay-letter.js';
import { ownSheets } from './overlay/own-sheets.js';
import { requireOwnCodes } from './overlay/own-codes.js';
import { PagesDoNotAddUp } from './pages-do-not-add-up.js';
import { printLetters } from './print-letters.js';
import type { PrintingPress } from './printing-press.js';

export { PagesDoNotAddUp } from './pages-do-not-add-up.js';

/** Fifty letters a document: Chromium is several times faster than letter by letter, and slows down over some hundred. */
const LETTERS_A_DOCUMENT = 50;

/** The pages of one letter in its batch, from 1. */
export interface PageRange {
  readonly letterCode: string;
  readonly firstPage: number;
  readonly lastPage: number;
}

export interface RenderedBatch {
  /** SHA-256 of the PDF. */
  readonly sha256: Buffer;
  readonly bytes: number;
  readonly pages: number;
  readonly ranges: readonly PageRange[];
  /** Letters that were printed by themselves, because what is their reader's own changes how they are set. */
  readonly printed: number;
}

/** Writes a file whole or not at all: beside it first, on the disk for sure, then under its name. */
function writeWhole(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}.part`;
  const file = openSync(unfinished, 'w');
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  renameSync(unfinished, path);
}

/** Prints letters by themselves, some in a document, on all presses side by side. */
async function printOneByOne(
  letters: readonly LetterInput[],
  letterhead: Letterhead,
  presses: readonly PrintingPress[],
  onDone: (letters: number) => void,
): Promise<Map<LetterInput, LetterPages>> {
  const parts: (readonly LetterInput[])[] = [];
  for (let at = 0; at < letters.length; at += LETTERS_A_DOCUMENT)
    parts.push(letters.slice(at, at + LETTERS_A_DOCUMENT));
  const pages = new Map<LetterInput, LetterPages>();
  let next = 0;
  await Promise.all(
    presses.map(async (press) => {
      try {
        for (let index = next++; index < parts.length; index = next++) {
          const part = parts[index] ?? [];
          const { pdf, lengths } = await printLetters(part, letterhead, press);
          let first = 0;
          for (const [place, letter] of part.entries()) {
            const length = lengths[place] ?? 0;
            const own = Array.from({ length }, (_, page) => first + page);
            pages.set(letter, { kind: 'printed', pdf, pages: own });
            first += length;
          }
          onDone(part.length);
        }
      } catch (error) {
        // Nothing will be written any more: the other presses need not go on.
        next = parts.length;
        throw error;
      }
    }),
  );
  return pages;
}

/** The sheets of the letters' arms, printed once: by the first press, which keeps them for the next batch. */
function sheetsOf(
  letters: readonly LetterInput[],
  letterhead: Letterhead,
  presses: readonly PrintingPress[],
): Promise<ReadonlyMap<FixedLetter, FixedSheet>> {
  const [press] = presses;
  const fixed = new Set(letters.flatMap((letter) => (letter.fixed === undefined ? [] : [letter.fixed])));
  return press === undefined || fixed.size === 0
    ? Promise.resolve(new Map<FixedLetter, FixedSheet>())
    : fixedSheetsOf(press).of(fixed, letterhead);
}

/** Letters between two moments at which others get their turn: workers that tell that they live, pages that are asked. */
const A_TURN = 50;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Makes one PDF of letters in their order. The letter of an arm is printed once, without a recipient, and what is each
 * recipient's own is laid over it. A letter whose text is its reader's own has a sheet of its own to be laid over, and one
 * whose setting depends on its reader is printed by itself.
 * @param path where the PDF is to be; it is there whole when this returns, and not at all when it throws
 * @param presses documents are printed on these side by side
 * @throws PagesDoNotAddUp when a letter's pages can't be told from its neighbours', or have not its own code on them
 */
export async function renderBatch(
  letters: readonly LetterInput[],
  letterhead: Letterhead,
  path: string,
  presses: readonly PrintingPress[],
  onProgress?: (letters: number) => void,
): Promise<RenderedBatch> {
  if (new Set(letters.map(({ letterCode }) => letterCode)).size < letters.length)
    throw new PagesDoNotAddUp('two letters with one code');
  let done = 0;
  let told = 0;
  const progress = (count: number): void => {
    done += count;
    if (done > told) onProgress?.(done);
    told = Math.max(told, done);
  };
  const sheets = await sheetsOf(letters, letterhead, presses);
  const fonts = new FontList();
  const pages = new Map<LetterInput, LetterPages>();
  const font = letterhead.font ?? 'source-sans-3';
  const lay = (letter: LetterInput, sheet: FixedSheet, fixed = letter.fixed): void => {
    const drawn = layLetter({ ...letter, fixed }, sheet, font, fonts);
    if (drawn !== undefined) pages.set(letter, { kind: 'laid', sheet, drawn });
  };
  for (const [index, letter] of letters.entries()) {
    const sheet = letter.fixed === undefined ? undefined : sheets.get(letter.fixed);
    if (sheet !== undefined) lay(letter, sheet);
    if (index % A_TURN === A_TURN - 1) await turn();
  }
  progress(pages.size);
  const merged = letters.filter(({ fixed }) => fixed === undefined);
  const before = pages.size;
  // In the order of the letters and not of the presses, so that the same letters make the same file.
  const own = await ownSheets(merged, letterhead, presses, progress);
  for (const letter of merged) {
    const found = own.get(letter);
    if (found !== undefined) lay(letter, found.sheet, found.text);
  }
  // Those that can't be laid over their own sheet are still to come.
  progress(pages.size - before - own.size);
  const others = letters.filter((letter) => !pages.has(letter));
  for (const [letter, own] of await printOneByOne(others, letterhead, presses, progress))
    pages.set(letter, own);
  const ordered = letters.map((letter, index) => {
    const own = pages.get(letter);
    if (own === undefined) throw new PagesDoNotAddUp(`letter ${index + 1} of ${letters.length}`);
    return own;
  });
  const bytes = await batchFile(ordered, fonts);
  let page = 0;
  const ranges = ordered.map((own, index): PageRange => {
    const firstPage = page + 1;
    page += own.kind === 'laid' ? own.drawn.length : own.pages.length;
    return { letterCode: letters[index]?.letterCode ?? '', firstPage, lastPage: page };
  });
  await requireOwnCodes(bytes, ranges);
  writeWhole(path, bytes);
  return {
    sha256: createHash('sha256').update(bytes).digest(),
    bytes: bytes.length,
    pages: page,
    ranges,
    printed: others.length,
  };
}
