import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { miettinenNurminenDifference } from './miettinen-nurminen-difference.js';
import { newcombeDifference } from './newcombe-difference.js';
import { pooledZTest } from './pooled-z-test.js';

const methods = { newcombe: newcombeDifference, 'miettinen-nurminen': miettinenNurminenDifference };

// Newcombe (1998), table II: the four decimals printed there.
test.each<{
  name: keyof typeof methods;
  counts: readonly [number, number, number, number];
  want: readonly [number, number];
}>([
  { name: 'newcombe', counts: [56, 70, 48, 80], want: [0.0524, 0.3339] },
  { name: 'newcombe', counts: [9, 10, 3, 10], want: [0.1705, 0.809] },
  { name: 'newcombe', counts: [5, 56, 0, 29], want: [-0.0381, 0.1926] },
  { name: 'newcombe', counts: [0, 10, 0, 10], want: [-0.2775, 0.2775] },
  { name: 'newcombe', counts: [10, 10, 0, 20], want: [0.6791, 1] },
  { name: 'miettinen-nurminen', counts: [56, 70, 48, 80], want: [0.0528, 0.3382] },
  { name: 'miettinen-nurminen', counts: [9, 10, 3, 10], want: [0.17, 0.8406] },
  { name: 'miettinen-nurminen', counts: [5, 56, 0, 29], want: [-0.0326, 0.1933] },
  { name: 'miettinen-nurminen', counts: [0, 10, 0, 10], want: [-0.2879, 0.2879] },
  { name: 'miettinen-nurminen', counts: [10, 10, 0, 20], want: [0.7156, 1] },
])('$name of $counts is as printed', ({ name, counts: [x1, n1, x2, n2], want }) => {
  const got = methods[name]({ x: x1, n: n1 }, { x: x2, n: n2 }, 0.95);
  expect(got).toMatchObject({ kind: 'value' });
  if (got.kind === 'value') {
    expect(got.lower).toBeCloseTo(want[0], 4);
    expect(got.upper).toBeCloseTo(want[1], 4);
  }
});

const arm = fc
  .tuple(
    fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 1_000_000 })),
    fc.double({ min: 0, max: 1, noNaN: true }),
  )
  .map(([n, share]) => ({ n, x: Math.round(n * share) }));

describe.each(Object.entries(methods))('%s', (_name, method) => {
  test('has the estimate inside, stays within −1 and 1, and turns round with the arms', () => {
    fc.assert(
      fc.property(arm, arm, fc.constantFrom(0.5, 0.95, 0.999), (first, second, level) => {
        const got = method(first, second, level);
        const turned = method(second, first, level);
        if (got.kind === 'undefined' || turned.kind === 'undefined') throw new Error('undefined');
        expect(got.lower).toBeLessThanOrEqual(got.estimate);
        expect(got.upper).toBeGreaterThanOrEqual(got.estimate);
        expect(got.lower).toBeGreaterThanOrEqual(-1);
        expect(got.upper).toBeLessThanOrEqual(1);
        expect(turned.lower).toBeCloseTo(-got.upper, 11);
      }),
      { numRuns: 200, seed: 20261124 },
    );
  });

  test.each([
    [
      { n: 0, x: 0 },
      { n: 5, x: 1 },
    ],
    [
      { n: 5, x: 1 },
      { n: 0, x: 0 },
    ],
  ])('has nothing to say about an empty arm', (first, second) => {
    expect(method(first, second, 0.95)).toEqual({ kind: 'undefined', reason: 'empty-arm' });
  });
});

test('Miettinen–Nurminen has 0 outside exactly when its score test rejects', () => {
  fc.assert(
    fc.property(arm, arm, (first, second) => {
      const got = miettinenNurminenDifference(first, second, 0.95);
      const pooled = pooledZTest(first, second);
      if (got.kind === 'undefined' || pooled.kind === 'undefined') return;
      const total = first.n + second.n;
      const z = Math.abs(pooled.z) * Math.sqrt((total - 1) / total);
      if (Math.abs(z - 1.959963984540054) < 1e-9) return;
      expect(got.lower > 0 || got.upper < 0).toBe(z > 1.959963984540054);
    }),
    { numRuns: 200, seed: 20261124 },
  );
});
