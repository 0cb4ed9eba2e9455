import type { TopLevelSpec } from 'vega-lite';

/** A chart before it is drawn: what it shows in words, and its specification for a width. */
export interface Chart {
  /** Says what is to be seen; read out in place of the picture. */
  readonly title: string;
  /** Where the same figures are in words or a table. */
  readonly description: string;
  /** @param width of the drawing in pixels; a narrow one puts its labels above the marks instead of beside them. */
  specification(width: ChartWidth): TopLevelSpec;
}

export type ChartWidth = 'narrow' | 'wide';

/** A phone of 320 pixels leaves this much between its margins; a text column of a page is the other. */
export const chartWidths: Readonly<Record<ChartWidth, number>> = { narrow: 276, wide: 640 };
