import { expect, test } from 'vitest';
import { analyseRegistered } from '../core/statistics/registered-analysis.js';
import { publishableMailing, publishableResult } from './disclosure-document.js';

const arms = ['oud', 'nieuw', 'klein', 'kleiner'];
const result = analyseRegistered(
  {
    arms: arms.map((id) => ({ id, weight: 1, variant: id })),
    reference: 'oud',
    confidenceLevel: 0.95,
    interval: 'newcombe',
    multiplicity: 'holm',
    stratified: false,
    unit: 'recipient',
    smallestWorthwhileUplift: 0.02,
  },
  {
    counts: [
      { arm: 'oud', stratum: '', n: 300, x: 100 },
      { arm: 'nieuw', stratum: '', n: 300, x: 120 },
      { arm: 'klein', stratum: '', n: 9, x: 3 },
      { arm: 'kleiner', stratum: '', n: 8, x: 2 },
    ],
    mailed: arms.map((arm, place) => ({ arm, n: [300, 300, 9, 8][place] ?? 0 })),
  },
);

test('nothing of the published result names a withheld arm or counts it', () => {
  const published = publishableResult(result, ['klein', 'kleiner']);
  const text = JSON.stringify(published);
  expect(text).toContain('"nieuw"');
  expect(text).not.toMatch(/"klein(er)?"/);
  expect(published?.sampleRatio.allocated.test.kind).toBe('undefined');
});

test.each([
  ['none is missing', [300, 300, 9, 8], true],
  ['three of an arm were not mailed', [300, 297, 9, 8], false],
  ['none of an arm was mailed', [300, 0, 9, 8], true],
])('the letters by arm are shown unless a handful of them is missing: %s', (_what, letters, shown) => {
  const mailed = {
    units: 'recipient',
    observed: arms.map((arm, place) => ({ arm, count: letters[place] ?? 0, expected: 154 })),
    test: { kind: 'value', chiSquare: 1, df: 3, pValue: 0.8, method: 'chi-square-goodness-of-fit' },
  } as const;
  const allocated = result.arms.map(({ arm, n }) => ({ arm, n }));
  const { sampleRatio } = publishableMailing(
    { ...result, sampleRatio: { ...result.sampleRatio, mailed } },
    allocated,
    10,
  );
  expect(sampleRatio.allocated).toBe(result.sampleRatio.allocated);
  if (shown) expect(sampleRatio.mailed).toBe(mailed);
  else expect(JSON.stringify(sampleRatio.mailed)).not.toMatch(/297|0\.8/);
});
