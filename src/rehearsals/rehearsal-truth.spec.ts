import { expect, test } from 'vitest';
import type { RegisteredEstimate, RegisteredResult } from '../core/statistics/registered-analysis-types.js';
import { truthBeside, type RehearsalTruth } from './rehearsal-truth.js';

const truth: RehearsalTruth = {
  baseline: 0.4,
  uplifts: [{ id: 'norm', uplift: 0.05 }],
  rates: [0.4, 0.45],
};

/** Only what is read of a result: the rest of it says nothing here. */
const resultWith = (registered: Partial<RegisteredEstimate>): RegisteredResult =>
  ({ factorial: null, comparisons: [{ arm: 'norm', registered }] }) as unknown as RegisteredResult;
const uplift = { kind: 'value', estimate: 0.046, lower: 0.003, upper: 0.089, method: 'newcombe' } as const;

test('the estimate has the interval of the analysis page, which does not contradict the corrected p', () => {
  const simultaneous = {
    kind: 'value',
    lower: -0.006,
    upper: 0.099,
    level: 0.983,
    reconciled: false,
    method: 'newcombe',
  } as const;
  expect(truthBeside(truth, resultWith({ uplift, simultaneous }))).toEqual([
    { id: 'norm', truth: 0.05, found: { estimate: 0.046, lower: -0.006, upper: 0.099 } },
  ]);
});

test('without an interval for all at once, that of itself alone', () => {
  const simultaneous = { kind: 'undefined', reason: 'no-variation' } as const;
  expect(truthBeside(truth, resultWith({ uplift, simultaneous }))[0]?.found).toEqual({
    estimate: 0.046,
    lower: 0.003,
    upper: 0.089,
  });
});
