import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blocksOf } from '../../src/core/composition/compose.js';
import { letterFiller } from '../../src/core/composition/fill-letter.js';
import { formatLetterCode, letterCodeFor } from '../../src/core/post/letter-code.js';
import { chromiumArguments } from '../../src/platform/chromium/chromium-arguments.js';
import { findChromium } from '../../src/platform/chromium/find-chromium.js';
import type { Letterhead, LetterInput } from '../../src/rendering/letter-page.js';
import { PrintingPress } from '../../src/rendering/printing-press.js';
import { renderBatch, type RenderedBatch } from '../../src/rendering/render-batch.js';

const folder = mkdtempSync(join(tmpdir(), 'letters-'));
const letterhead: Letterhead = {
  organisation: 'Dienst Voorbeeld',
  returnAddress: 'Retouradres: Postbus 1, 1000 AA Amsterdam',
  contact: 'www.voorbeeld.example',
  colour: '#154273',
};

const awkward = [
  'Jansen',
  "O'Brien-van 't Hoff",
  '<b>Vet</b> & "co"',
  '{{constructor}}',
  'Żółć-Çelik-Ştefănescu',
  'Van der Wolkenkrabberbouwmaatschappijdirecteurswoningbewoner',
  '-- ; drop table',
  'Ærøskøbing',
];

const fill = letterFiller(
  blocksOf(
    'Beste {{naam}},\n\nDit is uw eigen brief met kenmerk {{kenmerk}}.\n\n{{#if lang}}{{lang}}{{/if}}',
  ),
);

const letter = (index: number): LetterInput => {
  const naam = awkward[index % awkward.length] ?? '';
  const kenmerk = `KENMERK-${index}-EINDE`;
  return {
    letterCode: letterCodeFor(new Uint8Array(32), String(index)),
    addressLines: [naam, `Straat ${index}`, '1234 AB  UTRECHT'],
    kix: `1234AB${index + 1}`,
    reference: kenmerk,
    date: '9 maart 2026',
    subject: 'Uw formulier',
    salutation: 'Geachte heer, mevrouw,',
    // Every ninth letter runs to a second page.
    body: fill({ naam, kenmerk, lang: index % 9 === 8 ? 'Deze brief is lang. '.repeat(300) : '' }),
    signature: 'Dienst Voorbeeld',
    letterUrl: 'https://voorbeeld.example/uw-brief',
    disclosureLine: 'Wij vergelijken brieven.',
  };
};

let presses: PrintingPress[];
let batch: RenderedBatch;
const path = join(folder, 'batch.pdf');
const letters = Array.from({ length: 120 }, (_, index) => letter(index));

async function pageTexts(file: string): Promise<string[]> {
  const pdf = await getDocument({ data: new Uint8Array(readFileSync(file)), verbosity: 0 }).promise;
  const texts: string[] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const content = await (await pdf.getPage(number)).getTextContent();
    texts.push(content.items.map((item) => ('str' in item ? item.str : '')).join(''));
  }
  return texts;
}

beforeAll(async () => {
  const chromiumPath = await findChromium(process.env['PUPPETEER_EXECUTABLE_PATH']);
  presses = [1, 2].map(() => new PrintingPress({ chromiumPath, chromiumArguments: chromiumArguments() }));
  batch = await renderBatch(letters, letterhead, path, presses);
});
afterAll(async () => {
  await Promise.all(presses.map((press) => press.close()));
  rmSync(folder, { recursive: true });
});

describe('a batch', () => {
  test('has one page range for each letter, in order, without gaps', () => {
    expect(batch.ranges.map(({ letterCode }) => letterCode)).toEqual(
      letters.map(({ letterCode }) => letterCode),
    );
    let page = 0;
    for (const { firstPage, lastPage } of batch.ranges) {
      expect(firstPage).toBe(page + 1);
      expect(lastPage).toBeGreaterThanOrEqual(firstPage);
      page = lastPage;
    }
    expect(page).toBe(batch.pages);
    expect(batch.ranges.filter(({ firstPage, lastPage }) => lastPage > firstPage)).toHaveLength(13);
  });

  test('has on each page its own recipient and nothing of a neighbour, whatever they are called', async () => {
    const texts = await pageTexts(path);
    const squeezed = (text: string): string => text.replace(/\s/g, '');
    batch.ranges.forEach(({ letterCode, firstPage, lastPage }, index) => {
      const own = texts.slice(firstPage - 1, lastPage).join('');
      expect(own).toContain(formatLetterCode(letterCode));
      expect(own).toContain(`KENMERK-${index}-EINDE`);
      expect(squeezed(own)).toContain(squeezed(`Beste ${awkward[index % awkward.length] ?? ''},`));
      expect(new Set(own.match(/KENMERK-\d+-EINDE/g))).toEqual(new Set([`KENMERK-${index}-EINDE`]));
    });
  });

  test('is nothing at all when a letter can not be told from its neighbour', async () => {
    const twice = [letter(1), letter(1)];
    const nowhere = join(folder, 'twice.pdf');
    await expect(renderBatch(twice, letterhead, nowhere, presses)).rejects.toThrow();
    expect(existsSync(nowhere)).toBe(false);
  });

  test.runIf(spawnSync('pdffonts', ['-v']).error === undefined)(
    'has all its fonts inside (needs pdffonts)',
    () => {
      const fonts = spawnSync('pdffonts', [path], { encoding: 'utf8' })
        .stdout.split('\n')
        .slice(2)
        .filter(Boolean);
      expect(fonts.length).toBeGreaterThan(0);
      // Columns: name, type, encoding, emb, sub, uni, object.
      expect(fonts.every((line) => / yes (yes|no) {1,2}(yes|no) /.test(line))).toBe(true);
    },
  );
});

test('Chromium reaches neither network nor files from a letter', async () => {
  const press = presses[0];
  if (press === undefined) throw new Error('no press');
  const pdf = await press.print(
    '<img src="http://127.0.0.1:1/x.png"><img src="file:///etc/passwd"><iframe src="file:///etc/passwd"></iframe><script>document.title="ran"</script><p>tekst</p>',
  );
  const file = join(folder, 'outside.pdf');
  const { writeFileSync } = await import('node:fs');
  writeFileSync(file, pdf);
  expect((await pageTexts(file)).join('')).toBe('tekst');
});
