import type { TopLevelSpec } from 'vega-lite';
import type { Language } from '../i18n/language.js';
import { chartWidths, type Chart } from './chart.js';
import { chartConfig } from './chart-theme.js';
import { axisLabels, percentLabel, pointsLabel } from './number-labels.js';
import { palette } from './palette.js';

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

/** Without a canvas Vega takes each letter for 0.8 em wide; in our typeface a text is not much over half of that. */
const MEASURED_TOO_WIDE = 1.6;

const ROW_HEIGHT = { wide: 38, narrow: 52 } as const;

/**
 * Estimates with their intervals below one another: a forest plot of uplifts or effects (unit `points`), or response
 * rates (unit `percent`). Rows keep their order.
 */
export function intervalChart(input: IntervalChartInput): Chart {
  const { title, description, language, unit } = input;
  const values = input.rows.map((row, place) => ({
    ...row,
    // Two arms may have the same name in a poor protocol; the place keeps them apart.
    key: `${place}`,
    shape: row.reference === true ? 'diamond' : 'circle',
    colour: row.reference === true ? palette.reference : palette.accent,
    told: unit === 'points' ? pointsLabel(language, row) : percentLabel(language, row.estimate),
  }));
  const order = values.map(({ key }) => key);
  return {
    title,
    description,
    specification(width): TopLevelSpec {
      const wide = width === 'wide';
      const y = { field: 'key', type: 'nominal', sort: order, axis: null } as const;
      const colour = { field: 'colour', type: 'nominal', scale: null } as const;
      const x = {
        type: 'quantitative',
        scale: { zero: unit === 'points', nice: true },
        title: input.axisTitle,
        axis: { labelExpr: axisLabels(language, unit), tickCount: wide ? 7 : 4, domain: false, ticks: false },
      } as const;
      const lift = wide ? 0 : 8;
      return {
        width: wide ? chartWidths.wide - 260 : chartWidths.narrow,
        height: { step: ROW_HEIGHT[width] },
        autosize: { type: 'pad', contains: 'padding' },
        padding: wide ? { left: 4, right: 8, top: 4, bottom: 4 } : 2,
        config: chartConfig,
        data: { values },
        layer: [
          ...(unit === 'points'
            ? [
                {
                  mark: { type: 'rule', color: palette.zero, strokeWidth: 1.5 },
                  encoding: { x: { datum: 0 } },
                } as const,
              ]
            : []),
          {
            mark: { type: 'rule', strokeWidth: 3, yOffset: lift, strokeCap: 'round' },
            encoding: { y, x: { ...x, field: 'lower' }, x2: { field: 'upper' }, color: colour },
          },
          {
            mark: { type: 'point', filled: true, size: 110, opacity: 1, yOffset: lift },
            encoding: {
              y,
              x: { ...x, field: 'estimate' },
              color: colour,
              shape: { field: 'shape', type: 'nominal', scale: null },
            },
          },
          {
            mark: {
              type: 'text',
              align: wide ? 'right' : 'left',
              baseline: 'middle',
              dx: wide ? -14 : 0,
              dy: wide ? 0 : -11,
              limit: (wide ? 245 : chartWidths.narrow - 110) * MEASURED_TOO_WIDE,
              fontSize: wide ? 14 : 13,
              color: palette.ink,
            },
            encoding: { y, x: { value: 0 }, text: { field: 'label' } },
          },
          ...(wide
            ? []
            : [
                {
                  mark: {
                    type: 'text',
                    align: 'right',
                    baseline: 'middle',
                    dy: -11,
                    fontSize: 12,
                    color: palette.muted,
                  },
                  encoding: { y, x: { value: chartWidths.narrow }, text: { field: 'told' } },
                } as const,
              ]),
        ],
      };
    },
  };
}
