import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { letterCodeFor } from '../../src/core/post/letter-code.js';
import { fixedDocument, type FixedLetter, type LetterInput } from '../../src/rendering/letter-page.js';
import type { Letterhead } from '../../src/rendering/letterhead.js';
import { printLetters } from '../../src/rendering/print-letters.js';
import type { PrintingPress } from '../../src/rendering/printing-press.js';
import { PagesDoNotAddUp, renderBatch } from '../../src/rendering/render-batch.js';
import { batchFile, FontList } from '../../src/rendering/overlay/batch-file.js';
import { layLetter } from '../../src/rendering/overlay/lay-letter.js';
import { ownSheets } from '../../src/rendering/overlay/own-sheets.js';
import { requireOwnCodes } from '../../src/rendering/overlay/own-codes.js';
import { letterhead, letterOf, openPresses, readPages, referenceOf, textOf } from './rendering-letters.js';

/** Letters that are laid over a sheet, beside the same letters as Chromium prints them whole. */

const folder = mkdtempSync(join(tmpdir(), 'openbrief-laid-'));
let press: PrintingPress;
let batches = 0;
beforeAll(async () => {
  const [opened] = await openPresses(1);
  if (opened === undefined) throw new Error('no press');
  press = opened;
});
afterAll(async () => {
  await press.close();
  rmSync(folder, { recursive: true });
});

const fixed: FixedLetter = {
  date: '9 maart 2026',
  subject: 'Uw formulier',
  body: '<p>Wij hebben uw formulier nog niet.</p><p class="heading"><strong>Wat vragen wij?</strong></p><ul><li>Vul het in.</li><li>Stuur het terug.</li></ul>',
  signature: 'Team Voorbeeld\nDienst Voorbeeld',
  letterUrl: 'https://voorbeeld.example/uw-brief',
  disclosureLine: 'Wij vergelijken brieven.',
};
const long: FixedLetter = { ...fixed, body: '<p>Deze brief is lang. </p>'.repeat(60) };

const withReferences: FixedLetter = {
  ...fixed,
  hasYourReference: true,
  enclosures: [
    'Formulier',
    'Antwoordenvelop',
    'Toelichting bij het formulier',
    'Een bijlage met een naam van 40 tekens.',
  ],
};

const laid = (index: number, change: Partial<LetterInput> = {}, sheet = fixed): LetterInput =>
  letterOf(index, { ...sheet, fixed: sheet, ...change });

async function batchOf(
  letters: readonly LetterInput[],
  head: Letterhead = letterhead,
): Promise<{ readonly path: string; readonly printed: number; readonly pages: number }> {
  const path = join(folder, `batch-${batches++}.pdf`);
  const { printed, pages } = await renderBatch(letters, head, path, [press]);
  return { path, printed, pages };
}

/** A page in grey, a byte a dot. */
function greyOf(path: string, page: number): { readonly width: number; readonly dots: Buffer } {
  const { stdout } = spawnSync('pdftoppm', ['-r', '150', '-gray', '-f', `${page}`, '-l', `${page}`, path], {
    maxBuffer: 1 << 26,
  });
  const [header = '', width] = /^P5\s+(\d+)\s+\d+\s+255\s/.exec(stdout.toString('latin1')) ?? [];
  return { width: Number(width), dots: stdout.subarray(header.length) };
}

const plainAddress = { addressLines: ['Mevr. A. de Vries', 'Straat 12 III', '1234 AB  UTRECHT'] };
const ordinary = laid(0, { addressLines: ['Mevr. A. de Vries', 'Straat 12 III', '1234 AB  UTRECHT'] });
const cases: readonly (readonly [string, Letterhead, readonly LetterInput[]])[] = [
  [
    'ordinary, awkward, foreign, crowded and long',
    letterhead,
    [
      ordinary,
      laid(2, { salutation: 'Geachte heer <b>Żółć</b> & "Co",' }),
      laid(4, {
        addressLines: ['Α. Παπαδόπουλος', 'Λεωφόρος 1', 'ΑΘΗΝΑ', 'GRIEKENLAND'],
        kix: undefined,
      }),
      laid(3, {
        addressLines: [
          ...Array.from({ length: 6 }, (_, line) => `Gebouw ${line}`),
          'Straat 12 III',
          '1234 AB  UTRECHT',
        ],
        kix: '1234AB12XIII',
      }),
      laid(0, { letterCode: letterOf(12).letterCode }, long),
    ],
  ],
  ['an envelope with its window on the right', { ...letterhead, window: 'right' }, [ordinary]],
  [
    'a reference of the reader’s own, and enclosures',
    letterhead,
    [
      laid(0, { yourReference: 'DOSSIER-2026/0417 ß' }, withReferences),
      laid(6, { yourReference: 'W'.repeat(14) }, withReferences),
    ],
  ],
  [
    'the same with the window on the right',
    { ...letterhead, window: 'right' },
    [laid(0, { yourReference: 'DOSSIER-2026/0417' }, withReferences)],
  ],
  [
    'text that is the reader’s own, short and over three pages',
    letterhead,
    [0, 2, 4, 6, 7, 8, 10, 26].map((index) => letterOf(index, plainAddress)),
  ],
  ['another typeface', { ...letterhead, font: 'source-serif-4' }, [ordinary]],
];

const same = (text: string): string => text.normalize('NFC').replace(/\s/g, '');

const hasPoppler = spawnSync('pdftoppm', ['-v']).error === undefined;

/** Dots with ink in one picture that have none near them in the other; one dot is 0.17 mm. */
function inkMissing(
  { width, dots }: ReturnType<typeof greyOf>,
  other: ReturnType<typeof greyOf>,
): { readonly ink: number; readonly missing: number } {
  let ink = 0;
  let missing = 0;
  dots.forEach((dot, at) => {
    if (dot >= 128) return;
    ink += 1;
    const near = [-width - 1, -width, -width + 1, -1, 0, 1, width - 1, width, width + 1];
    if (!near.some((step) => (other.dots[at + step] ?? 255) < 192)) missing += 1;
  });
  return { ink, missing };
}

describe('a letter that is laid over a sheet', () => {
  test.each(cases)('is as Chromium prints it whole: %s', async (_what, head, letters) => {
    const { path, printed, pages } = await batchOf(letters, head);
    expect(printed).toBe(0);
    const proof = await printLetters(letters, head, press);
    expect(pages).toBe(proof.lengths.reduce((sum, length) => sum + length, 0));
    const placed = async (pdf: string | Uint8Array): Promise<string[]> =>
      (await readPages(pdf)).flatMap((page, number) =>
        page
          .filter(({ text }) => text.trim() !== '')
          .map(
            ({ text, left, baseline }) => `${number} ${left.toFixed(1)} ${baseline.toFixed(1)} ${same(text)}`,
          ),
      );
    expect((await placed(path)).toSorted()).toEqual((await placed(proof.bytes)).toSorted());
    // How it looks needs pdftoppm.
    if (!hasPoppler) return;
    const file = join(folder, 'proof.pdf');
    writeFileSync(file, proof.bytes);
    for (let page = 1; page <= pages; page += 1) {
      const [one, other] = [greyOf(path, page), greyOf(file, page)];
      expect(one.width).toBe(other.width);
      for (const { ink, missing } of [inkMissing(one, other), inkMissing(other, one)]) {
        expect(ink).toBeGreaterThan(2_000);
        expect(missing).toBe(0);
      }
    }
  });
});

/** Of all letters of the table below in one batch, each with a letter beside it that is laid over its sheet. */
let mixed: ReturnType<typeof batchOf> | undefined;
const withCode = (letter: LetterInput, name: string): LetterInput => ({
  ...letter,
  letterCode: letterCodeFor(new Uint8Array(32), name),
});

describe('a letter is printed by itself', () => {
  const alone: readonly (readonly [string, LetterInput])[] = [
    ['when its text differs from the sheet', laid(0, { body: '<p>Uw kenmerk is REF-9.</p>' })],
    [
      'when a line of its address breaks',
      laid(0, { addressLines: ['W'.repeat(40), 'Straat 1', '1234 AB  UTRECHT'] }),
    ],
    ['when its salutation breaks', laid(0, { salutation: `Geachte heer ${'Van '.repeat(40)},` })],
    [
      'when the typeface lacks a character',
      laid(0, { addressLines: ['東京', 'Straat 1', '1234 AB  UTRECHT'] }),
    ],
    ['when a character is drawn over another', laid(0, { reference: 'x\u0323\u0301y' })],
    ['when it runs from right to left', laid(0, { addressLines: ['علي', 'Straat 1', '1234 AB  UTRECHT'] })],
    ['when the Dutch ij has accents', laid(0, { salutation: 'Geachte heer Bíjl,' })],
    ['when HTML would take spaces away', laid(0, { reference: 'A  B' })],
  ];

  test.each(alone.map(([what], index) => [what, index] as const))('%s', async (_what, index) => {
    mixed ??= batchOf(
      alone.flatMap(([, letter], at) => [withCode(letter, `own ${at}`), laid(12 * (at + 1))]),
    );
    const { path, printed } = await mixed;
    expect(printed).toBe(alone.length);
    const pages = (await readPages(path)).map(textOf);
    expect(pages).toHaveLength(2 * alone.length);
    // What no typeface here has comes out as a box; the rest of the letter is there.
    const lines = alone[index]?.[1].addressLines.slice(1) ?? [];
    for (const line of lines) expect(same(pages[2 * index] ?? '')).toContain(same(line));
    expect(pages[2 * index + 1]).toContain(referenceOf(12 * (index + 1)));
  });
});

describe('what is laid over a sheet', () => {
  test("is nobody's before it is laid: the sheet has no name, code or reference on it", async () => {
    const html = fixedDocument([fixed], letterhead);
    for (const own of [
      ordinary.letterCode,
      ordinary.reference,
      ordinary.salutation,
      'De Vries',
      'Briefcode ',
    ])
      expect(html).not.toContain(own);
    const [page = []] = await readPages(await press.print(html, false));
    expect(textOf(page)).not.toMatch(/[0-9A-Z]{4}-[0-9A-Z]{4}|REF|KENMERK|Geachte/);
  });

  test("is read back before the batch is kept: another letter's code on a page is found", async () => {
    const path = join(folder, 'batch.pdf');
    const { ranges } = await renderBatch([laid(0), laid(1), letterOf(2)], letterhead, path, [press]);
    const pdf = readFileSync(path);
    await expect(requireOwnCodes(pdf, ranges)).resolves.toBeUndefined();
    const [one, two, three] = ranges;
    if (one === undefined || two === undefined || three === undefined) throw new Error('three letters');
    const swapped = [{ ...one, letterCode: two.letterCode }, { ...two, letterCode: one.letterCode }, three];
    await expect(requireOwnCodes(pdf, swapped)).rejects.toThrow(PagesDoNotAddUp);
    await expect(requireOwnCodes(pdf, [one, two])).rejects.toThrow(PagesDoNotAddUp);
    const longer = [one, { ...two, lastPage: 3 }];
    await expect(requireOwnCodes(pdf, longer)).rejects.toThrow(PagesDoNotAddUp);
  });

  test('makes the same file of the same letters', async () => {
    const once = readFileSync((await batchOf([laid(0), laid(1)])).path);
    expect(readFileSync((await batchOf([laid(0), laid(1)])).path).equals(once)).toBe(true);
  });

  test.runIf(spawnSync('qpdf', ['--version']).error === undefined)(
    'is a sound PDF, also beside letters that were printed by themselves (needs qpdf)',
    async () => {
      const { path } = await batchOf([laid(0), letterOf(1), laid(2, {}, long), letterOf(8)]);
      const { status, stdout, stderr } = spawnSync('qpdf', ['--check', path], { encoding: 'utf8' });
      expect(`${stdout}${stderr}`).toContain('No syntax or stream encoding errors');
      expect(status).toBe(0);
    },
  );
});

test('a letter that is laid over the text of another is not kept', async () => {
  const letters = [letterOf(0, plainAddress), letterOf(2, plainAddress)];
  const sheets = await ownSheets(letters, letterhead, [press]);
  const fonts = new FontList();
  /** Each letter over the sheet of the letter at the place that is named. */
  const fileOf = async (order: readonly number[]): Promise<Buffer> =>
    batchFile(
      letters.map((letter, place) => {
        const found = sheets.get(letters[order[place] ?? 0] ?? letter);
        if (found === undefined) throw new Error('no sheet');
        const { text, sheet } = found;
        const drawn = layLetter({ ...letter, ...text, fixed: text }, sheet, 'source-sans-3', fonts);
        if (drawn === undefined) throw new Error('not laid');
        return { kind: 'laid' as const, sheet, drawn };
      }),
      fonts,
    );
  const ranges = letters.map(({ letterCode }, place) => ({
    letterCode,
    firstPage: place + 1,
    lastPage: place + 1,
  }));
  await expect(requireOwnCodes(await fileOf([0, 1]), ranges)).resolves.toBeUndefined();
  await expect(requireOwnCodes(await fileOf([1, 0]), ranges)).rejects.toThrow(PagesDoNotAddUp);
});
