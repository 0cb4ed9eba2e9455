import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { formatLetterCode } from '../core/post/letter-code.js';
import { projectRoot } from '../platform/process/project-root.js';
import { addressPoints } from './address-size.js';
import { kixSvg } from './kix-svg.js';
import { fontFaces } from './letter-fonts.js';
import { qrSvg } from './qr-svg.js';

/** How an organisation's letters look, as data; everything has a neutral default. */
export interface Letterhead {
  readonly organisation: string;
  /** Line in small type above the address, for post that comes back. */
  readonly returnAddress: string;
  readonly contact: string;
  /** A colour for the name and the rule under it, #rrggbb. */
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

/** Nobody's colours; those of the central government are its own. */
export const NEUTRAL_COLOUR = '#2f4a4f';

const engine = Handlebars.create();
const read = (name: string): string => readFileSync(join(projectRoot, 'templates/letters', name), 'utf8');
const letterTemplate = engine.compile(read('letter.hbs'), { strict: true });
/** What stands in the margin of each page; a page of its own name per letter, so that no neighbour's comes there. */
const pageTemplate = engine.compile(read('page.css.hbs'), { strict: true, noEscape: true });
const styleSheet = read('letter.css');

/** SHA-256 (hexadecimal) of what sets a letter on paper: another style sheet is another letter. */
export const letterLayoutHash = ['letter.hbs', 'letter.css', 'page.css.hbs']
  .reduce((hash, name) => hash.update(read(name)).update('\0'), createHash('sha256'))
  .digest('hex');

function letterHtml(letter: LetterInput, letterhead: Letterhead, place: number): string {
  return letterTemplate({
    ...letter,
    letterhead,
    place,
    code: formatLetterCode(letter.letterCode),
    addressPoints: addressPoints(letter.addressLines, letter.kix !== undefined),
    kixSvg: letter.kix === undefined ? '' : kixSvg(letter.kix),
    qrSvg: qrSvg(`${letter.letterUrl}/${letter.letterCode}`),
    letterUrlText: letter.letterUrl.replace(/^https?:\/\//, ''),
    hasDisclosureLine: letter.disclosureLine !== undefined,
    disclosureText: letter.disclosureLine ?? '',
  });
}

/**
 * The HTML of a document of letters, each beginning on a page of its own.
 * @param lengths pages of each letter, for "page 1 of 2"; what it is not known to be yet is taken to be one
 */
export function lettersDocument(
  letters: readonly LetterInput[],
  letterhead: Letterhead,
  lengths: readonly number[] = [],
): string {
  // One form for one letter: an e with an accent on it may come in as two characters, which the typeface sets apart.
  const body = letters
    .map((letter, place) => letterHtml(letter, letterhead, place))
    .join('')
    .normalize('NFC');
  const pages = letters.map(({ letterCode }, place) =>
    pageTemplate({ place, code: formatLetterCode(letterCode), pages: lengths[place] ?? 1 }),
  );
  const colour = /^#[0-9a-f]{6}$/i.test(letterhead.colour) ? letterhead.colour : NEUTRAL_COLOUR;
  const title = Handlebars.escapeExpression(letters[0]?.subject ?? '');
  const style = `${fontFaces(body + letterhead.organisation)}:root{--colour:${colour}}${styleSheet}${pages.join('')}`;
  return `<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>${title}</title><style>${style}</style></head><body>${body}</body></html>`;
}
