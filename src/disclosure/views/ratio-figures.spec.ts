import { expect, test } from 'vitest';
import type { RegisteredResult, SampleRatioResult } from '../../core/statistics/registered-analysis-types.js';
import { ratioView } from './ratio-figures.js';

const ratio = (counts: readonly number[], test: SampleRatioResult['test']): SampleRatioResult => ({
  units: 'recipient',
  observed: counts.map((count, place) => ({ arm: ['oud', 'nieuw'][place] ?? '', count, expected: 100 })),
  test,
});
const tested = (pValue: number): SampleRatioResult['test'] => ({
  kind: 'value',
  chiSquare: 1,
  df: 1,
  pValue,
  method: 'chi-square-goodness-of-fit',
});
const none = { kind: 'undefined', reason: 'no-observations' } as const;
const view = (
  allocated: SampleRatioResult,
  mailed: SampleRatioResult | null,
  warnings: RegisteredResult['warnings'] = [],
) => ratioView({ sampleRatio: { allocated, mailed }, warnings }, ['oud', 'nieuw'], (text) => ({ text }));

test('what fits, with the units and the letters beside one another', () => {
  expect(view(ratio([98, 102], tested(0.78)), ratio([97, 102], tested(0.7)))).toEqual({
    units: 'recipient',
    allocated: { verdict: 'fits', pValue: 0.78 },
    mailed: { verdict: 'fits', pValue: 0.7 },
    mail: true,
    arms: [
      { name: { text: 'oud' }, expected: 100, allocated: 98, expectedMail: 100, mailed: 97 },
      { name: { text: 'nieuw' }, expected: 100, allocated: 102, expectedMail: 100, mailed: 102 },
    ],
  });
});

test('the verdict is the warning’s own', () => {
  const warnings = [{ code: 'mailed-ratio-mismatch', about: [] }] as const;
  const { allocated, mailed } = view(ratio([100, 100], tested(1)), ratio([100, 40], tested(1e-6)), warnings);
  expect([allocated.verdict, mailed?.verdict]).toEqual(['fits', 'mismatch']);
});

test.each([
  [
    'an arm without weight that has people, which chance cannot do',
    'infinite',
    'sample-ratio-mismatch',
    'mismatch',
  ],
  ['what was left out', 'no-observations', null, 'withheld'],
  ['one arm alone', 'no-variation', null, 'undefined'],
] as const)('%s', (_name, reason, code, verdict) => {
  const warnings = code === null ? [] : [{ code, about: [] }];
  expect(view(ratio([100, 100], { kind: 'undefined', reason }), null, warnings).allocated).toEqual({
    verdict,
  });
});

test('letters that are not shown by arm leave their columns out', () => {
  const shown = view(ratio([100, 100], tested(1)), { units: 'recipient', observed: [], test: none });
  expect(shown).toMatchObject({ mailed: { verdict: 'withheld' }, mail: false });
  expect(shown.arms[0]).not.toHaveProperty('mailed');
});
