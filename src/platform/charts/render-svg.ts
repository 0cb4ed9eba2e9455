import { Error as errorsOnly, View, parse } from 'vega';
import { compile } from 'vega-lite';
import { withWords } from './accessible-svg.js';
import type { Chart, ChartWidth } from './chart.js';
import { measureWithOurTypeface } from './text-width.js';

measureWithOurTypeface();

/** A chart as a page shows it: one drawing for phones, one for wider screens and paper. */
export interface RenderedChart {
  readonly narrow: string;
  readonly wide: string;
}

/**
 * Draws a chart as one SVG element with its words in it (title and desc), without scripts and without inline styles,
 * so that the strictest content policy lets it be part of the page. Drawn twice it is the same to the byte.
 */
export async function renderSvg(chart: Chart, width: ChartWidth = 'wide'): Promise<string> {
  const { spec } = compile(chart.specification(width), { logger: silent });
  const view = new View(parse(spec), { renderer: 'none', logLevel: errorsOnly });
  const svg = await view.toSVG();
  view.finalize();
  return accessible(withoutStyles(svg), chart, width);
}

export async function renderChart(chart: Chart): Promise<RenderedChart> {
  return { narrow: await renderSvg(chart, 'narrow'), wide: await renderSvg(chart, 'wide') };
}

/** Vega-Lite warns about what it chose itself (a dropped sort, say); what is wrong it throws. */
const silent = {
  level: () => silent,
  warn: () => silent,
  info: () => silent,
  debug: () => silent,
  error: (...reasons: readonly unknown[]): never => {
    throw new Error(`A chart could not be compiled: ${reasons.join(' ')}`);
  },
};

/** Each declaration of a style attribute is a presentation attribute of the same name in SVG. */
function withoutStyles(svg: string): string {
  return svg.replaceAll(/ style="([^"]*)"/g, (_whole, css: string) =>
    css
      .split(';')
      .map((declaration) => declaration.split(':'))
      .filter((pair) => pair.length === 2 && pair[0]?.trim() !== '')
      .map(([name = '', value = '']) => ` ${name.trim()}="${value.trim()}"`)
      .join(''),
  );
}

function accessible(svg: string, chart: Chart, width: ChartWidth): string {
  const body = svg
    // Roles and labels of Vega's own describe axes and marks one by one; the title, the text and the table do it better.
    .replaceAll(/ (role|aria-[a-z]+)="[^"]*"/g, '')
    .replace(/^<svg\b[^>]*?(?= viewBox| width| height)/, '<svg xmlns="http://www.w3.org/2000/svg"')
    .replaceAll(/(\d+\.\d{3})\d+/g, '$1');
  return withWords(body, chart, width);
}
