import { describe, expect, test } from 'vitest';
import { adjustForCovariates, type CovariatePlan } from './covariate-adjustment.js';
import { covariateDesign, type CovariateCell } from './covariate-terms.js';
import { linDifference } from './lin-adjustment.js';
import { independentColumns } from './linear-algebra.js';

const plan: CovariatePlan = {
  arms: ['oud', 'nieuw'],
  reference: 'oud',
  confidenceLevel: 0.95,
  covariates: [
    { column: 'leeftijd', kind: 'number' },
    { column: 'eerder', kind: 'category' },
  ],
};

const cell = (arm: string, values: readonly string[], n: number, x: number, stratum = ''): CovariateCell => ({
  arm,
  stratum,
  values,
  n,
  x,
});

const complete = [
  cell('oud', ['25', 'nee'], 40, 7),
  cell('oud', ['47', 'ja'], 35, 16),
  cell('oud', ['60', 'nee'], 30, 9),
  cell('nieuw', ['25', 'nee'], 38, 10),
  cell('nieuw', ['47', 'ja'], 37, 20),
  cell('nieuw', ['60', 'nee'], 28, 12),
];

describe('the columns of the regression', () => {
  test('a number is one column, a category one for each level but the most frequent', () => {
    const { terms, profiles } = covariateDesign(plan.covariates, complete, plan.arms);
    expect(terms).toEqual([
      { of: 'number', column: 'leeftijd', level: '' },
      { of: 'category', column: 'eerder', level: 'ja' },
    ]);
    expect(profiles.get('nieuw')?.map(({ covariates }) => covariates)).toEqual([
      [25, 0],
      [47, 1],
      [60, 0],
    ]);
  });

  test('what is missing gets the mean and a column of its own; a handful gets the mean alone', () => {
    const missing = [...complete, cell('oud', ['', 'ja'], 6, 2), cell('nieuw', ['', 'nee'], 5, 1)];
    const design = covariateDesign(plan.covariates, missing, plan.arms);
    expect(design.terms.map(({ of }) => of)).toEqual(['number', 'missing', 'category']);
    const mean = (78 * 25 + 72 * 47 + 58 * 60) / 208;
    expect(design.profiles.get('oud')?.at(-1)?.covariates).toEqual([mean, 1, 1]);
    const few = [...complete, cell('oud', ['', 'ja'], 6, 2), cell('nieuw', ['', 'nee'], 4, 1)];
    expect(covariateDesign(plan.covariates, few, plan.arms).terms.map(({ of }) => of)).toEqual([
      'number',
      'category',
    ]);
  });

  test('a level that few of an arm have goes with the most frequent; strata are columns too', () => {
    const cells = [
      ...complete.map((one) => ({ ...one, stratum: '0' })),
      cell('oud', ['30', 'soms'], 90, 9, '1'),
      cell('nieuw', ['30', 'soms'], 4, 1, '1'),
      cell('nieuw', ['30', 'ja'], 20, 1, '1'),
    ];
    expect(covariateDesign(plan.covariates, cells, plan.arms).terms).toEqual([
      { of: 'stratum', column: '', level: '1' },
      { of: 'number', column: 'leeftijd', level: '' },
      { of: 'category', column: 'eerder', level: 'ja' },
    ]);
  });
});

test('no value that is put in for a missing number changes the estimate', () => {
  const missing = [...complete, cell('oud', ['', 'ja'], 16, 3), cell('nieuw', ['', 'nee'], 15, 8)];
  const byPlan = adjustForCovariates(plan, missing).arms[0]?.uplift;
  const withNumber = (number: number) =>
    ['nieuw', 'oud'].map((arm) =>
      missing
        .filter((one) => one.arm === arm)
        .map(({ values: [age = '', before = ''], n, x }) => ({
          covariates: [age === '' ? number : Number(age), age === '' ? 1 : 0, before === 'ja' ? 1 : 0],
          n,
          x,
        })),
    );
  for (const number of [0, 99]) {
    const [treatment = [], reference = []] = withNumber(number);
    const direct = linDifference(treatment, reference, 0.95);
    if (byPlan?.kind !== 'value' || direct.kind !== 'value') throw new Error('no estimate');
    expect(byPlan.estimate).toBeCloseTo(direct.estimate, 11);
    expect(byPlan.standardError).toBeCloseTo(direct.standardError, 11);
  }
});

test('a column that follows from others is left out, and the estimate stays', () => {
  const twice: CovariatePlan = {
    ...plan,
    covariates: [
      ...plan.covariates,
      { column: 'dubbel', kind: 'number' },
      { column: 'vast', kind: 'number' },
    ],
  };
  const cells = complete.map((one) => ({
    ...one,
    values: [...one.values, String(2 * Number(one.values[0]) + 7), '3'],
  }));
  expect(adjustForCovariates(twice, cells).arms).toEqual(adjustForCovariates(plan, complete).arms);
  expect(independentColumns([])).toEqual([]);
});

test('extremes have a word and no number', () => {
  expect(adjustForCovariates(plan, []).arms).toEqual([
    { arm: 'nieuw', uplift: { kind: 'undefined', reason: 'no-observations' } },
  ]);
  const everybody = complete.map((one) => ({ ...one, x: one.n }));
  expect(adjustForCovariates(plan, everybody).arms[0]?.uplift).toEqual({
    kind: 'undefined',
    reason: 'no-variation',
  });
  const one = [cell('oud', ['25', 'nee'], 1, 0), cell('nieuw', ['30', 'ja'], 1, 1)];
  expect(adjustForCovariates(plan, one).arms[0]?.uplift.kind).toBe('undefined');
});

test('balance: means with standardised differences, shares of categories', () => {
  const { means, balance } = adjustForCovariates(plan, [...complete, cell('oud', ['', 'ja'], 5, 2)]);
  const [oud, nieuw] = means[0]?.arms ?? [];
  const of = (ages: readonly [number, number][]) => {
    const n = ages.reduce((sum, [, count]) => sum + count, 0);
    const mean = ages.reduce((sum, [age, count]) => sum + age * count, 0) / n;
    return {
      n,
      mean,
      variance: ages.reduce((sum, [age, count]) => sum + count * (age - mean) ** 2, 0) / (n - 1),
    };
  };
  const one = of([
    [25, 38],
    [47, 37],
    [60, 28],
  ]);
  const zero = of([
    [25, 40],
    [47, 35],
    [60, 30],
  ]);
  expect(oud).toMatchObject({ known: 105, missing: 5, standardisedDifference: { difference: 0 } });
  expect(nieuw?.mean).toEqual({ kind: 'value', mean: expect.closeTo(one.mean, 10) });
  expect(nieuw?.standardisedDifference).toEqual({
    kind: 'value',
    difference: expect.closeTo((one.mean - zero.mean) / Math.sqrt((one.variance + zero.variance) / 2), 10),
  });
  expect(balance.map(({ value, cells }) => [value, ...cells.map(({ n }) => n)])).toEqual([
    ['ja', 40, 37],
    ['nee', 70, 66],
  ]);
});
