import { readFileSync } from 'node:fs';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { blocksOf } from '../../src/core/composition/compose.js';
import { letterFiller } from '../../src/core/composition/fill-letter.js';
import { letterCodeFor } from '../../src/core/post/letter-code.js';
import { chromiumArguments } from '../../src/platform/chromium/chromium-arguments.js';
import { findChromium } from '../../src/platform/chromium/find-chromium.js';
import type { Letterhead, LetterInput } from '../../src/rendering/letter-page.js';
import { PrintingPress } from '../../src/rendering/printing-press.js';

/** Letters for the tests of rendering, and a reader for what came out. */

export const letterhead: Letterhead = {
  organisation: 'Dienst Voorbeeld',
  returnAddress: 'Retouradres: Postbus 1, 1000 AA Amsterdam',
  contact: 'www.voorbeeld.example',
  colour: '#2f4a4f',
};

export const awkwardNames = [
  'Jansen',
  "O'Brien-van 't Hoff",
  '<b>Vet</b> & "co"',
  '{{constructor}}',
  'Żółć-Çelik-Ştefănescu',
  'Van der Wolkenkrabberbouwmaatschappijdirecteurswoningbewoner',
  '-- ; drop table',
  'Ærøskøbing',
  '</article></main><h2>0000-0000-0000-0000</h2>',
  '<!-- ',
  '**Vet** {{/if}}',
  'Παπαδόπουλος Иван Nguyễn',
] as const;

export const nameOf = (index: number): string => awkwardNames[index % awkwardNames.length] ?? '';
export const referenceOf = (index: number): string => `KENMERK-${index}-EINDE`;

/** Two arms, whose conditions break bold text off: what one leaves open must not come out at the other's. */
export const armTexts = ['Dit is de brief met gezag.', 'Dit is de brief met de norm.'] as const;
const fillers = armTexts.map((text) =>
  letterFiller(
    blocksOf(
      `Beste {{naam}},\n\n**{{#if nooit}}Let op** vandaag{{/if}} ${text} Uw kenmerk is {{kenmerk}}.\n\n- {{#if nooit}}een\n\ntwee{{/if}}\n\n{{lang}}`,
    ),
  ),
);

/** Every ninth letter takes a second page, and every twenty-seventh a third. */
const fillingOf = (index: number): string => {
  if (index % 27 === 26) return 'Deze brief is lang. '.repeat(600);
  return index % 9 === 8 ? 'Deze brief is lang. '.repeat(300) : '';
};
export const lengthOf = (index: number): number => (index % 27 === 26 ? 3 : index % 9 === 8 ? 2 : 1);

/** The letter of recipient `index`, with the changes that a test is about. */
export function letterOf(index: number, change: Partial<LetterInput> = {}): LetterInput {
  const fill = fillers[index % fillers.length];
  if (fill === undefined) throw new Error('no arm');
  return {
    letterCode: letterCodeFor(new Uint8Array(32), String(index)),
    addressLines: [nameOf(index), `Straat ${index}`, '1234 AB  UTRECHT'],
    kix: `1234AB${index + 1}`,
    reference: referenceOf(index),
    date: '9 maart 2026',
    subject: 'Uw formulier',
    salutation: 'Geachte heer, mevrouw,',
    body: fill({
      naam: nameOf(index),
      kenmerk: referenceOf(index),
      lang: fillingOf(index),
      nooit: '',
    }),
    signature: 'Dienst Voorbeeld',
    letterUrl: 'https://voorbeeld.example/uw-brief',
    disclosureLine: 'Wij vergelijken brieven.',
    ...change,
  };
}

export async function openPresses(count: number): Promise<PrintingPress[]> {
  const chromiumPath = await findChromium(process.env['PUPPETEER_EXECUTABLE_PATH']);
  return Array.from(
    { length: count },
    () => new PrintingPress({ chromiumPath, chromiumArguments: chromiumArguments() }),
  );
}

/** A stretch of text on paper: where its line begins, in millimetres from the left and the top. */
export interface PlacedText {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly baseline: number;
}

const MILLIMETRES = 25.4 / 72;
const A4_HEIGHT = 297;

/** What is on each page of a PDF, as a reader of PDFs finds it. */
export async function readPages(pdf: string | Uint8Array): Promise<PlacedText[][]> {
  const data = typeof pdf === 'string' ? new Uint8Array(readFileSync(pdf)) : pdf.slice();
  const document = await getDocument({ data, verbosity: 0 }).promise;
  const pages: PlacedText[][] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const content = await (await document.getPage(number)).getTextContent();
    pages.push(
      content.items.flatMap((item) => {
        if (!('str' in item)) return [];
        const left = Number(item.transform[4]) * MILLIMETRES;
        return [
          {
            text: item.str,
            left,
            right: left + item.width * MILLIMETRES,
            baseline: A4_HEIGHT - Number(item.transform[5]) * MILLIMETRES,
          },
        ];
      }),
    );
  }
  return pages;
}

export const textOf = (page: readonly PlacedText[]): string => page.map(({ text }) => text).join('');
