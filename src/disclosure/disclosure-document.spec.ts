import { expect, test } from 'vitest';
import { analyseRegistered } from '../core/statistics/registered-analysis.js';
import { publishableResult } from './disclosure-document.js';

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
  const text = JSON.stringify({ ...published, warnings: [] });
  expect(text).toContain('"nieuw"');
  expect(text).not.toMatch(/"klein(er)?"/);
  expect(published?.sampleRatio.allocated.test.kind).toBe('undefined');
});
