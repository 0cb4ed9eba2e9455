import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createTranslator } from '../../platform/i18n/translate.js';
import { buildResultView, type ArmFigures, type ResultFigures } from './build-result-view.js';
import type { EstimateView } from './result-view.js';

const translator = createTranslator(join(import.meta.dirname, '../../../templates/locales'));
const about = (estimate: number, half = 0.01): EstimateView => ({
  kind: 'value',
  estimate,
  lower: estimate - half,
  upper: estimate + half,
});
const arm = (name: string, rate: EstimateView, more: Partial<ArmFigures> = {}): ArmFigures => ({
  name: { text: name },
  recipients: { kind: 'value', count: 1_000 },
  responses: { kind: 'value', count: 500 },
  rate,
  ...more,
});
const figures = (arms: readonly ArmFigures[], more: Partial<ResultFigures> = {}): ResultFigures => ({
  outcome: { text: 'Formulier terug' },
  confidenceLevel: 0.95,
  interval: 'newcombe',
  multiplicity: 'holm',
  smallestWorthwhileUplift: 0.014,
  arms,
  mainEffects: [],
  interactions: [],
  warnings: [],
  ratio: { units: 'recipient', allocated: { verdict: 'fits' }, mail: false, arms: [] },
  ...more,
});
const build = (input: ResultFigures) => buildResultView(input, 'nl', translator);
const none: EstimateView = { kind: 'undefined', reason: 'empty-arm' };

test.each([
  ['more', 'more', false],
  ['less', 'less', false],
  ['what may be chance', 'no-difference', true],
  ['what can’t be computed', 'undefined', true],
] as const)('a null result is one without a difference beyond chance: %s', async (_name, verdict, isNull) => {
  const uplift = verdict === 'undefined' ? none : about(0.05);
  const result = await build(figures([arm('A', about(0.5)), arm('B', about(0.5), { uplift, verdict })]));
  expect(result.nullResult).toBe(isNull);
});

test('of a factorial the main effects decide, not the single arms', async () => {
  const other = arm('B', about(0.55), { uplift: about(0.05), verdict: 'more' });
  const effect = { names: [{ text: 'Autoriteit' }], effect: about(0.01), verdict: 'no-difference' } as const;
  expect((await build(figures([arm('A', about(0.5)), other], { mainEffects: [effect] }))).nullResult).toBe(
    true,
  );
});

describe('the base of the natural frequencies', () => {
  test.each([
    ['a clear difference in hundreds', 0.5, 0.55, 'more', 100],
    ['a small but certain one in thousands', 0.018, 0.022, 'more', 1_000],
    ['one that may be chance stays plain', 0.5, 0.502, 'no-difference', 100],
  ] as const)('%s', async (_name, a, b, verdict, base) => {
    const other = arm('B', about(b), { uplift: about(b - a), verdict });
    expect((await build(figures([arm('A', about(a)), other]))).base).toBe(base);
  });

  test('a main effect that counts is never told as nought more', async () => {
    const effect = { names: [{ text: 'Autoriteit' }], effect: about(0.004, 0.001), verdict: 'more' } as const;
    const result = await build(figures([arm('A', about(0.5))], { mainEffects: [effect] }));
    expect(result.base).toBe(1_000);
    expect(result.mainEffects[0]?.ofBase).toBe(4);
  });

  test('fewer is told as a positive number', async () => {
    const effect = { names: [{ text: 'Autoriteit' }], effect: about(-0.04), verdict: 'less' } as const;
    const result = await build(figures([arm('A', about(0.5))], { mainEffects: [effect] }));
    expect(result.mainEffects[0]).toMatchObject({ ofBase: 4, verdict: 'less' });
  });
});

test('the sentence goes from the highest rate down, and an arm without one comes last', async () => {
  const uplift = about(0.01);
  const { told, reference } = await build(
    figures([
      arm('A', about(0.5)),
      arm('B', none, { uplift: none }),
      arm('C', about(0.4), { uplift }),
      arm('D', about(0.6), { uplift }),
    ]),
  );
  expect(told.map(({ name }) => name.text)).toEqual(['D', 'C', 'B']);
  expect(reference.name.text).toBe('A');
});

test('a result without a reference arm, or with two, is refused', async () => {
  await expect(build(figures([arm('A', about(0.5), { uplift: about(0) })]))).rejects.toThrow(RangeError);
  await expect(build(figures([arm('A', about(0.5)), arm('B', about(0.5))]))).rejects.toThrow(RangeError);
});

test('a chart that would have nothing in it is left out', async () => {
  const { charts } = await build(figures([arm('A', none), arm('B', none, { uplift: none })]));
  expect(charts).toEqual({});
});

describe('the table over time', () => {
  const time = (days: readonly number[]): ResultFigures =>
    figures([arm('A', about(0.5))], {
      time: {
        days,
        arms: [{ name: { text: 'A' }, shares: days.map((day) => ({ kind: 'value', estimate: day / 100 })) }],
        ignoresClusters: false,
      },
    });

  test.each([
    ['few days all', [0, 3, 28], [0, 3, 28]],
    [
      'of many days the first, the last and four between',
      Array.from({ length: 29 }, (_, day) => day),
      [0, 6, 11, 17, 22, 28],
    ],
  ])('%s', async (_name, days, shown) => {
    const { time: view } = await build(time(days));
    expect(view?.table.days).toEqual(shown);
    expect(view?.table.arms[0]?.shares).toEqual(shown.map((day) => ({ kind: 'value', estimate: day / 100 })));
    expect(view).toMatchObject({ days, intervals: false, medians: false });
  });
});

test('the caption of the rates has the registered confidence level', async () => {
  const { charts } = await build(figures([arm('A', about(0.5))], { confidenceLevel: 0.9 }));
  expect(charts.rates?.wide).toContain('met het 90%‑interval</title>');
});
