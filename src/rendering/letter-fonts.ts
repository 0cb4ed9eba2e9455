import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { z } from 'zod';

const require = createRequire(import.meta.url);
const PACKAGE = '@fontsource/source-sans-3';
const WEIGHTS = [400, 600] as const;

/** A part of the typeface: the characters that its files are for, as the package lists them. */
interface Subset {
  readonly ranges: readonly (readonly [from: number, to: number])[];
  readonly css: string;
}

function readRanges(list: string): (readonly [number, number])[] {
  return list.split(',').map((range) => {
    const [from = '', to = from] = range.replace('U+', '').split('-');
    return [parseInt(from, 16), parseInt(to, 16)];
  });
}

function readSubset(name: string, list: string): Subset {
  const faces = WEIGHTS.map((weight) => {
    const file = require.resolve(`${PACKAGE}/files/source-sans-3-${name}-${weight}-normal.woff2`);
    const data = readFileSync(file).toString('base64');
    return `@font-face{font-family:"Letter";font-weight:${weight};src:url(data:font/woff2;base64,${data}) format("woff2");unicode-range:${list}}`;
  });
  return { ranges: readRanges(list), css: faces.join('') };
}

const subsets: readonly Subset[] = Object.entries(
  z
    .record(z.string(), z.string())
    .parse(JSON.parse(readFileSync(require.resolve(`${PACKAGE}/unicode.json`), 'utf8'))),
).map(([name, list]) => readSubset(name, list));

const has = ({ ranges }: Subset, character: number): boolean =>
  ranges.some(([from, to]) => character >= from && character <= to);

/** The characters of a text outside of ASCII, each once: every subset for Latin has ASCII, and most text is that. */
const unusual = (text: string): number[] =>
  [...new Set(text.match(/[\u0080-\u{10FFFF}]/gu) ?? [])].map((character) => character.codePointAt(0) ?? 0);

/**
 * The typeface as CSS, with its files inside, so that a letter is the same on whatever machine it is made. Of the parts
 * for Greek, Cyrillic and so on only those that the text needs: each is read again for every document.
 */
export function fontFaces(text: string): string {
  const characters = unusual(text);
  // "A" chooses Latin, also for a text that has nothing else.
  return subsets
    .filter((subset) => has(subset, 0x41) || characters.some((character) => has(subset, character)))
    .map(({ css }) => css)
    .join('');
}

/**
 * Characters that the typeface of the letters does not have, such as pictograms and Chinese: what a letter shows for
 * them depends on the machine, and may be an empty box. Each once, in the order of the text.
 */
export function charactersWithoutFont(text: string): string[] {
  return unusual(text.normalize('NFC'))
    .filter((character) => !subsets.some((subset) => has(subset, character)))
    .map((character) => String.fromCodePoint(character));
}
