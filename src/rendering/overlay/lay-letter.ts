import { formatLetterCode } from '../../core/post/letter-code.js';
import { ADDRESS_WIDTH, addressSize } from '../address-size.js';
import { kixBars } from '../kix-bars.js';
import type { LetterFont } from '../letter-fonts.js';
import { marginText, type FixedLetter, type LetterInput, type PlaceName } from '../letter-page.js';
import {
  MARGIN_LEFT,
  MARGIN_TOP_FROM_BOTTOM,
  marginStyle,
  ownStyles,
  type OwnName,
  type OwnStyle,
} from '../own-styles.js';
import { qrRuns } from '../qr-svg.js';
import { PIXELS_A_POINT, type FixedSheet, type Place } from './fixed-sheets.js';
import { setText, type SetRun } from './set-text.js';
import type { WebFont } from './web-font.js';

/** Height of A4 as a browser has it, in whole pixels. */
const PAPER_HEIGHT = 1123;
/** As in letter.css: white above the bars of the post's code. */
const ABOVE_KIX = 8;
/** A line that is this close to its room is left to the browser, which may see it otherwise. */
const SPARE = 2;
/** Black of the address and of the other lines. */
const INK = '#111111';

/** Which fonts a file has, and under what name. */
export interface FontNames {
  nameOf(font: WebFont): string;
}

const figure = (value: number): string => String(Math.round(value * 1000) / 1000);
const hex = (glyph: number): string => glyph.toString(16).padStart(4, '0').toUpperCase();

function colourOperator(colour: string): string {
  const parts = [1, 3, 5].map((at) => figure(parseInt(colour.slice(at, at + 2), 16) / 255));
  return `${parts.join(' ')} rg\n`;
}

const widthOf = (runs: readonly SetRun[], size: number): number =>
  (runs.reduce((sum, { width }) => sum + width, 0) * size) / 1000;

/** From the top of a line to the foot of its letters, as a browser computes it: with ascent and descent in whole pixels. */
function baseline(font: WebFont, size: number, lineHeight: number): number {
  const ascent = Math.round((font.ascent * size) / 1000);
  const descent = Math.round((font.descent * size) / 1000);
  return Math.floor((lineHeight - ascent - descent) / 2) + ascent;
}

/** Whether HTML would take white space away. */
const isCollapsible = (text: string): boolean => /^\s|\s\s|\s$/.test(text);

interface Line {
  readonly left: number;
  readonly top: number;
  readonly points: number;
  readonly lineHeight: number;
}

class Layer {
  content = '';
  isPossible = true;

  constructor(
    private readonly font: LetterFont,
    private readonly fonts: FontNames,
  ) {}

  /** A line of text; the layer becomes impossible when it can't be set as one. */
  line(
    text: string,
    weight: OwnStyle['weight'],
    { left, top, points, lineHeight }: Line,
    room: number,
  ): void {
    const runs = setText(text.normalize('NFC'), this.font, weight);
    const size = points * PIXELS_A_POINT;
    const [first] = runs ?? [];
    if (runs === undefined || widthOf(runs, size) > room - SPARE) {
      this.isPossible = false;
      return;
    }
    if (first === undefined) return;
    const y = top + baseline(first.font, size, lineHeight);
    this.content += `BT 1 0 0 -1 ${figure(left)} ${figure(y)} Tm\n`;
    for (const { font, glyphs } of runs)
      this.content += `/${this.fonts.nameOf(font)} ${figure(size)} Tf <${glyphs.map(hex).join('')}> Tj\n`;
    this.content += 'ET\n';
  }

  own(name: OwnName, text: string, place: Place): void {
    const style = ownStyles[name];
    if (isCollapsible(text)) this.isPossible = false;
    this.content += colourOperator(style.colour);
    this.line(
      text,
      style.weight,
      { ...style, left: place.left, top: place.top },
      Math.min(style.width, place.width),
    );
  }

  address(letter: LetterInput, { left, top }: Place): void {
    const { points, lineHeight } = addressSize(letter.addressLines, letter.kix !== undefined);
    this.content += colourOperator(INK);
    letter.addressLines.forEach((line, place) => {
      const at = { left, top: top + place * lineHeight, points, lineHeight };
      // A line without a word has no height in a browser.
      if (line.trim() === '') this.isPossible = false;
      this.line(line, 400, at, ADDRESS_WIDTH);
    });
    if (letter.kix === undefined) return;
    const barsTop = top + letter.addressLines.length * lineHeight + ABOVE_KIX;
    this.content += '0 g\n';
    for (const bar of kixBars(letter.kix))
      this.content += `${figure(left + bar.left)} ${figure(barsTop + bar.top)} ${figure(bar.width)} ${figure(bar.height)} re\n`;
    this.content += 'f\n';
  }

  qr(text: string, { left, top, width }: Place): void {
    const { size, runs } = qrRuns(text);
    const module = width / size;
    this.content += `q 0 g ${module.toFixed(6)} 0 0 ${module.toFixed(6)} ${figure(left)} ${figure(top)} cm\n`;
    for (const [x, y, length] of runs) this.content += `${x} ${y} ${length} 1 re\n`;
    this.content += 'f Q\n';
  }

  margin(text: string): void {
    this.content += colourOperator(marginStyle.colour);
    const top = PAPER_HEIGHT - MARGIN_TOP_FROM_BOTTOM;
    this.line(text, marginStyle.weight, { ...marginStyle, left: MARGIN_LEFT, top }, marginStyle.width);
  }
}

const isSame = (letter: LetterInput, fixed: FixedLetter): boolean =>
  letter.body === fixed.body &&
  letter.subject === fixed.subject &&
  letter.date === fixed.date &&
  letter.signature === fixed.signature &&
  letter.letterUrl === fixed.letterUrl &&
  letter.disclosureLine === fixed.disclosureLine &&
  letter.hasYourReference === fixed.hasYourReference &&
  letter.enclosures === fixed.enclosures;

/**
 * What is one recipient's own, to be laid over the pages of their arm's letter: for each page the drawing, in pixels
 * from the left and the top of the paper.
 * @returns undefined when the letter has to be printed by itself: a line that breaks, a character that the typeface
 * lacks, a text that differs from the sheet's
 */
export function layLetter(
  letter: LetterInput,
  { pages, hasMargin }: FixedSheet,
  font: LetterFont,
  fonts: FontNames,
): string[] | undefined {
  if (letter.fixed === undefined || !isSame(letter, letter.fixed)) return undefined;
  const code = formatLetterCode(letter.letterCode);
  const drawn: string[] = [];
  for (const { places } of pages) {
    const layer = new Layer(font, fonts);
    const draw: Readonly<Record<PlaceName, (place: Place) => void>> = {
      salutation: (place) => layer.own('salutation', letter.salutation, place),
      reference: (place) => layer.own('reference', letter.reference, place),
      yours: (place) => layer.own('yours', letter.yourReference ?? '', place),
      code: (place) => layer.own('code', code, place),
      foot: (place) => layer.own('foot', code, place),
      address: (place) => layer.address(letter, place),
      qr: (place) => layer.qr(`${letter.letterUrl}/${letter.letterCode}`, place),
    };
    for (const [name, place] of places) draw[name](place);
    if (!hasMargin) layer.margin(marginText(letter.letterCode));
    if (!layer.isPossible) return undefined;
    drawn.push(layer.content);
  }
  return drawn;
}
