import { expect, test } from 'vitest';
import {
  powerTwoProportions,
  sampleSizeTwoProportions,
  smallestDetectableDifference,
} from './two-proportion-power.js';

const level = { alpha: 0.05, sided: 2 } as const;

test.each([
  // R: power.prop.test(p1, p2, sig.level, power, alternative)$n
  { p1: 0.5, p2: 0.75, alpha: 0.05, sided: 2 as const, power: 0.8, want: 57.67343673890837 },
  { p1: 0.001, p2: 0.0012, alpha: 0.05, sided: 2 as const, power: 0.8, want: 431_212.34922659205 },
  { p1: 0.98, p2: 0.985, alpha: 0.05, sided: 2 as const, power: 0.8, want: 10_794.955062827778 },
  { p1: 0.1, p2: 0.12, alpha: 0.05, sided: 1 as const, power: 0.9, want: 4190.127839288806 },
])('recipients an arm for $p1 against $p2', ({ p1, p2, alpha, sided, power, want }) => {
  const got = sampleSizeTwoProportions(p1, p2, { alpha, sided }, power);
  if (got.kind === 'undefined') throw new Error(got.reason);
  expect(got.nPerArm / want).toBeCloseTo(1, 12);
  const back = powerTwoProportions(want, p1, want, p2, { alpha, sided });
  expect(back.kind === 'value' && back.power).toBeCloseTo(power, 12);
  const detected = smallestDetectableDifference(want, p1, want, { alpha, sided }, power);
  expect(detected.kind === 'value' && detected.p2).toBeCloseTo(p2, 10);
});

test('a decrease is found too', () => {
  const got = smallestDetectableDifference(1000, 0.1407451543118242, 1000, level, 0.8, 'decrease');
  expect(got.kind === 'value' && got.p2).toBeCloseTo(0.1, 10);
  expect(got.kind === 'value' && got.difference).toBeLessThan(0);
});

test.each([
  {
    what: 'equal rates',
    result: sampleSizeTwoProportions(0.1, 0.1, level, 0.8),
    want: { reason: 'infinite' },
  },
  {
    what: 'no rates at all',
    result: powerTwoProportions(10, 0, 10, 0, level),
    want: { reason: 'no-variation' },
  },
  {
    what: 'an empty arm',
    result: powerTwoProportions(10, 0.1, 0, 0.2, level),
    want: { reason: 'empty-arm' },
  },
  {
    what: 'five recipients',
    result: smallestDetectableDifference(2, 0.5, 2, level, 0.8),
    want: { reason: 'not-reached' },
  },
  { what: 'nobody against everybody', result: powerTwoProportions(10, 0, 10, 1, level), want: { power: 1 } },
])('$what', ({ result, want }) => {
  expect(result).toMatchObject(want);
});
