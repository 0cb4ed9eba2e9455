import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fisherExact } from './fisher-exact.js';
import { hypergeometricLaw, sumUp } from './hypergeometric-law.js';
import { oddsRatio } from './odds-ratio.js';
import { pooledZTest } from './pooled-z-test.js';
import { propTest } from './prop-test.js';
import { riskRatio } from './risk-ratio.js';

type Four = readonly [x1: number, n1: number, x2: number, n2: number];
const arms = ([x1, n1, x2, n2]: Four) =>
  [
    { x: x1, n: n1 },
    { x: x2, n: n2 },
  ] as const;
const offBy = (got: number, want: number): number => Math.abs(got / want - 1);

describe("Fisher's exact test is as R's fisher.test has it", () => {
  test.each<{ counts: Four; want: readonly [number, number, number] }>([
    { counts: [0, 5, 5, 5], want: [0.00793650793650794, 1, 0.003968253968253968] },
    { counts: [1, 24, 0, 1], want: [1, 0.96, 1] },
    { counts: [3, 4, 1, 4], want: [0.4857142857142858, 0.24285714285714288, 0.9857142857142858] },
    { counts: [7, 1_000_000, 0, 1_000_000], want: [0.01562483593782813, 0.007812417968914071, 1] },
    { counts: [0, 10, 0, 20], want: [1, 1, 1] },
    { counts: [10, 10, 0, 20], want: [3.328339160423118e-8, 3.328339160423111e-8, 1] },
  ])('$counts', ({ counts, want }) => {
    const got = fisherExact(...arms(counts));
    if (got.kind === 'undefined') throw new Error(got.reason);
    expect(offBy(got.twoSided, want[0])).toBeLessThan(1e-11);
    expect(offBy(got.greater, want[1])).toBeLessThan(1e-11);
    expect(offBy(got.less, want[2])).toBeLessThan(1e-11);
  });

  // R's own dhyper has about ten digits left here.
  test('a million recipients an arm', () => {
    const got = fisherExact({ x: 500_100, n: 1_000_000 }, { x: 499_900, n: 1_000_000 });
    if (got.kind === 'undefined') throw new Error(got.reason);
    expect(offBy(got.twoSided, 0.7783817703516621)).toBeLessThan(1e-9);
    expect(offBy(got.greater, 0.3891908851758274)).toBeLessThan(1e-9);
  });

  test('the law of the tables adds up to 1 and has its mean', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3000 }),
        fc.integer({ min: 1, max: 3000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n1, n2, share) => {
          const responses = Math.round((n1 + n2) * share);
          const { least, probabilities } = hypergeometricLaw(n1, n2, responses);
          expect(sumUp(probabilities)).toBeCloseTo(1, 13);
          const mean = sumUp(probabilities.map((probability, i) => probability * (least + i)));
          expect(mean).toBeCloseTo((responses * n1) / (n1 + n2), 8);
        },
      ),
      { seed: 20261124 },
    );
  });
});

test.each<{ counts: Four; z: number; p: number }>([
  { counts: [2, 7, 1, 9], z: 0.8876670479142436, p: 0.3747198761628819 },
  { counts: [200_000, 1_000_000, 190_000, 1_000_000], z: 17.84718626709803, p: 3.039704564051547e-71 },
  { counts: [56, 70, 48, 80], z: 2.6501719512585327, p: 0.00804508136819658 },
])('the pooled z test of $counts is as R has it', ({ counts, z, p }) => {
  const got = pooledZTest(...arms(counts));
  if (got.kind === 'undefined') throw new Error(got.reason);
  expect(offBy(got.z, z)).toBeLessThan(1e-11);
  expect(offBy(got.pValue, p)).toBeLessThan(1e-11);
  const chiSquare = propTest(arms(counts), 0.95, false);
  expect(chiSquare.kind === 'value' && chiSquare.test).toMatchObject({ kind: 'value', df: 1 });
  if (chiSquare.kind === 'value' && chiSquare.test.kind === 'value')
    expect(offBy(chiSquare.test.pValue, p)).toBeLessThan(1e-9);
});

test('one-sided p-values are the two tails', () => {
  const [first, second] = arms([56, 70, 48, 80]);
  const greater = pooledZTest(first, second, 'greater');
  const less = pooledZTest(first, second, 'less');
  if (greater.kind === 'undefined' || less.kind === 'undefined') throw new Error('undefined');
  expect(offBy(greater.pValue, 0.00402254068409829)).toBeLessThan(1e-11);
  expect(offBy(less.pValue, 0.9959774593159018)).toBeLessThan(1e-11);
});

test.each<{ what: string; result: object; want: object }>([
  {
    what: 'z of no responses',
    result: pooledZTest(...arms([0, 10, 0, 20])),
    want: { kind: 'undefined', reason: 'no-variation' },
  },
  {
    what: 'z of an empty arm',
    result: pooledZTest(...arms([0, 0, 3, 20])),
    want: { kind: 'undefined', reason: 'empty-arm' },
  },
  {
    what: 'Fisher of an empty arm',
    result: fisherExact(...arms([0, 0, 3, 20])),
    want: { kind: 'undefined', reason: 'empty-arm' },
  },
  {
    what: 'risk ratio to no responses',
    result: riskRatio(...arms([3, 10, 0, 20]), 0.95),
    want: { kind: 'undefined', reason: 'infinite' },
  },
  {
    what: 'risk ratio of nothing to nothing',
    result: riskRatio(...arms([0, 10, 0, 20]), 0.95),
    want: { kind: 'undefined', reason: 'zero-cell' },
  },
  {
    what: 'risk ratio of nothing',
    result: riskRatio(...arms([0, 10, 3, 20]), 0.95),
    want: { kind: 'value', estimate: 0, interval: { kind: 'undefined', reason: 'zero-cell' } },
  },
  {
    what: 'odds ratio when all respond',
    result: oddsRatio(...arms([10, 10, 3, 20]), 0.95),
    want: { kind: 'undefined', reason: 'infinite' },
  },
  {
    what: 'odds ratio with ½ added',
    result: oddsRatio(...arms([0, 10, 3, 20]), 0.95, true),
    want: { kind: 'value', estimate: 0.23809523809523808 },
  },
  {
    what: 'chi-square with an empty arm',
    result: propTest(arms([0, 0, 3, 20]), 0.95, true),
    want: { kind: 'undefined', reason: 'empty-arm' },
  },
  {
    what: 'chi-square of no responses',
    result: propTest(arms([0, 10, 0, 20]), 0.95, true),
    want: { test: { kind: 'undefined', reason: 'no-variation' } },
  },
])('$what', ({ result, want }) => {
  expect(result).toMatchObject(want);
});

test('a ratio and its inverse are each other turned round', () => {
  const count = fc
    .tuple(fc.integer({ min: 2, max: 1_000_000 }), fc.double({ min: 0.001, max: 0.999, noNaN: true }))
    .map(([n, share]) => ({ n, x: Math.min(n - 1, Math.max(1, Math.round(n * share))) }));
  fc.assert(
    fc.property(count, count, (first, second) => {
      for (const ratio of [riskRatio, oddsRatio]) {
        const one = ratio(first, second, 0.95);
        const other = ratio(second, first, 0.95);
        if (one.kind === 'undefined' || other.kind === 'undefined') throw new Error('undefined');
        expect(offBy(one.estimate * other.estimate, 1)).toBeLessThan(1e-12);
        if (one.interval.kind === 'value' && other.interval.kind === 'value')
          expect(offBy(one.interval.lower * other.interval.upper, 1)).toBeLessThan(1e-11);
      }
    }),
    { seed: 20261124 },
  );
});
