import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError } from '../core/domain-error.js';
import { PressesService } from '../mailings/presses.service.js';
import { chartWidths } from '../platform/charts/chart.js';
import type { RenderedChart } from '../platform/charts/render-svg.js';
import { fontFaces } from '../rendering/letter-fonts.js';
import { chartCsv, chartNames, flowCsv, type ChartName } from './chart-csv.js';
import type { FlowDiagramView } from './views/flow-view.js';
import type { ResultView } from './views/result-view.js';

/** A chart as a file. */
export interface ChartFile {
  readonly type: string;
  readonly body: string | Buffer;
}

/** Some 60 kB each: a picture is drawn once, however many ask for it. */
const KEPT_PICTURES = 200;

/** A browser draws some in a second. Who comes when so many wait is told to come back, and not kept waiting. */
const MOST_WAITING = 20;

/** White around a picture, in CSS pixels. */
const MARGIN = 16;

/** The charts of a result as files: SVG, PNG, and their figures as CSV. */
@Injectable()
export class ChartFiles {
  private readonly pictures = new Map<string, Promise<Buffer>>();
  /** One after the other: a page of pictures must not start a browser tab for each. */
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  constructor(private readonly presses: PressesService) {}

  /**
   * @param file name and format as in the address, `uplifts.svg`
   * @throws DomainError `figures:no-chart`, `outreach:too-many`
   */
  async file(file: string, result: ResultView | undefined, flow: FlowDiagramView): Promise<ChartFile> {
    const [, name, format] = /^([a-z]+)\.(svg|png|csv)$/.exec(file) ?? [];
    const known = chartNames.find((one) => one === name);
    const chart = known === undefined ? undefined : chartOf(known, result, flow);
    if (known === undefined || chart === undefined) throw new DomainError('not-found', 'figures:no-chart');
    if (format === 'csv') {
      const body = known === 'flow' ? flowCsv(flow) : result === undefined ? '' : chartCsv(known, result);
      return { type: 'text/csv; charset=utf-8', body };
    }
    const svg = `<?xml version="1.0" encoding="UTF-8"?>\n${chart.wide}\n`;
    if (format === 'svg') return { type: 'image/svg+xml', body: svg };
    if (format !== 'png') throw new DomainError('not-found', 'figures:no-chart');
    return { type: 'image/png', body: await this.picture(chart.wide) };
  }

  private picture(svg: string): Promise<Buffer> {
    const key = createHash('sha256').update(svg).digest('hex');
    const kept = this.pictures.get(key);
    if (kept !== undefined) return kept;
    if (this.waiting >= MOST_WAITING) throw new DomainError('too-many', 'outreach:too-many', { minutes: 1 });
    this.waiting += 1;
    const drawn = this.last.then(() => this.draw(svg));
    this.last = drawn.catch(() => undefined).finally(() => (this.waiting -= 1));
    this.pictures.set(key, drawn);
    drawn.catch(() => this.pictures.delete(key));
    const [oldest] = this.pictures.keys();
    if (this.pictures.size > KEPT_PICTURES && oldest !== undefined) this.pictures.delete(oldest);
    return drawn;
  }

  private async draw(svg: string): Promise<Buffer> {
    // The one that letters are not waiting for.
    const press = (await this.presses.all()).at(-1);
    if (press === undefined) throw new Error('There is no press');
    const style = `${fontFaces(svg)}body{margin:${MARGIN}px;background:#fff}svg{display:block}svg text{font-family:Letter,sans-serif}`;
    const html = `<!doctype html><meta charset="utf-8"><style>${style}</style>${svg}`;
    return Buffer.from(await press.picture(html, chartWidths.wide + 2 * MARGIN));
  }
}

function chartOf(
  name: ChartName,
  result: ResultView | undefined,
  flow: FlowDiagramView,
): RenderedChart | undefined {
  return name === 'flow' ? flow.chart : result?.charts[name];
}
