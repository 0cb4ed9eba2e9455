import type { TopLevelSpec } from 'vega-lite';
import type { Language } from '../i18n/language.js';
import { chartWidths, type Chart } from './chart.js';
import { chartConfig } from './chart-theme.js';
import { axisLabels } from './number-labels.js';
import { palette, seriesColours, seriesDashes } from './palette.js';

export interface CumulativeSeries {
  readonly label: string;
  /** Share of the arm's recipients (0 to 1) that had responded by the end of a day, counted from mailing. */
  readonly points: readonly { readonly day: number; readonly share: number }[];
}

export interface CumulativeChartInput {
  readonly title: string;
  readonly description: string;
  readonly dayTitle: string;
  readonly shareTitle: string;
  readonly language: Language;
  readonly series: readonly CumulativeSeries[];
}

const bodyWidth = { wide: chartWidths.wide - 80, narrow: chartWidths.narrow - 46 } as const;

/** Response over time, a line per arm. The legend names colour and dash together. */
export function cumulativeResponseChart(input: CumulativeChartInput): Chart {
  const labels = input.series.map(({ label }) => label);
  const values = input.series.flatMap(({ label, points }) => points.map((point) => ({ label, ...point })));
  return {
    title: input.title,
    description: input.description,
    specification: (width): TopLevelSpec => ({
      width: bodyWidth[width],
      height: width === 'wide' ? 300 : 240,
      config: chartConfig,
      data: { values },
      mark: { type: 'line', strokeWidth: 2 },
      encoding: {
        x: {
          field: 'day',
          type: 'quantitative',
          title: input.dayTitle,
          axis: { grid: false, tickMinStep: 1 },
        },
        y: {
          field: 'share',
          type: 'quantitative',
          title: input.shareTitle,
          axis: {
            labelExpr: axisLabels(input.language, 'percent'),
            tickCount: 5,
            titleAngle: 0,
            titleAlign: 'left',
            titleAnchor: 'end',
            titleY: -14,
            titleX: -36,
          },
        },
        color: {
          field: 'label',
          type: 'nominal',
          scale: {
            domain: labels,
            range: labels.map((_, place) => seriesColours[place % seriesColours.length] ?? palette.accent),
          },
          legend: legend(width, labels),
        },
        strokeDash: {
          field: 'label',
          type: 'nominal',
          scale: {
            domain: labels,
            range: labels.map((_, place) => [...(seriesDashes[place % seriesDashes.length] ?? [1, 0])]),
          },
          legend: legend(width, labels),
        },
      },
    }),
  };
}

/** Two columns only where the names of the arms are short enough to stand side by side. */
const legend = (width: 'wide' | 'narrow', labels: readonly string[]) =>
  ({
    title: null,
    orient: 'bottom',
    columns: width === 'wide' && labels.every((label) => label.length <= 34) ? 2 : 1,
    labelColor: palette.ink,
    labelFontSize: 13,
    // Without a canvas Vega takes a text for wider than it is, and would cut names that fit.
    labelLimit: 0,
    symbolSize: 320,
    symbolStrokeWidth: 2.25,
    symbolType: 'stroke',
  }) as const;

export interface PowerChartInput {
  readonly title: string;
  readonly description: string;
  readonly recipientsTitle: string;
  readonly powerTitle: string;
  readonly language: Language;
  readonly points: readonly { readonly recipients: number; readonly power: number }[];
  /** The number of recipients of the protocol, and the power that it asks. */
  readonly planned: { readonly recipients: number; readonly power: number };
}

/** The chance to see the smallest worthwhile uplift, by number of recipients, with what the protocol plans. */
export function powerChart(input: PowerChartInput): Chart {
  return {
    title: input.title,
    description: input.description,
    specification: (width): TopLevelSpec => {
      const x = {
        field: 'recipients',
        type: 'quantitative',
        title: input.recipientsTitle,
        axis: {
          grid: false,
          labelExpr: axisLabels(input.language, 'count'),
          tickCount: width === 'wide' ? 8 : 4,
        },
      } as const;
      const y = {
        field: 'power',
        type: 'quantitative' as const,
        title: input.powerTitle,
        scale: { domain: [0, 1] },
        axis: {
          labelExpr: axisLabels(input.language, 'percent'),
          tickCount: 5,
          titleAngle: 0,
          titleAlign: 'left' as const,
          titleAnchor: 'end' as const,
          titleY: -14,
          titleX: -36,
        },
      };
      return {
        width: bodyWidth[width],
        height: width === 'wide' ? 280 : 220,
        config: chartConfig,
        layer: [
          {
            data: { values: [...input.points] },
            mark: { type: 'line', color: palette.accent, strokeWidth: 2.5 },
            encoding: { x, y },
          },
          {
            data: { values: [input.planned] },
            mark: { type: 'rule', color: palette.zero, strokeDash: [4, 3] },
            encoding: { y },
          },
          {
            data: { values: [input.planned] },
            mark: { type: 'rule', color: palette.reference, strokeWidth: 2 },
            encoding: { x },
          },
        ],
      };
    },
  };
}
