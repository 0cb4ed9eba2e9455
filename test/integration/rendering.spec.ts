import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatLetterCode } from '../../src/core/post/letter-code.js';
import type { PrintingPress } from '../../src/rendering/printing-press.js';
import { renderBatch, type RenderedBatch } from '../../src/rendering/render-batch.js';
import {
  armTexts,
  lengthOf,
  letterhead,
  letterOf,
  nameOf,
  openPresses,
  readPages,
  referenceOf,
  textOf,
} from './rendering-letters.js';

const folder = mkdtempSync(join(tmpdir(), 'openbrief-letters-'));
const path = join(folder, 'batch.pdf');
const letters = Array.from({ length: 120 }, (_, index) => letterOf(index));
let presses: PrintingPress[];
let batch: RenderedBatch;
const progress: number[] = [];

beforeAll(async () => {
  presses = await openPresses(2);
  batch = await renderBatch(letters, letterhead, path, presses, (done) => progress.push(done));
});
afterAll(async () => {
  await Promise.all(presses.map((press) => press.close()));
  rmSync(folder, { recursive: true });
});

describe('a batch', () => {
  test('has one page range for each letter, in order, without gaps, as long as the letter', () => {
    let page = 0;
    expect(batch.ranges).toEqual(
      letters.map(({ letterCode }, index) => {
        const firstPage = page + 1;
        page += lengthOf(index);
        return { letterCode, firstPage, lastPage: page };
      }),
    );
    expect(page).toBe(batch.pages);
  });

  test('has on each page its own recipient and nothing of a neighbour, whatever they are called', async () => {
    const pages = await readPages(path);
    expect(pages).toHaveLength(batch.pages);
    const squeezed = (text: string): string => text.normalize('NFC').replace(/\s/g, '');
    const codes = letters.map(({ letterCode }) => formatLetterCode(letterCode));
    batch.ranges.forEach(({ firstPage, lastPage }, index) => {
      const own = pages.slice(firstPage - 1, lastPage).map(textOf);
      const whole = own.join('');
      expect(squeezed(whole)).toContain(squeezed(`Beste ${nameOf(index)},`));
      expect(new Set(whole.match(/KENMERK-\d+-EINDE/g))).toEqual(new Set([referenceOf(index)]));
      expect(squeezed(whole)).toContain(squeezed(armTexts[index % 2] ?? ''));
      expect(squeezed(whole)).not.toContain(squeezed(armTexts[(index + 1) % 2] ?? ''));
      own.forEach((page, place) => {
        expect(codes.filter((code) => page.includes(code))).toEqual([codes[index]]);
        expect(squeezed(page)).toContain(`Pagina${place + 1}van${own.length}`);
      });
    });
  });

  test('is the file that its hash says, with nothing beside it', () => {
    const bytes = readFileSync(path);
    expect(createHash('sha256').update(bytes).digest().equals(batch.sha256)).toBe(true);
    expect(bytes.length).toBe(batch.bytes);
    expect(readdirSync(folder)).toEqual(['batch.pdf']);
  });

  test('tells how far it is, up to the last letter', () => {
    expect(progress.length).toBeGreaterThan(1);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(letters.length);
  });

  test('is nothing at all when a letter can not be told from its neighbour', async () => {
    const nowhere = join(folder, 'twice.pdf');
    await expect(renderBatch([letterOf(1), letterOf(1)], letterhead, nowhere, presses)).rejects.toThrow();
    expect(existsSync(nowhere)).toBe(false);
  });

  test('leaves the batch that was there as it was when the new one fails', async () => {
    const before = readFileSync(path);
    await expect(renderBatch([letterOf(1), letterOf(1)], letterhead, path, presses)).rejects.toThrow();
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test.runIf(spawnSync('pdffonts', ['-v']).error === undefined)(
    'has all its fonts inside, and none of this machine (needs pdffonts)',
    () => {
      const fonts = spawnSync('pdffonts', [path], { encoding: 'utf8' })
        .stdout.split('\n')
        .slice(2)
        .filter(Boolean);
      expect(fonts.length).toBeGreaterThan(0);
      // Columns: name, type, encoding, emb, sub, uni, object.
      expect(fonts.filter((line) => !/ yes (yes|no) {1,2}(yes|no) /.test(line))).toEqual([]);
      expect(fonts.filter((line) => !line.includes('SourceSans3'))).toEqual([]);
    },
  );
});
