import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { z } from 'zod';
import { readWebFont } from './overlay/web-font.js';

const require = createRequire(import.meta.url);

/** The typefaces that a letterhead may name. Both are free (OFL-1.1) and have Latin, Greek, Cyrillic and Vietnamese. */
export const letterFonts = ['source-sans-3', 'source-serif-4'] as const;
export type LetterFont = (typeof letterFonts)[number];
const letterWeights = [400, 600] as const;
export type LetterWeight = (typeof letterWeights)[number];

/** A part of the typeface: the characters that its files are for, as the package lists them. */
interface Subset {
  readonly name: string;
  readonly ranges: readonly (readonly [from: number, to: number])[];
  readonly css: string;
}

function readRanges(list: string): (readonly [number, number])[] {
  return list.split(',').map((range) => {
    const [from = '', to = from] = range.replace('U+', '').split('-');
    return [parseInt(from, 16), parseInt(to, 16)];
  });
}

/** A file of the typeface as its package has it. */
export function fontFile(
  font: LetterFont,
  subset: string,
  weight: LetterWeight,
  form: 'woff' | 'woff2',
): Buffer {
  return readFileSync(
    require.resolve(`@fontsource/${font}/files/${font}-${subset}-${weight}-normal.${form}`),
  );
}

function readSubset(font: LetterFont, name: string, list: string): Subset {
  const faces = letterWeights.map((weight) => {
    const data = fontFile(font, name, weight, 'woff2').toString('base64');
    return `@font-face{font-family:"Letter";font-weight:${weight};src:url(data:font/woff2;base64,${data}) format("woff2");unicode-range:${list}}`;
  });
  return { name, ranges: readRanges(list), css: faces.join('') };
}

function readFont(font: LetterFont): readonly Subset[] {
  const file = require.resolve(`@fontsource/${font}/unicode.json`);
  const lists = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, 'utf8')));
  return Object.entries(lists).map(([name, list]) => readSubset(font, name, list));
}

const read = new Map<LetterFont, readonly Subset[]>();

/** The parts of a typeface, read when a letter first needs them. */
function subsetsOf(font: LetterFont): readonly Subset[] {
  const known = read.get(font) ?? readFont(font);
  read.set(font, known);
  return known;
}

const has = ({ ranges }: Subset, character: number): boolean =>
  ranges.some(([from, to]) => character >= from && character <= to);

/** The characters of a text outside of ASCII, each once: every subset for Latin has ASCII, and most text is that. */
const unusual = (text: string): number[] =>
  [...new Set(text.match(/[\u0080-\u{10FFFF}]/gu) ?? [])].map((character) => character.codePointAt(0) ?? 0);

/**
 * The typeface as CSS, with its files inside, so that a letter is the same on whatever machine it is made. Of the parts
 * for Greek, Cyrillic and so on only those that the text needs: each is read again for every document.
 */
export function fontFaces(text: string, font: LetterFont = 'source-sans-3'): string {
  const characters = unusual(text);
  // "A" chooses Latin, also for a text that has nothing else.
  return subsetsOf(font)
    .filter((subset) => has(subset, 0x41) || characters.some((character) => has(subset, character)))
    .map(({ css }) => css)
    .join('');
}

/** The part of the typeface that a character is in, by its name in the package; the plain Latin one where two have it. */
export function subsetOf(character: number, font: LetterFont): string | undefined {
  return subsetsOf(font).findLast((subset) => has(subset, character))?.name;
}

const glyphs = new Map<string, ReadonlySet<number>>();

/** The characters that a part of the typeface draws: fewer than it is listed for. */
function drawnBy(font: LetterFont, subset: string): ReadonlySet<number> {
  const key = `${font} ${subset}`;
  const known =
    glyphs.get(key) ?? new Set(readWebFont(fontFile(font, subset, 400, 'woff'), key).glyphs.keys());
  glyphs.set(key, known);
  return known;
}

/** Signs that nobody sees: of these nothing is missed. */
const UNSEEN = /^\p{Default_Ignorable_Code_Point}$/u;

/**
 * Characters that the typeface of the letters does not have, such as pictograms and Chinese: what a letter shows for
 * them depends on the machine, and may be an empty box. Each once, in the order of the text.
 */
export function charactersWithoutFont(text: string, font: LetterFont = 'source-sans-3'): string[] {
  return unusual(text.normalize('NFC')).flatMap((point) => {
    const character = String.fromCodePoint(point);
    const isDrawn = subsetsOf(font).some(
      (subset) => has(subset, point) && drawnBy(font, subset.name).has(point),
    );
    return isDrawn || UNSEEN.test(character) ? [] : [character];
  });
}
