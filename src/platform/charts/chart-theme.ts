import type { Config } from 'vega-lite';
import { palette } from './palette.js';

/** The look of all our charts: quiet axes, text in the page's own typeface, nothing that does not carry a number. */
export const chartConfig: Config = {
  background: 'transparent',
  font: 'sans-serif',
  view: { stroke: null },
  axis: {
    labelColor: palette.ink,
    titleColor: palette.muted,
    labelFontSize: 13,
    titleFontSize: 13,
    titleFontWeight: 'normal',
    gridColor: palette.grid,
    domainColor: palette.zero,
    tickColor: palette.zero,
    labelPadding: 6,
    titlePadding: 10,
  },
  axisY: { domain: false, ticks: false },
};
