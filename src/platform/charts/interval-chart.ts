import type { TopLevelSpec } from 'vega-lite';
import type { Language } from '../i18n/language.js';
import { chartWidths, type Chart } from './chart.js';
import { chartConfig } from './chart-theme.js';
import { axisLabels } from './number-labels.js';
import { wrapLabel } from './wrap-label.js';
import { palette } from './palette.js';

type Layer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number];

/** An estimate with its interval, as proportions. */
export interface IntervalRow {
  readonly label: string;
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  /** The arm that others are compared with; drawn in its own colour and shape. */
  readonly reference?: boolean;
}

export interface IntervalChartInput {
  readonly title: string;
  readonly description: string;
  readonly axisTitle: string;
  readonly language: Language;
  readonly rows: readonly IntervalRow[];
  /** Differences of proportions get a line at nothing; rates do not. */
  readonly unit: 'percent' | 'points';
}

/** Room for a label beside the marks, or above them on a phone; and for its second line. */
const ROW_HEIGHT = { wide: 40, narrow: 66 } as const;
const LABEL_ROOM = 250;
const LINE_HEIGHT = 16;
/** Characters of our typeface at 13 to 14 pixels that fit a line of a label. */
const LINE_LENGTH = { wide: 36, narrow: 40 } as const;

/**
 * Estimates with their intervals below one another: a forest plot of uplifts or effects (unit `points`), or response
 * rates (unit `percent`). Rows keep their order.
 */
export function intervalChart(input: IntervalChartInput): Chart {
  const { title, description, language, unit } = input;
  return {
    title,
    description,
    specification(width): TopLevelSpec {
      const values = input.rows.map((row, place) => ({
        ...row,
        // Two arms may have the same name in a poor protocol; the place keeps them apart.
        key: `${place}`,
        shape: row.reference === true ? 'diamond' : 'circle',
        colour: row.reference === true ? palette.reference : palette.accent,
        lines: wrapLabel(row.label, LINE_LENGTH[width]),
      }));
      const wide = width === 'wide';
      const y = { field: 'key', type: 'nominal', sort: values.map(({ key }) => key), axis: null } as const;
      const colour = { field: 'colour', type: 'nominal', scale: null } as const;
      const x = {
        type: 'quantitative',
        scale: { zero: unit === 'points', nice: true },
        title: input.axisTitle,
        axis: {
          labelExpr: axisLabels(language, unit),
          labelFlush: false,
          tickCount: wide ? 7 : 4,
          domain: false,
          ticks: false,
        },
      } as const;
      // On a phone the label is over the marks, so those move down in their row.
      const yOffset = wide ? 0 : 18;
      const labels = (lines: 1 | 2): Layer => ({
        transform: [{ filter: `length(datum.lines) === ${lines}` }],
        mark: {
          type: 'text',
          align: wide ? 'right' : 'left',
          baseline: 'middle',
          dx: wide ? -14 : 0,
          dy: (wide ? 0 : -6) - (lines - 1) * (LINE_HEIGHT / 2),
          lineHeight: LINE_HEIGHT,
          fontSize: wide ? 14 : 13,
          color: palette.ink,
        },
        encoding: { y, x: { value: 0 }, text: { field: 'lines', type: 'nominal' } },
      });
      const nothing: Layer = {
        // Its own single value: with the rows' data the line would be drawn once for each row.
        data: { values: [{ difference: 0 }] },
        mark: { type: 'rule', color: palette.zero, strokeWidth: 1.5 },
        encoding: { x: { ...x, field: 'difference' } },
      };
      return {
        width: wide ? chartWidths.wide - LABEL_ROOM : chartWidths.narrow - 16,
        height: { step: ROW_HEIGHT[width] },
        autosize: { type: 'pad', contains: 'padding' },
        padding: wide ? { left: 4, right: 12, top: 4, bottom: 4 } : { left: 4, right: 12, top: 2, bottom: 2 },
        config: chartConfig,
        data: { values },
        layer: [
          ...(unit === 'points' ? [nothing] : []),
          {
            mark: { type: 'rule', strokeWidth: 3, yOffset, strokeCap: 'round' },
            encoding: { y, x: { ...x, field: 'lower' }, x2: { field: 'upper' }, color: colour },
          },
          {
            mark: { type: 'point', filled: true, size: 110, opacity: 1, yOffset },
            encoding: {
              y,
              x: { ...x, field: 'estimate' },
              color: colour,
              shape: { field: 'shape', type: 'nominal', scale: null },
            },
          },
          labels(1),
          labels(2),
        ],
      };
    },
  };
}
