import { csvLine } from '../platform/delimited/write-csv.js';
import type { FlowDiagramView } from './views/flow-view.js';
import type { CountView, EstimateView, ResultView } from './views/result-view.js';

/** The charts of a result by their names, as they stand in addresses. */
export const chartNames = ['uplifts', 'rates', 'factors', 'cumulative', 'strata', 'flow'] as const;
export type ChartName = (typeof chartNames)[number];

type Cell = string | number | null;

const count = (of: CountView): number | null => (of.kind === 'value' ? of.count : null);

const estimate = (of: EstimateView | undefined): Cell[] =>
  of?.kind === 'value' ? [of.estimate, of.lower, of.upper] : [null, null, null];

/** The figures of a chart as CSV: names of columns in English, proportions from 0 to 1, what may not be told is empty. */
export const chartCsv = (name: Exclude<ChartName, 'flow'>, result: ResultView): string =>
  rowsOf(name, result).map(csvLine).join('');

/** The flow by arm, in the same way. */
export function flowCsv(flow: FlowDiagramView): string {
  const rows: Cell[][] = [
    ['arm', 'allocated', 'mailed', 'returned', 'responded'],
    ...flow.arms.map((arm) => [
      arm.name.text,
      count(arm.allocated),
      arm.mailed ?? null,
      arm.returned ?? null,
      count(arm.responded),
    ]),
  ];
  return rows.map(csvLine).join('');
}

function rowsOf(name: Exclude<ChartName, 'flow'>, result: ResultView): Cell[][] {
  switch (name) {
    case 'rates':
      return [
        ['arm', 'recipients', 'responders', 'rate', 'lower', 'upper'],
        ...result.arms.map((arm) => [
          arm.name.text,
          count(arm.recipients),
          count(arm.responses),
          ...estimate(arm.rate),
        ]),
      ];
    case 'uplifts':
      return [
        ['arm', 'uplift', 'lower', 'upper', 'adjusted_p'],
        ...result.arms
          .filter(({ reference }) => !reference)
          .map((arm) => [arm.name.text, ...estimate(arm.uplift), arm.adjustedP ?? null]),
      ];
    case 'factors':
      return [
        ['factor', 'effect', 'lower', 'upper', 'adjusted_p'],
        ...[...result.mainEffects, ...result.interactions].map(({ names, effect, adjustedP }) => [
          names.map(({ text }) => text).join(' x '),
          ...estimate(effect),
          adjustedP ?? null,
        ]),
      ];
    case 'cumulative':
      return [['day', 'arm', 'share', 'lower', 'upper'], ...timeRows(result)];
    case 'strata':
      return [
        ['stratum', 'arm', 'recipients', 'responders', 'uplift', 'lower', 'upper'],
        ...(result.strata ?? []).flatMap(({ label, arms }) =>
          arms.map(({ name: arm, n, x, uplift }) => [label, arm.text, n, x, ...estimate(uplift)]),
        ),
      ];
  }
}

function timeRows({ time }: ResultView): Cell[][] {
  if (time === undefined) return [];
  return time.days.flatMap((day, place) =>
    time.arms.map(({ name, shares }): Cell[] => {
      const share = shares[place];
      if (share?.kind !== 'value') return [day, name.text, null, null, null];
      return [day, name.text, share.estimate, share.interval?.lower ?? null, share.interval?.upper ?? null];
    }),
  );
}
