import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dunnett, maximumUpperTail, type RateWithVariance } from './dunnett.js';

const arm = (rate: number, n: number): RateWithVariance => ({ rate, variance: (rate * (1 - rate)) / n });
const REFERENCE = arm(0.1, 1000);
const TREATMENTS = [arm(0.12, 500), arm(0.13, 500), arm(0.15, 800)];

describe('dunnett', () => {
  // R: l <- sqrt(v0 / (v0 + v)); 1 - pmvnorm(-|t|, |t|, corr = outer(l, l) with 1 on the diagonal, Miwa(4097)),
  //    the critical value by integrate() over the common factor; qmvnorm and qmvt agree to their 1e-4.
  test.each([
    {
      name: 'normal',
      degreesOfFreedom: Number.POSITIVE_INFINITY,
      critical: 2.373856916553508,
      adjusted: [0.5535688333830819, 0.2372357623648827, 0.0045675789222276025],
    },
    {
      name: 'Student with 10 degrees of freedom',
      degreesOfFreedom: 10,
      critical: 2.802312996413642,
      adjusted: [0.5757898825100667, 0.29207236616329296, 0.02730375182785695],
    },
  ])('three arms, $name', ({ degreesOfFreedom, critical, adjusted }) => {
    const got = dunnett(REFERENCE, TREATMENTS, degreesOfFreedom, 0.95);
    if (got.kind === 'undefined') throw new Error(got.reason);
    expect(got.criticalValue).toBeCloseTo(critical, 7);
    adjusted.forEach((want, i) => {
      const comparison = got.comparisons[i];
      expect(comparison?.kind === 'value' && comparison.adjustedP).toBeCloseTo(want, 8);
    });
  });

  test('seven large arms against a small reference', () => {
    const rates = [0.08, 0.05, 0.05, 0.051, 0.049, 0.11, 0.06];
    const sizes = [10_000, 10_000, 20_000, 5000, 8000, 9000, 7000];
    const got = dunnett(
      arm(0.05, 200),
      rates.map((rate, i) => arm(rate, sizes[i] ?? 1)),
      Number.POSITIVE_INFINITY,
      0.95,
    );
    if (got.kind === 'undefined') throw new Error(got.reason);
    expect(got.criticalValue).toBeCloseTo(2.171602386973685, 9);
    const wants = [
      0.08852028965528569, 1, 1, 0.9999848471351387, 0.9999840310369787, 0.00030643659674156436,
      0.6799458841595022,
    ];
    wants.forEach((want, i) => {
      const comparison = got.comparisons[i];
      expect(comparison?.kind === 'value' && comparison.adjustedP).toBeCloseTo(want, 9);
    });
  });

  test('one comparison needs no correction', () => {
    const got = dunnett(arm(0.2, 400), [arm(0.25, 300)], Number.POSITIVE_INFINITY, 0.95);
    if (got.kind === 'undefined') throw new Error(got.reason);
    expect(got.criticalValue).toBeCloseTo(1.9599639845400543, 11);
    const [only] = got.comparisons;
    expect(only?.kind === 'value' && only.adjustedP).toBeCloseTo(0.11834981273562845, 11);
  });

  // Dunnett (1964) Biometrics 20, table of two-sided 5% points, correlation one half.
  test.each([
    { k: 2, df: 10, critical: 2.57 },
    { k: 3, df: 20, critical: 2.54 },
    { k: 5, df: 10, critical: 2.99 },
    { k: 9, df: 60, critical: 2.77 },
    { k: 4, df: Number.POSITIVE_INFINITY, critical: 2.44 },
  ])('the printed table for $k arms and $df degrees of freedom', ({ k, df, critical }) => {
    const equal = { rate: 0.5, variance: 1e-4 };
    const got = dunnett(
      equal,
      Array.from({ length: k }, () => equal),
      df,
      0.95,
    );
    expect(got.kind === 'value' && got.criticalValue.toFixed(2)).toBe(critical.toFixed(2));
  });

  test('p-values keep their digits far out', () => {
    const tail = maximumUpperTail([Math.SQRT1_2, Math.SQRT1_2], Number.POSITIVE_INFINITY);
    // Two comparisons are beyond 10 hardly ever together: R: 2 * 2 * pnorm(-10)
    expect(tail(10) / (4 * 7.61985302416053e-24)).toBeCloseTo(1, 6);
  });

  test.each([
    { name: 'no treatments', reference: REFERENCE, treatments: [], reason: 'no-observations' },
    {
      name: 'nobody responds anywhere',
      reference: arm(0, 9),
      treatments: [arm(0, 9)],
      reason: 'no-variation',
    },
  ])('$name: $reason', ({ reference, treatments, reason }) => {
    expect(dunnett(reference, treatments, Number.POSITIVE_INFINITY, 0.95)).toEqual({
      kind: 'undefined',
      reason,
    });
  });

  test('a reference arm without variance makes the comparisons independent; a comparison without any is undefined', () => {
    const got = dunnett(arm(0, 50), [arm(0.1, 50), arm(0, 50), arm(0.2, 50)], Number.POSITIVE_INFINITY, 0.95);
    if (got.kind === 'undefined') throw new Error(got.reason);
    expect(got.comparisons.map((one) => one.kind)).toEqual(['value', 'undefined', 'value']);
    // Šidák: R: qnorm(1 - (1 - sqrt(.95)) / 2)
    expect(got.criticalValue).toBeCloseTo(2.236476644557, 9);
  });

  test('intervals and adjusted p-values never contradict', () => {
    const arms = fc.record({
      rate: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      n: fc.integer({ min: 5, max: 100_000 }),
    });
    fc.assert(
      fc.property(arms, fc.array(arms, { minLength: 1, maxLength: 6 }), (reference, others) => {
        const got = dunnett(
          arm(reference.rate, reference.n),
          others.map(({ rate, n }) => arm(rate, n)),
          Number.POSITIVE_INFINITY,
          0.95,
        );
        if (got.kind === 'undefined') throw new Error(got.reason);
        for (const comparison of got.comparisons) {
          if (comparison.kind === 'undefined') throw new Error(comparison.reason);
          const excludes = comparison.lower > 0 || comparison.upper < 0;
          if (Math.abs(comparison.adjustedP - 0.05) > 1e-9) {
            expect(comparison.adjustedP < 0.05).toBe(excludes);
          }
        }
      }),
      { seed: 20261124, numRuns: 60 },
    );
  });
});
