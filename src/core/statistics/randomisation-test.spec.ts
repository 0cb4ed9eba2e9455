import { expect, test } from 'vitest';
import { fisherExact } from './fisher-exact.js';
import type { TwoArmCount } from './arm-count.js';
import { randomisationTestOfUnits, type RandomisedUnit } from './randomisation-test.js';

/** Mulberry32: small, seeded, good enough to test with. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const neverDraws = (): number => {
  throw new Error('drawn');
};

const units = (y: readonly number[], treat: readonly number[], block: readonly number[] = []) =>
  y.map((outcome, i) => ({ outcome, treated: treat[i] === 1, block: block[i] ?? 0 }));

const unitsOf = ({ x1, n1, x2, n2 }: TwoArmCount, block: number): RandomisedUnit[] => [
  ...Array.from({ length: n1 }, (_, i) => ({ outcome: i < x1 ? 1 : 0, treated: true, block })),
  ...Array.from({ length: n2 }, (_, i) => ({ outcome: i < x2 ? 1 : 0, treated: false, block })),
];

test.each([
  // Complete enumeration in R with combn()
  {
    name: 'recipients',
    y: [1, 1, 1, 0, 0, 0, 0, 1],
    treat: [1, 1, 1, 1, 0, 0, 0, 0],
    block: [],
    want: {
      difference: 0.5,
      assignments: 70,
      twoSided: 0.4857142857142857,
      greater: 0.24285714285714285,
      less: 0.9857142857142858,
    },
  },
  {
    name: 'clusters with many responses',
    y: [12, 15, 9, 20, 31, 14, 22, 8, 19, 27],
    treat: [1, 0, 0, 1, 1, 0, 1, 0, 0, 1],
    block: [],
    want: {
      difference: 9.4,
      assignments: 252,
      twoSided: 0.05555555555555555,
      greater: 0.027777777777777776,
      less: 0.9801587301587301,
    },
  },
  {
    name: 'blocks',
    y: [1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 0],
    treat: [1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 0, 0],
    block: [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3],
    want: {
      difference: 0.6666666666666666,
      assignments: 216,
      twoSided: 0.08333333333333333,
      greater: 0.041666666666666664,
      less: 1,
    },
  },
  {
    name: 'nobody responded',
    y: [0, 0, 0, 0],
    treat: [1, 1, 0, 0],
    block: [],
    want: { difference: 0, assignments: 6, twoSided: 1, greater: 1, less: 1 },
  },
])('$name, exact', ({ y, treat, block, want }) => {
  const got = randomisationTestOfUnits(units(y, treat, block), neverDraws);
  if (got.kind === 'undefined') throw new Error(got.reason);
  expect(got.procedure).toBe('exact');
  expect(got.monteCarloError).toBe(0);
  expect(got.assignments).toBe(want.assignments);
  for (const name of ['difference', 'twoSided', 'greater', 'less'] as const)
    expect(got[name]).toBeCloseTo(want[name], 13);
});

test('one stratum of a hundred thousand is still exact, and one-sided equal to Fisher', () => {
  const counts = { x1: 4_000, n1: 50_000, x2: 3_850, n2: 50_000 };
  const got = randomisationTestOfUnits(unitsOf(counts, 0), neverDraws);
  const fisher = fisherExact({ x: counts.x1, n: counts.n1 }, { x: counts.x2, n: counts.n2 });
  if (got.kind === 'undefined' || fisher.kind === 'undefined') throw new Error('undefined');
  expect(got.procedure).toBe('exact');
  expect(got.assignments).toBeNull();
  expect(got.greater).toBeCloseTo(fisher.greater, 12);
});

test('many strata are drawn, the same by the same seed, near what is exact', () => {
  const strata = Array.from({ length: 40 }, (_, i) => ({
    x1: 12 + (i % 3),
    n1: 100 + i,
    x2: 9,
    n2: 103 + 2 * i,
  }));
  const all = strata.flatMap(unitsOf);
  const got = randomisationTestOfUnits(all, seeded(7), 4_000);
  if (got.kind === 'undefined') throw new Error(got.reason);
  expect(got.procedure).toBe('drawn');
  expect(got.monteCarloError).toBeGreaterThan(0);
  expect(randomisationTestOfUnits(all, seeded(7), 4_000)).toEqual(got);
});

test('outcomes of too many kinds to list are drawn, within their Monte Carlo error of the exact p', () => {
  const random = seeded(3);
  const y = Array.from({ length: 120 }, () => random());
  const got = randomisationTestOfUnits(
    units(
      y,
      y.map((_, i) => i % 2),
    ),
    seeded(11),
    3_000,
  );
  if (got.kind === 'undefined') throw new Error(got.reason);
  expect(got.procedure).toBe('drawn');
  // The normal distribution is a good stand-in for the exact one with 120 units.
  expect(got.twoSided).toBeGreaterThan(0);
  expect(got.greater + got.less).toBeCloseTo(1, 1);
});

test.each([
  { name: 'no units', list: [] },
  { name: 'all treated', list: units([1, 0], [1, 1]) },
  { name: 'none treated', list: units([1, 0], [0, 0]) },
])('$name: nothing to compare', ({ list }) => {
  expect(randomisationTestOfUnits(list, neverDraws)).toEqual({ kind: 'undefined', reason: 'empty-arm' });
});
