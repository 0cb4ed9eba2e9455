import { createHash } from 'node:crypto';
import { mkdirSync, openSync, closeSync, fsyncSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { PDFDocument } from 'pdf-lib';
import { formatLetterCode } from '../core/post/letter-code.js';
import { lettersDocument, type Letterhead, type LetterInput } from './letter-page.js';
import { outlinePages } from './outline-pages.js';
import type { PrintingPress } from './printing-press.js';

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

/** The pages of a document don't match its letters: nothing is written. */
export class PagesDoNotAddUp extends Error {}

/** Where each letter begins, from the document's own outline: its code is a heading on its first page. */
function rangesOf(pdf: PDFDocument, letters: readonly LetterInput[], pagesBefore: number): PageRange[] {
  const first = new Map<string, number>();
  for (const { title, page } of outlinePages(pdf)) if (!first.has(title)) first.set(title, page);
  const starts = letters.map(({ letterCode }) => first.get(formatLetterCode(letterCode)));
  return letters.map(({ letterCode }, index) => {
    const start = starts[index];
    const next = index + 1 < letters.length ? starts[index + 1] : pdf.getPageCount();
    const expected = index === 0 ? start === 0 : true;
    if (start === undefined || next === undefined || next <= start || !expected) {
      throw new PagesDoNotAddUp(`letter ${index + 1} of ${letters.length}`);
    }
    return { letterCode, firstPage: pagesBefore + start + 1, lastPage: pagesBefore + next };
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
  const documents = Array.from<Uint8Array>({ length: parts.length });
  let next = 0;
  let done = 0;
  await Promise.all(
    presses.map(async (press) => {
      for (let index = next++; index < parts.length; index = next++) {
        const part = parts[index] ?? [];
        documents[index] = await press.print(lettersDocument(part, letterhead));
        done += part.length;
        onProgress?.(done);
      }
    }),
  );
  const batch = await PDFDocument.create();
  const ranges: PageRange[] = [];
  for (const [index, part] of parts.entries()) {
    const pdf = await PDFDocument.load(documents[index] ?? new Uint8Array(0), { updateMetadata: false });
    ranges.push(...rangesOf(pdf, part, batch.getPageCount()));
    for (const page of await batch.copyPages(pdf, pdf.getPageIndices())) batch.addPage(page);
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
