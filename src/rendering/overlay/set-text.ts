import { fontFile, subsetOf, type LetterFont, type LetterWeight } from '../letter-fonts.js';
import { readWebFont, type WebFont } from './web-font.js';

/** A stretch of text in one font: its glyphs, and its width in thousandths of the type size. */
export interface SetRun {
  readonly font: WebFont;
  readonly glyphs: readonly number[];
  readonly width: number;
}

/**
 * Scripts that are set one glyph after another. Marks that stand above another letter, and signs that nobody sees, need
 * more than that.
 */
const SIMPLE = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}\p{P}\p{S}\u0020\u00A0]*$/u;
/** An ij with accents has a form of its own in Dutch. */
const DUTCH_IJ = /[íÍ]j/iu;

interface Glyph {
  readonly font: WebFont;
  readonly glyph: number;
}

/** The glyph of each character that was set before, for each typeface and weight; null for what the typeface lacks. */
const known = new Map<string, Map<number, Glyph | null>>();
const fonts = new Map<string, WebFont>();

function fontOf(font: LetterFont, subset: string, weight: LetterWeight): WebFont {
  const key = `${font}-${subset}-${weight}`;
  const read = fonts.get(key) ?? readWebFont(fontFile(font, subset, weight, 'woff'), key);
  fonts.set(key, read);
  return read;
}

function findGlyph(point: number, font: LetterFont, weight: LetterWeight): Glyph | null {
  const subset = subsetOf(point, font);
  const face = subset === undefined ? undefined : fontOf(font, subset, weight);
  const glyph = face?.glyphs.get(point);
  return face === undefined || glyph === undefined ? null : { font: face, glyph };
}

/**
 * Sets one line of text without kerning and ligatures, as the letters set what is the recipient's own.
 * @returns undefined when the typeface lacks a character, or the text needs more than one glyph after another
 */
export function setText(text: string, font: LetterFont, weight: LetterWeight): readonly SetRun[] | undefined {
  if (!SIMPLE.test(text) || DUTCH_IJ.test(text)) return undefined;
  const key = `${font} ${weight}`;
  const glyphs = known.get(key) ?? new Map<number, Glyph | null>();
  known.set(key, glyphs);
  const runs: { font: WebFont; glyphs: number[]; width: number }[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    let found = glyphs.get(point);
    if (found === undefined) {
      found = findGlyph(point, font, weight);
      glyphs.set(point, found);
    }
    if (found === null) return undefined;
    let run = runs.at(-1);
    if (run?.font !== found.font) {
      run = { font: found.font, glyphs: [], width: 0 };
      runs.push(run);
    }
    run.glyphs.push(found.glyph);
    run.width += found.font.widths[found.glyph] ?? 0;
  }
  return runs;
}
