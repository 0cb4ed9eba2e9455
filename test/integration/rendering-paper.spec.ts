import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDict, PDFDocument, PDFName } from 'pdf-lib';
import { decodeQR } from 'qr/decode.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LetterInput } from '../../src/rendering/letter-page.js';
import { printLetters } from '../../src/rendering/print-letters.js';
import type { PrintingPress } from '../../src/rendering/printing-press.js';
import { letterhead, letterOf, openPresses, readPages, type PlacedText } from './rendering-letters.js';

/** What the window of the envelope shows, in millimetres from the left and the top of the paper. */
const WINDOW = { left: 20, right: 110, top: 50, bottom: 90 };
const inWindow = ({ left, right, baseline }: PlacedText): boolean =>
  left < WINDOW.right && right > WINDOW.left && baseline > WINDOW.top && baseline < WINDOW.bottom + 2;

let press: PrintingPress;
beforeAll(async () => {
  const [opened] = await openPresses(1);
  if (opened === undefined) throw new Error('no press');
  press = opened;
});
afterAll(() => press.close());

async function proof(
  change: Partial<LetterInput>,
  head = letterhead,
): Promise<{ readonly pdf: Uint8Array; readonly pages: number | undefined }> {
  const { bytes, lengths } = await printLetters([letterOf(0, change)], head, press);
  return { pdf: bytes, pages: lengths[0] };
}

describe('the window of the envelope', () => {
  test.each<[string, string[], string | undefined]>([
    [
      'an ordinary address',
      ['Mevr. A. de Vries', 'Kalverstraat 12 III', '1012 NZ  AMSTERDAM'],
      '1012NZ12XIII',
    ],
    ['a long name without spaces', ['W'.repeat(90), 'Kalverstraat 12', '1012 NZ  AMSTERDAM'], '1012NZ12'],
    [
      'long lines, all capitals',
      [
        'VERENIGING VAN EIGENAREN '.repeat(5),
        'T.A.V. DE PENNINGMEESTER '.repeat(4),
        'STRAAT '.repeat(15),
        '1012 NZ  AMSTERDAM',
      ],
      '1012NZ99999XABCDEF',
    ],
    [
      'six lines abroad',
      ['Bedrijf', 'T.a.v. Α. Παπαδόπουλος', 'Gebouw 3', 'Wetstraat 16', '1000 BRUSSEL', 'BELGIË'],
      undefined,
    ],
    ['markup', ['<b>A</b> &amp; "B"', "'s-Gravenweg 1", '1012 NZ  AMSTERDAM'], '1012NZ1'],
  ])('shows the whole of %s and nothing else', async (_what, addressLines, kix) => {
    const { pdf } = await proof({ addressLines, kix });
    const [page = []] = await readPages(pdf);
    const squeezed = (text: string): string => text.normalize('NFC').replace(/\s/g, '');
    const shown = page.filter(inWindow);
    expect(squeezed(shown.map(({ text }) => text).join(''))).toBe(squeezed(addressLines.join('')));
    for (const { left, right } of shown) {
      expect(left).toBeGreaterThanOrEqual(WINDOW.left);
      expect(right).toBeLessThanOrEqual(WINDOW.right);
    }
  });

  test('stays free of a return address and of an organisation with long names', async () => {
    const { pdf } = await proof(
      {},
      {
        ...letterhead,
        organisation:
          'Uitvoeringsinstelling voor de Ondersteuning van Voorbeelden in Brieven en Folders '.repeat(2),
        returnAddress:
          'Retouradres: Afdeling Klantcontact en Verzending, Postbus 12345, 1000 AA Amsterdam, Nederland',
      },
    );
    const [page = []] = await readPages(pdf);
    expect(
      page
        .filter(inWindow)
        .map(({ text }) => text.trim())
        .filter(Boolean),
    ).toEqual(['Jansen', 'Straat 0', '1234 AB UTRECHT']);
    expect(
      page
        .map(({ text }) => text)
        .join('')
        .replace(/\s/g, ''),
    ).toContain('1000AAAmsterdam,Nederland');
  });
});

describe('a proof', () => {
  test('is tagged, in Dutch, and called what the letter is about', async () => {
    const { pdf, pages } = await proof({ subject: 'Uw formulier <nu>' });
    expect(pages).toBe(1);
    const document = await PDFDocument.load(pdf, { updateMetadata: false });
    const marks = document.catalog.lookup(PDFName.of('MarkInfo'), PDFDict);
    expect(String(marks.get(PDFName.of('Marked')))).toBe('true');
    expect(document.catalog.get(PDFName.of('StructTreeRoot'))).toBeDefined();
    expect(String(document.catalog.get(PDFName.of('Lang')))).toContain('nl');
    expect(document.getTitle()).toBe('Uw formulier <nu>');
  });

  test('keeps what is beside the address apart from the text, however much that is', async () => {
    const { pdf } = await proof({
      hasYourReference: true,
      yourReference: 'D-2026-0001',
      enclosures: ['Formulier', 'Antwoordenvelop', 'Toelichting bij het formulier', 'Uw rechten en plichten'],
    });
    const [page = []] = await readPages(pdf);
    const baseline = (part: string): number => page.find(({ text }) => text.includes(part))?.baseline ?? NaN;
    // The line itself is 5 mm high.
    expect(baseline('Betreft') - baseline('Uw rechten en plichten')).toBeGreaterThan(8);
  });

  test('counts its pages', async () => {
    const { pdf, pages } = await proof({ body: `<p>${'Een zin. '.repeat(700)}</p>` });
    const read = await readPages(pdf);
    expect(pages).toBe(read.length);
    expect(pages).toBeGreaterThan(1);
  });

  test('has nothing in the margins that a printer can not reach', async () => {
    const { pdf } = await proof({ reference: 'K'.repeat(80), body: `<p>${'w'.repeat(400)}</p>` });
    for (const { text, left, right, baseline } of (await readPages(pdf)).flat()) {
      if (text.trim() === '') continue;
      expect(left).toBeGreaterThan(5);
      expect(right).toBeLessThan(205);
      expect(baseline).toBeGreaterThan(5);
      expect(baseline).toBeLessThan(292);
    }
  });
});

test.runIf(spawnSync('pdftoppm', ['-v']).error === undefined)(
  'a telephone reads the code from the printed letter (needs pdftoppm)',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'openbrief-paper-'));
    try {
      const letter = letterOf(3);
      const file = join(folder, 'letter.pdf');
      writeFileSync(file, (await printLetters([letter], letterhead, press)).bytes);
      const { stdout } = spawnSync('pdftoppm', ['-r', '150', '-f', '1', '-l', '1', file], {
        maxBuffer: 1 << 26,
      });
      // A portable pixmap: "P6", width, height, 255, and three bytes a pixel.
      const [header = '', width, height] =
        /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(stdout.toString('latin1')) ?? [];
      const image = { width: Number(width), height: Number(height), data: stdout.subarray(header.length) };
      expect(decodeQR(image, { effort: 4, timeLimit: 10_000 })).toBe(
        `${letter.letterUrl}/${letter.letterCode}`,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
