import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { confidenceSequence } from './confidence-sequence.js';

function sequence(x1: number, n1: number, x0: number, n0: number, level = 0.95) {
  const got = confidenceSequence({ n: n1, x: x1 }, { n: n0, x: x0 }, level);
  if (got.kind === 'undefined') throw new Error(got.reason);
  return got;
}

describe('confidenceSequence', () => {
  // R: m <- function(x, n) lbeta(x + .5, n - x + .5) - lbeta(.5, .5)
  //    l <- function(x, n, p) dbinom(x, n, p, log = TRUE) - lchoose(n, x)
  //    bound <- m(x1, n1) + m(x0, n0) + log(.05)
  //    over all p0: uniroot for the largest p1 with l(x1, n1, p1) + l(x0, n0, p0) = bound; optimize(p1 - p0)
  test.each([
    { x1: 60, n1: 400, x0: 40, n0: 400, lower: -0.0525224192512995, upper: 0.15446400530854, p: 1 },
    {
      x1: 5,
      n1: 20,
      x0: 0,
      n0: 30,
      lower: -0.0582954480753364,
      upper: 0.659966012897399,
      p: 0.371056597493733,
    },
    {
      x1: 3000,
      n1: 20000,
      x0: 2400,
      n0: 20000,
      lower: 0.0123655976308051,
      upper: 0.0476684761371132,
      p: 5.38645014388313e-13,
    },
  ])('$x1/$n1 against $x0/$n0', ({ x1, n1, x0, n0, lower, upper, p }) => {
    const got = sequence(x1, n1, x0, n0);
    expect(got.lower).toBeCloseTo(lower, 6);
    expect(got.upper).toBeCloseTo(upper, 6);
    expect(got.pValue / p).toBeCloseTo(1, 8);
  });

  test('everyone in one arm and nobody in the other: the upper end is 1', () => {
    const got = sequence(50, 50, 0, 50);
    expect(got.upper).toBe(1);
    expect(got.lower).toBeGreaterThan(0.7);
    expect(sequence(0, 50, 50, 50).lower).toBe(-1);
  });

  test.each([
    { name: 'one recipient an arm', counts: [1, 1, 0, 1] },
    { name: 'no responses', counts: [0, 500, 0, 500] },
    { name: 'all respond', counts: [500, 500, 500, 500] },
    { name: 'a million', counts: [1000, 1_000_000, 1200, 1_000_000] },
  ])(
    '$name: an interval around the estimate, inside [−1, 1]',
    ({ counts: [x1 = 0, n1 = 0, x0 = 0, n0 = 0] }) => {
      const { lower, estimate, upper, pValue } = sequence(x1, n1, x0, n0);
      expect(lower).toBeGreaterThanOrEqual(-1);
      expect(lower).toBeLessThan(estimate);
      expect(upper).toBeGreaterThanOrEqual(estimate);
      expect(upper).toBeLessThanOrEqual(1);
      expect(pValue).toBeGreaterThan(0);
    },
  );

  test.each([
    { treatment: { n: 0, x: 0 }, reference: { n: 0, x: 0 }, reason: 'no-observations' },
    { treatment: { n: 9, x: 1 }, reference: { n: 0, x: 0 }, reason: 'empty-arm' },
  ])('$reason', ({ treatment, reference, reason }) => {
    expect(confidenceSequence(treatment, reference, 0.95)).toEqual({ kind: 'undefined', reason });
  });

  test('p and interval agree, and swapping the arms mirrors them', () => {
    const arm = fc
      .record({ n: fc.integer({ min: 1, max: 3000 }), share: fc.double({ min: 0, max: 1, noNaN: true }) })
      .map(({ n, share }) => ({ n, x: Math.round(n * share) }));
    fc.assert(
      fc.property(arm, arm, fc.constantFrom(0.8, 0.95, 0.99), (one, zero, level) => {
        const there = sequence(one.x, one.n, zero.x, zero.n, level);
        const back = sequence(zero.x, zero.n, one.x, one.n, level);
        expect(back.lower).toBeCloseTo(-there.upper, 10);
        expect(back.pValue).toBeCloseTo(there.pValue, 10);
        const excludes = there.lower > 0 || there.upper < 0;
        if (Math.abs(there.pValue - (1 - level)) > 1e-9) expect(there.pValue < 1 - level).toBe(excludes);
      }),
      { seed: 20261124, numRuns: 200 },
    );
  });
});
