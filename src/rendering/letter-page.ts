import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import bwip from 'bwip-js/node';
import Handlebars from 'handlebars';
import { qrSvg } from './qr-svg.js';
import { formatLetterCode } from '../core/post/letter-code.js';
import { projectRoot } from '../platform/process/project-root.js';

/** How an organisation's letters look, as data; everything has a neutral default. */
export interface Letterhead {
  readonly organisation: string;
  /** Line in small type above the address, for post that comes back. */
  readonly returnAddress: string;
  readonly contact: string;
  /** A colour for the bar and the name, #rrggbb. */
  readonly colour: string;
}

/** All that is on one recipient's letter. It holds that recipient's data and nobody else's. */
export interface LetterInput {
  /** Sixteen symbols, without hyphens. */
  readonly letterCode: string;
  readonly addressLines: readonly string[];
  /** Text of the KIX barcode; undefined abroad. */
  readonly kix: string | undefined;
  readonly reference: string;
  /** As it is printed: 9 maart 2026. */
  readonly date: string;
  readonly subject: string;
  readonly salutation: string;
  /** HTML that `letterFiller` made. */
  readonly body: string;
  readonly signature: string;
  /** Where the reader finds "Uw brief"; the letter code is added to it for the QR code. */
  readonly letterUrl: string;
  /** The line that says that letters are compared; undefined where the protocol postpones it. */
  readonly disclosureLine: string | undefined;
}

const engine = Handlebars.create();
const template = engine.compile(readFileSync(join(projectRoot, 'templates/letters/letter.hbs'), 'utf8'), {
  strict: true,
});

/** The font is embedded in each document, so that a letter is the same on whatever machine it is made. */
function fontFace(weight: number): string {
  const require = createRequire(import.meta.url);
  const file = require.resolve(`@fontsource/source-sans-3/files/source-sans-3-latin-${weight}-normal.woff2`);
  const extended = require.resolve(
    `@fontsource/source-sans-3/files/source-sans-3-latin-ext-${weight}-normal.woff2`,
  );
  const face = (path: string, range: string): string =>
    `@font-face{font-family:"Letter";font-weight:${weight};src:url(data:font/woff2;base64,${readFileSync(path).toString('base64')}) format("woff2");unicode-range:${range}}`;
  return (
    face(
      file,
      'U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD',
    ) +
    face(
      extended,
      'U+0100-0130,U+0132-0151,U+0154-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+1E00-1E9F,U+1EF2-1EFF,U+20A0-20AB,U+20AD-20C0',
    )
  );
}

const styleSheet = `${fontFace(400)}${fontFace(600)}${readFileSync(join(projectRoot, 'templates/letters/letter.css'), 'utf8')}`;

/** The bars of the post's own code, sized by the style sheet. */
const kixSvg = (text: string): string => bwip.toSVG({ bcid: 'kix', text, scale: 1 });

/** The HTML of a document of letters, each beginning on a page of its own. */
export function lettersDocument(letters: readonly LetterInput[], letterhead: Letterhead): string {
  const pages = letters.map((letter) =>
    template({
      ...letter,
      letterhead,
      code: formatLetterCode(letter.letterCode),
      kixSvg: letter.kix === undefined ? '' : kixSvg(letter.kix),
      qrSvg: qrSvg(`${letter.letterUrl}/${letter.letterCode}`),
      letterUrlText: letter.letterUrl.replace(/^https?:\/\//, ''),
      hasDisclosureLine: letter.disclosureLine !== undefined,
      disclosureText: letter.disclosureLine ?? '',
      longAddress: letter.addressLines.some((line) => line.length > 38) || letter.addressLines.length > 5,
    }),
  );
  const colour = /^#[0-9a-f]{6}$/i.test(letterhead.colour) ? letterhead.colour : '#154273';
  return `<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Brieven</title><style>:root{--colour:${colour}}${styleSheet}</style></head><body>${pages.join('')}</body></html>`;
}
