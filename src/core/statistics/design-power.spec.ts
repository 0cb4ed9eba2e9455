import { describe, expect, test } from 'vitest';
import {
  type ArmsDesign,
  type FactorialDesign,
  powerCurveOverRecipients,
  powerOfDesign,
  recipientsNeeded,
  smallestDetectableUplift,
} from './design-power.js';

const arms = (change: Partial<ArmsDesign> = {}): ArmsDesign => ({
  kind: 'arms',
  weights: [1, 1],
  reference: 0,
  baseline: 0.1,
  confidenceLevel: 0.95,
  multiplicity: 'holm',
  designEffect: 1,
  ...change,
});

const factorial = (change: Partial<FactorialDesign> = {}): FactorialDesign => ({
  kind: 'factorial',
  factors: 3,
  order: 1,
  baseline: 0.1,
  confidenceLevel: 0.95,
  multiplicity: 'none',
  designEffect: 1,
  ...change,
});

const numberOf = (result: { kind: string; recipients?: number; power?: number; uplift?: number }): number =>
  result.recipients ?? result.power ?? result.uplift ?? Number.NaN;

test.each<{ name: string; got: number; want: number }>([
  // R: 2 * power.prop.test(p1 = .1, p2 = .12, power = .8)$n = 7681.69…
  { name: 'two arms', got: numberOf(recipientsNeeded(arms(), 0.02, 0.8)), want: 7682 },
  // R: 2 * power.prop.test(p1 = .1, p2 = .12, sig.level = .01, power = .9)$n
  {
    name: 'at 99%',
    got: numberOf(recipientsNeeded(arms({ confidenceLevel: 0.99 }), 0.02, 0.9)),
    want: 14_562,
  },
  // R: 3 * power.prop.test(p1 = .1, p2 = .12, sig.level = .025, power = .8)$n
  {
    name: 'Holm over two',
    got: numberOf(recipientsNeeded(arms({ weights: [1, 1, 1] }), 0.02, 0.8)),
    want: 13_955,
  },
  {
    name: 'a design effect of 1.5',
    got: numberOf(recipientsNeeded(arms({ designEffect: 1.5 }), 0.02, 0.8)),
    want: 11_523,
  },
  {
    name: 'a main effect uses everybody',
    got: numberOf(recipientsNeeded(factorial(), 0.02, 0.8)),
    want: 7682,
  },
  {
    name: 'an interaction takes four times as many',
    got: numberOf(recipientsNeeded(factorial({ order: 2 }), 0.02, 0.8)),
    want: 30_727,
  },
])('recipients for $name', ({ got, want }) => {
  expect(got).toBe(want);
});

describe('the three questions answer one another', () => {
  test.each([
    { name: 'two arms', design: arms() },
    { name: 'unequal arms', design: arms({ weights: [3, 1] }) },
    { name: 'four arms, Holm', design: arms({ weights: [1, 2, 1, 1] }) },
    { name: 'four arms, Dunnett', design: arms({ weights: [2, 1, 1, 1], multiplicity: 'dunnett' }) },
    { name: 'an arm of weight 0', design: arms({ weights: [1, 1, 0] }) },
    { name: 'households', design: arms({ designEffect: 1.37 }) },
    { name: 'three factors', design: factorial({ multiplicity: 'holm' }) },
    { name: 'an interaction', design: factorial({ order: 2 }) },
  ])('$name', ({ design }) => {
    const needed = numberOf(recipientsNeeded(design, 0.02, 0.8));
    expect(numberOf(powerOfDesign(design, needed, 0.02))).toBeGreaterThanOrEqual(0.8);
    expect(numberOf(powerOfDesign(design, needed - 1, 0.02))).toBeLessThan(0.8);
    expect(numberOf(smallestDetectableUplift(design, needed, 0.8))).toBeCloseTo(0.02, 4);
  });
});

test("Dunnett's correction asks for less than Holm's first step, and more than none", () => {
  const power = (multiplicity: ArmsDesign['multiplicity']): number =>
    numberOf(powerOfDesign(arms({ weights: [1, 1, 1, 1], multiplicity }), 12_000, 0.02));
  expect(power('dunnett')).toBeGreaterThan(power('holm'));
  expect(power('dunnett')).toBeLessThan(power('none'));
});

test('equal arms are the best split of two', () => {
  const power = (weights: number[]): number => numberOf(powerOfDesign(arms({ weights }), 7_682, 0.02));
  expect(power([1, 1])).toBeGreaterThan(power([1, 2]));
  expect(power([1, 2])).toBeGreaterThan(power([1, 9]));
});

test('the curve rises with the recipients, and leaves out what is no rate', () => {
  const numbers = [100, 1_000, 10_000, 1_000_000];
  const curve = powerCurveOverRecipients(arms(), numbers, 0.02);
  expect(curve.map(({ at }) => at)).toEqual(numbers);
  const powers = curve.map(({ power }) => power);
  expect(powers).toEqual(powers.toSorted((a, b) => a - b));
  expect(powers.at(-1)).toBeGreaterThan(0.999999);
  expect(powerCurveOverRecipients(arms(), numbers, 0.95)).toEqual([]);
});

test.each([
  { name: 'no uplift', result: recipientsNeeded(arms(), 0, 0.8), reason: 'infinite' },
  {
    name: 'a rate above 1',
    result: powerOfDesign(arms({ baseline: 0.99 }), 1_000, 0.02),
    reason: 'not-reached',
  },
  { name: 'one arm', result: powerOfDesign(arms({ weights: [1, 0] }), 1_000, 0.02), reason: 'empty-arm' },
  {
    name: 'ten recipients',
    result: smallestDetectableUplift(arms({ baseline: 0.9 }), 10, 0.8),
    reason: 'not-reached',
  },
  {
    name: 'an interaction of more factors than there are',
    result: powerOfDesign(factorial({ order: 4 }), 1_000, 0.02),
    reason: 'empty-arm',
  },
])('$name has no number', ({ result, reason }) => {
  expect(result).toEqual({ kind: 'undefined', reason });
});
