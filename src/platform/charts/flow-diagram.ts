import { escapeXml, withWords, type DrawingWords } from './accessible-svg.js';
import { chartWidths, type ChartWidth } from './chart.js';
import { palette } from './palette.js';
import type { RenderedChart } from './render-svg.js';

/** A line of a box: what was counted, and how many, both as they are to be read. */
export interface FlowLine {
  readonly text: string;
  readonly count: string;
}

/** A step that all go through, with those who left before it beside it. */
export interface FlowStage extends FlowLine {
  readonly left?: readonly FlowLine[];
}

/** What became of one arm. */
export interface FlowBranch {
  readonly name: string;
  readonly lines: readonly FlowLine[];
}

/** A CONSORT diagram (Schulz, Altman & Moher 2010, BMJ 340, c332): from the file to what was analysed. */
export interface FlowDiagram extends DrawingWords {
  readonly stages: readonly FlowStage[];
  /** Empty as long as nothing may be told by arm. */
  readonly branches: readonly FlowBranch[];
}

const FONT = 13;
const LINE = 18;
const PAD = 10;
const GAP = 22;
/** Mean advance of a letter of Source Sans 3, in em; see text-width.ts. */
const EM = 0.52;
/** More arms than this do not fit beside one another; then they stand below one another in two lists. */
const MOST_COLUMNS = 4;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly svg: string;
}

/** Draws the diagram twice: for phones, and for wider screens and paper. */
export function drawFlow(diagram: FlowDiagram): RenderedChart {
  return { narrow: drawAt(diagram, 'narrow'), wide: drawAt(diagram, 'wide') };
}

function drawAt(diagram: FlowDiagram, kind: ChartWidth): string {
  const width = chartWidths[kind];
  const wide = kind === 'wide';
  const trunk = wide ? { x: 1, width: 300 } : { x: 1, width: width - 60 };
  const middle = trunk.x + (wide ? trunk.width / 2 : 14);
  const parts: string[] = [];
  let y = 1;
  for (const [place, stage] of diagram.stages.entries()) {
    const from = y - GAP;
    const left = stage.left ?? [];
    if (left.length > 0) {
      // Those who left stand beside the line down, which is as long as they need.
      const x = wide ? 340 : 40;
      const aside = box(x, y - GAP / 2, width - x - 1, left, []);
      const at = aside.y + aside.height / 2;
      parts.push(arrow(middle, at, x, at), aside.svg);
      y = aside.y + aside.height + GAP / 2;
    }
    if (place > 0) parts.push(arrow(middle, from, middle, y));
    const own = box(trunk.x, y, trunk.width, [stage], []);
    parts.push(own.svg);
    y = own.y + own.height + GAP;
  }
  if (diagram.branches.length === 0) return finish(diagram, kind, parts, y - GAP + 1);
  const fits = wide && diagram.branches.length <= MOST_COLUMNS;
  const end = fits
    ? columns(diagram.branches, middle, y, width, parts)
    : lists(diagram.branches, middle, y, width, wide ? 2 : 1, parts);
  return finish(diagram, kind, parts, end);
}

function columns(
  branches: readonly FlowBranch[],
  middle: number,
  from: number,
  width: number,
  parts: string[],
): number {
  const gap = 12;
  const each = (width - 2 - gap * (branches.length - 1)) / branches.length;
  const boxes = branches.map((branch, place) =>
    box(1 + place * (each + gap), from + GAP / 2, each, branch.lines, [branch.name]),
  );
  const height = Math.max(...boxes.map((one) => one.height));
  const centres = boxes.map((one) => one.x + one.width / 2);
  const bar = from - GAP / 4;
  parts.push(line(middle, from - GAP, middle, bar));
  parts.push(line(Math.min(middle, ...centres), bar, Math.max(middle, ...centres), bar));
  for (const [place, one] of boxes.entries()) {
    const centre = centres[place] ?? middle;
    parts.push(arrow(centre, bar, centre, one.y), stretched(one, height));
  }
  return from + GAP / 2 + height + 1;
}

/** Arms below one another, in as many lists as there is room for; each list hangs from a line of its own. */
function lists(
  branches: readonly FlowBranch[],
  middle: number,
  from: number,
  width: number,
  count: number,
  parts: string[],
): number {
  const each = width / count;
  const share = Math.ceil(branches.length / count);
  const bar = count === 1 ? from - GAP : from - GAP / 2;
  const spines = Array.from({ length: count }, (_, list) => (count === 1 ? middle : list * each + 9));
  const ends = spines.map((spine, list) => {
    let y = from;
    let last = from;
    for (const branch of branches.slice(list * share, (list + 1) * share)) {
      const one = box(spine + 18, y, (list + 1) * each - spine - 24, branch.lines, [branch.name]);
      last = one.y + one.height / 2;
      parts.push(arrow(spine, last, one.x, last), one.svg);
      y = one.y + one.height + GAP / 2;
    }
    parts.push(line(spine, bar, spine, last));
    return y;
  });
  if (count > 1) {
    parts.push(line(middle, from - GAP, middle, bar));
    parts.push(line(Math.min(middle, ...spines), bar, Math.max(middle, ...spines), bar));
  }
  return Math.max(...ends) - GAP / 2 + 1;
}

/** A box as high as its text. Counts stand at the right, so that they can be compared from above to below. */
function box(
  x: number,
  y: number,
  width: number,
  lines: readonly FlowLine[],
  heading: readonly string[],
): Box {
  const letters = (room: number): number => Math.max(8, Math.floor(room / (FONT * EM)));
  const texts: string[] = [];
  let at = y + PAD + FONT;
  for (const words of heading.flatMap((text) => wrap(text, letters(width - 2 * PAD)))) {
    texts.push(text(x + PAD, at, words, 'start', 600));
    at += LINE;
  }
  for (const { text: words, count } of lines) {
    const room = width - 2 * PAD - (count.length + 2) * FONT * EM;
    for (const [place, piece] of wrap(words, letters(room)).entries()) {
      texts.push(text(x + PAD, at, piece, 'start'));
      if (place === 0) texts.push(text(x + width - PAD, at, count, 'end', 600));
      at += LINE;
    }
  }
  const height = at - FONT - y + PAD - (LINE - FONT);
  return { x, y, width, height, svg: frame(x, y, width, height) + texts.join('') };
}

/** The same box with its frame drawn longer, so that neighbours end at one line. */
const stretched = ({ svg, x, y, width, height }: Box, to: number): string =>
  svg.replace(frame(x, y, width, height), frame(x, y, width, to));

/** Breaks a text between words, into as many lines as it needs; a word that is longer than a line stays whole. */
function wrap(words: string, length: number): string[] {
  const lines: string[] = [];
  for (const word of words.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= length) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

const round = (value: number): string => String(Math.round(value * 10) / 10);

const frame = (x: number, y: number, width: number, height: number): string =>
  `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="4" fill="none" stroke="${palette.zero}"/>`;

const text = (x: number, y: number, words: string, anchor: 'start' | 'end', weight = 400): string =>
  `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" font-family="sans-serif" font-size="${FONT}"${weight === 400 ? '' : ` font-weight="${weight}"`} fill="${palette.ink}">${escapeXml(words)}</text>`;

const line = (x1: number, y1: number, x2: number, y2: number): string =>
  `<path d="M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}" fill="none" stroke="${palette.zero}"/>`;

function arrow(x1: number, y1: number, x2: number, y2: number): string {
  const head = x1 === x2 ? `m-4 -6l4 6l4 -6` : `m-6 -4l6 4l-6 4`;
  return `<path d="M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}${head}" fill="none" stroke="${palette.zero}"/>`;
}

function finish(words: DrawingWords, kind: ChartWidth, parts: readonly string[], height: number): string {
  const width = chartWidths[kind];
  const size = `width="${width}" height="${round(height)}" viewBox="0 0 ${width} ${round(height)}"`;
  return withWords(`<svg xmlns="http://www.w3.org/2000/svg" ${size}>${parts.join('')}</svg>`, words, kind);
}
