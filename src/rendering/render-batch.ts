import { createHash } from 'node:crypto';
import { mkdirSync, openSync, closeSync, fsyncSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { PDFDocument } from 'pdf-lib';
import type { Letterhead, LetterInput } from './letter-page.js';
import { PagesDoNotAddUp, printLetters, type PrintedLetters } from './print-letters.js';
import type { PrintingPress } from './printing-press.js';

export { PagesDoNotAddUp } from './print-letters.js';

/** Fifty letters a document: Chromium is several times faster than letter by letter, and slows down over some hundred. */
export const LETTERS_A_DOCUMENT = 50;

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
}

/** Where each letter of a document comes in the batch, after the pages that are there already. */
function rangesOf(
  letters: readonly LetterInput[],
  lengths: readonly number[],
  pagesBefore: number,
): PageRange[] {
  let page = pagesBefore;
  return letters.map(({ letterCode }, index) => {
    const firstPage = page + 1;
    page += lengths[index] ?? 0;
    return { letterCode, firstPage, lastPage: page };
  });
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

/**
 * Prints letters in their order into one PDF.
 * @param path where the PDF is to be; it is there whole when this returns, and not at all when it throws
 * @param presses documents are printed on these side by side
 * @throws PagesDoNotAddUp when a letter's pages can't be told from its neighbours'
 */
export async function renderBatch(
  letters: readonly LetterInput[],
  letterhead: Letterhead,
  path: string,
  presses: readonly PrintingPress[],
  onProgress?: (letters: number) => void,
): Promise<RenderedBatch> {
  const parts: (readonly LetterInput[])[] = [];
  for (let at = 0; at < letters.length; at += LETTERS_A_DOCUMENT)
    parts.push(letters.slice(at, at + LETTERS_A_DOCUMENT));
  const documents = new Map<number, PrintedLetters>();
  let next = 0;
  let done = 0;
  await Promise.all(
    presses.map(async (press) => {
      try {
        for (let index = next++; index < parts.length; index = next++) {
          const part = parts[index] ?? [];
          documents.set(index, await printLetters(part, letterhead, press));
          done += part.length;
          onProgress?.(done);
        }
      } catch (error) {
        // Nothing will be written any more: the other presses need not go on.
        next = parts.length;
        throw error;
      }
    }),
  );
  const batch = await PDFDocument.create();
  const ranges: PageRange[] = [];
  for (const [index, part] of parts.entries()) {
    const printed = documents.get(index);
    if (printed === undefined) throw new PagesDoNotAddUp(`document ${index + 1} of ${parts.length}`);
    ranges.push(...rangesOf(part, printed.lengths, batch.getPageCount()));
    for (const page of await batch.copyPages(printed.pdf, printed.pdf.getPageIndices())) batch.addPage(page);
    documents.delete(index);
  }
  const bytes = await batch.save({ useObjectStreams: true });
  writeWhole(path, bytes);
  return {
    sha256: createHash('sha256').update(bytes).digest(),
    bytes: bytes.length,
    pages: batch.getPageCount(),
    ranges,
  };
}
