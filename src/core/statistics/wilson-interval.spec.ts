import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wilsonInterval } from './wilson-interval.js';

test.each<{ x: number; n: number; level: number; correction?: boolean; want: readonly [number, number] }>([
  // R: prop.test(x, n, correct = FALSE, conf.level)$conf.int
  { x: 2, n: 3, level: 0.95, want: [0.2076596008020478, 0.9385080552796038] },
  { x: 1, n: 2, level: 0.5, want: [0.2847588845819623, 0.7152411154180376] },
  { x: 17, n: 1_000_000, level: 0.99, want: [9.190986824997318e-6, 3.144364016947536e-5] },
  { x: 8630, n: 50_083, level: 0.95, want: [0.1690316519561719, 0.1756465300971785] },
  // Newcombe (1998), table I, methods 3 and 4
  { x: 81, n: 263, level: 0.95, want: [0.2552885198782742, 0.36620957698280004] },
  { x: 81, n: 263, level: 0.95, correction: true, want: [0.2535086822951852, 0.3681762010430035] },
  { x: 1, n: 29, level: 0.95, correction: true, want: [0.0018026402132796649, 0.1962817510097595] },
  { x: 0, n: 20, level: 0.95, want: [0, 0.16112515805281932] },
  { x: 29, n: 29, level: 0.95, correction: true, want: [0.8543835244204266, 1] },
])('$x of $n at $level', ({ x, n, level, correction, want }) => {
  const got = wilsonInterval({ x, n }, level, correction);
  if (got.kind === 'undefined') throw new Error(got.reason);
  expect(got.estimate).toBe(x / n);
  expect(Math.abs(got.lower / (want[0] || 1) - (want[0] && 1))).toBeLessThan(1e-12);
  expect(Math.abs(got.upper / want[1] - 1)).toBeLessThan(1e-12);
});

test('an empty arm has no rate', () => {
  expect(wilsonInterval({ x: 0, n: 0 }, 0.95)).toEqual({ kind: 'undefined', reason: 'no-observations' });
});

test('the estimate lies inside, and responses and non-responses mirror each other', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.boolean(),
      (n, share, correction) => {
        const x = Math.round(n * share);
        const got = wilsonInterval({ x, n }, 0.95, correction);
        const mirrored = wilsonInterval({ x: n - x, n }, 0.95, correction);
        if (got.kind === 'undefined' || mirrored.kind === 'undefined') throw new Error('undefined');
        expect(got.lower).toBeLessThanOrEqual(got.estimate);
        expect(got.upper).toBeGreaterThanOrEqual(got.estimate);
        expect(got.lower).toBeGreaterThanOrEqual(0);
        expect(got.upper).toBeLessThanOrEqual(1);
        expect(mirrored.lower).toBeCloseTo(1 - got.upper, 12);
      },
    ),
    { seed: 20261124 },
  );
});

test('covers the true rate as often as it promises, over a grid (exact binomial sums)', () => {
  const n = 50;
  const covered = Array.from({ length: 99 }, (_, i) => (i + 1) / 100).map((rate) => {
    let probability = (1 - rate) ** n;
    let coverage = 0;
    for (let x = 0; x <= n; x += 1) {
      const got = wilsonInterval({ x, n }, 0.95);
      if (got.kind === 'value' && got.lower <= rate && rate <= got.upper) coverage += probability;
      probability *= ((n - x) / (x + 1)) * (rate / (1 - rate));
    }
    return coverage;
  });
  const mean = covered.reduce((sum, one) => sum + one, 0) / covered.length;
  expect(mean).toBeGreaterThan(0.945);
  expect(mean).toBeLessThan(0.965);
  // Brown, Cai & DasGupta (2001): near 0 and 1 the coverage dips, never far.
  expect(Math.min(...covered)).toBeGreaterThan(0.9);
});
