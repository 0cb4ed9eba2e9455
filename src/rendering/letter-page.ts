import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { formatLetterCode } from '../core/post/letter-code.js';
import { projectRoot } from '../platform/process/project-root.js';
import { addressSize } from './address-size.js';
import { kixSvg } from './kix-bars.js';
import { fontFaces } from './letter-fonts.js';
import { letterColour, markStyle, type Letterhead } from './letterhead.js';
import { ownNames, ownStyleSheet, type OwnName } from './own-styles.js';
import { qrSvg } from './qr-svg.js';

export type { Letterhead } from './letterhead.js';

/** What the letters of an arm have in common: nothing of any recipient. */
export interface FixedLetter {
  /** As it is printed: 9 maart 2026. */
  readonly date: string;
  readonly subject: string;
  /** HTML that `letterFiller` made. */
  readonly body: string;
  readonly signature: string;
  /** Where the reader finds "Uw brief"; the letter code is added to it for the QR code. */
  readonly letterUrl: string;
  /** The line that says that letters are compared; undefined where the protocol postpones it. */
  readonly disclosureLine: string | undefined;
  /** What is in the envelope beside it. */
  readonly enclosures?: readonly string[] | undefined;
  /** Whether each reader's own reference ("Uw kenmerk") is beside the address. */
  readonly hasYourReference?: boolean | undefined;
}

/** All that is on one recipient's letter. It holds that recipient's data and nobody else's. */
export interface LetterInput extends FixedLetter {
  /** Sixteen symbols, without hyphens. */
  readonly letterCode: string;
  readonly addressLines: readonly string[];
  /** Text of the KIX barcode; undefined abroad. */
  readonly kix: string | undefined;
  readonly reference: string;
  /** The reader's own reference, where the letter has one. */
  readonly yourReference?: string | undefined;
  readonly salutation: string;
  /** The arm's letter as it was made without a recipient; undefined when its text differs from reader to reader. */
  readonly fixed?: FixedLetter | undefined;
}

const engine = Handlebars.create();
const read = (name: string): string => readFileSync(join(projectRoot, 'templates/letters', name), 'utf8');
const letterTemplate = engine.compile(read('letter.hbs'), { strict: true });
/** What stands in the margin of each page; a page of its own name per letter, so that no neighbour's comes there. */
const pageTemplate = engine.compile(read('page.css.hbs'), { strict: true, noEscape: true });
const styleSheet = read('letter.css') + ownStyleSheet;

/** SHA-256 (hexadecimal) of what sets a letter on paper: another style sheet is another letter. */
export const letterLayoutHash = [read('letter.hbs'), styleSheet, read('page.css.hbs')]
  .reduce((hash, text) => hash.update(text).update('\0'), createHash('sha256'))
  .digest('hex');

/** What is on a letter in the places that are the recipient's own: text, or HTML that was made here. */
type OwnContent = Readonly<
  Record<'reference' | 'yours' | 'code' | 'salutation', string | Handlebars.SafeString>
> & {
  readonly foot: string | Handlebars.SafeString;
  readonly address: {
    readonly lines: readonly (string | Handlebars.SafeString)[];
    readonly points: number;
    readonly lineHeight: number;
  };
  readonly kixSvg: string;
  readonly qr: string;
};

function letterHtml(fixed: FixedLetter, own: OwnContent, letterhead: Letterhead, place: number): string {
  return letterTemplate({
    ...own,
    date: fixed.date,
    subject: fixed.subject,
    body: fixed.body,
    hasYourReference: fixed.hasYourReference === true,
    enclosures: fixed.enclosures ?? [],
    hasSeveralEnclosures: (fixed.enclosures?.length ?? 0) > 1,
    signature: fixed.signature,
    letterhead: { ...letterhead, window: letterhead.window ?? 'left' },
    logo: letterhead.logo ?? '',
    place,
    letterUrlText: typedAddress(fixed.letterUrl),
    hasDisclosureLine: fixed.disclosureLine !== undefined,
    disclosureText: fixed.disclosureLine ?? '',
  });
}

function documentOf(
  body: string,
  title: string,
  letterhead: Letterhead,
  margins: readonly string[],
  lengths: readonly number[],
): string {
  // One form for one letter: an e with an accent on it may come in as two characters, which the typeface sets apart.
  const content = body.normalize('NFC');
  const pages = margins.map((margin, place) => pageTemplate({ place, margin, pages: lengths[place] ?? 1 }));
  const fonts = fontFaces(content + letterhead.organisation + (letterhead.mark ?? ''), letterhead.font);
  const style = `${fonts}:root{--colour:${letterColour(letterhead)}}${styleSheet}${pages.join('')}${markStyle(letterhead)}`;
  return `<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>${Handlebars.escapeExpression(title)}</title><style>${style}</style></head><body>${content}</body></html>`;
}

/** The address of "Uw brief" as a letter gives it to type. */
export const typedAddress = (letterUrl: string): string => letterUrl.replace(/^https?:\/\//, '');

/** What stands in the margin of each page of a letter. */
export const marginText = (letterCode: string): string => `Briefcode ${formatLetterCode(letterCode)}`;

/**
 * The HTML of a document of letters, each beginning on a page of its own.
 * @param lengths pages of each letter, for "page 1 of 2"; what it is not known to be yet is taken to be one
 */
export function lettersDocument(
  letters: readonly LetterInput[],
  letterhead: Letterhead,
  lengths: readonly number[] = [],
): string {
  const body = letters.map((letter, place) => {
    const code = formatLetterCode(letter.letterCode);
    const own: OwnContent = {
      reference: letter.reference,
      yours: letter.yourReference ?? '',
      code,
      foot: code,
      salutation: letter.salutation,
      address: {
        lines: letter.addressLines,
        ...addressSize(letter.addressLines, letter.kix !== undefined),
      },
      kixSvg: letter.kix === undefined ? '' : kixSvg(letter.kix),
      qr: qrSvg(`${letter.letterUrl}/${letter.letterCode}`),
    };
    return letterHtml(letter, own, letterhead, place);
  });
  const margins = letters.map(({ letterCode }) => marginText(letterCode));
  return documentOf(body.join(''), letters[0]?.subject ?? '', letterhead, margins, lengths);
}

/** Names of the places that a recipient's own things are laid in. */
const placeNames = [...ownNames, 'address', 'qr'] as const;
export type PlaceName = OwnName | 'address' | 'qr';
const PLACES = 'https://place.invalid/';

/** The places that a letter has: only some have the reader's own reference. */
export const placesOf = ({ hasYourReference }: FixedLetter): readonly PlaceName[] =>
  placeNames.filter((name) => name !== 'yours' || hasYourReference === true);

/** The letter and the place that an empty link of `fixedDocument` stands for; undefined for another address. */
export function readPlace(url: string): { readonly letter: number; readonly name: PlaceName } | undefined {
  const [, letter, word] = /^https:\/\/place\.invalid\/(\d+)\/([a-z]+)$/.exec(url) ?? [];
  const name = placeNames.find((one) => one === word);
  return letter === undefined || name === undefined ? undefined : { letter: Number(letter), name };
}

/**
 * The HTML of letters without a recipient: an empty link in each place where something of the recipient's own comes.
 * It is given no recipient, so it can't have one, unless in the text that it is given.
 * @param margins what stands in the margin of each letter's pages; nothing, where that is laid over them as well
 */
export function fixedDocument(
  letters: readonly FixedLetter[],
  letterhead: Letterhead,
  lengths: readonly number[] = [],
  margins: readonly string[] = letters.map(() => ''),
): string {
  const body = letters.map((letter, place) => {
    const link = (name: PlaceName): string => `<a href="${PLACES}${place}/${name}"></a>`;
    const safe = (name: PlaceName): Handlebars.SafeString => new Handlebars.SafeString(link(name));
    const own: OwnContent = {
      reference: safe('reference'),
      yours: safe('yours'),
      code: safe('code'),
      foot: safe('foot'),
      salutation: safe('salutation'),
      address: { lines: [safe('address')], points: 10.5, lineHeight: 17 },
      kixSvg: '',
      qr: link('qr'),
    };
    return letterHtml(letter, own, letterhead, place);
  });
  return documentOf(body.join(''), '', letterhead, margins, lengths);
}
