import { expect, test } from 'vitest';
import { covariateValue, covariateValues, COVARIATE_SEPARATOR } from './covariate-values.js';

const age = { column: 'leeftijd', kind: 'number', step: 5 } as const;

test.each([
  ['42', 5, '40'],
  ['43', 5, '45'],
  ['0042', 1, '42'],
  ['-3', 1, '-3'],
  ['-0', 1, '0'],
  ['0,26', 0.1, '0.3'],
  ['0.7', 0.1, '0.7'],
  ['1234567,5', 1000, '1235000'],
  ['', 5, ''],
])('%s in steps of %s is kept as %s', (cell, step, kept) => {
  expect(covariateValue(cell, { ...age, step })).toBe(kept);
});

test.each(['1.234,50', '12 000', '€ 5', 'NaN', 'Infinity', '1e3', 'onbekend', '--1', '12345678901234'])(
  '%s is no number',
  (cell) => {
    expect(covariateValue(cell, age)).toBeUndefined();
  },
);

test('a category is kept as it is, unless it is a story', () => {
  const category = { column: 'eerder', kind: 'category' } as const;
  expect(covariateValue('Ja, één keer', category)).toBe('Ja, één keer');
  expect(covariateValue('x'.repeat(61), category)).toBeUndefined();
  expect(covariateValues(['40', '', 'ja'].join(COVARIATE_SEPARATOR))).toEqual(['40', '', 'ja']);
});
