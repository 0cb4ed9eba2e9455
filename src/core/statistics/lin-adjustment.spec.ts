import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linAdjustedRates, linDifference, type CovariateProfile } from './lin-adjustment.js';

const profile = (covariates: readonly number[], n: number, x: number): CovariateProfile => ({
  covariates,
  n,
  x,
});

const TREATED = [
  profile([0, 25], 40, 8),
  profile([1, 31], 55, 20),
  profile([0, 47], 30, 12),
  profile([1, 60], 25, 11),
];
const REFERENCE = [
  profile([0, 22], 60, 7),
  profile([1, 35], 35, 10),
  profile([0, 47], 45, 14),
  profile([1, 71], 20, 9),
];
const keep = (profiles: readonly CovariateProfile[], count: number): CovariateProfile[] =>
  profiles.map((one) => ({ ...one, covariates: one.covariates.slice(0, count) }));

describe('linDifference', () => {
  // R: estimatr::lm_lin(y ~ z, covariates = ~ s + age, se_type = "HC2"), and with fewer covariates
  test.each([
    {
      name: 'two covariates',
      count: 2,
      estimate: 0.08126682480459446,
      se: 0.05218499056455319,
      df: 304,
      p: 0.12044360153712057,
    },
    {
      name: 'one covariate',
      count: 1,
      estimate: 0.06669721407624643,
      se: 0.05288389164472731,
      df: 306,
      p: 0.20819711583682834,
    },
    { name: 'none', count: 0, estimate: 0.09, se: 0.05181974094372952, df: 308, p: 0.08342406843993111 },
  ])('$name', ({ count, estimate, se, df, p }) => {
    const got = linDifference(keep(TREATED, count), keep(REFERENCE, count), 0.95);
    if (got.kind === 'undefined') throw new Error(got.reason);
    expect(got.estimate).toBeCloseTo(estimate, 12);
    expect(got.standardError).toBeCloseTo(se, 12);
    expect(got.degreesOfFreedom).toBe(df);
    expect(got.t.pValue).toBeCloseTo(p, 11);
  });

  test('rows are profiles of one', () => {
    const rows = (profiles: readonly CovariateProfile[]) =>
      profiles.flatMap(({ covariates, n, x }) =>
        Array.from({ length: n }, (_, i) => profile(covariates, 1, i < x ? 1 : 0)),
      );
    const table = linDifference(TREATED, REFERENCE, 0.95);
    const single = linDifference(rows(TREATED), rows(REFERENCE), 0.95);
    if (table.kind === 'undefined' || single.kind === 'undefined') throw new Error('undefined');
    expect(single.estimate).toBeCloseTo(table.estimate, 12);
    expect(single.standardError).toBeCloseTo(table.standardError, 12);
  });

  test.each([
    { name: 'an empty arm', treated: [], reference: REFERENCE, reason: 'empty-arm' },
    { name: 'one recipient', treated: [profile([0, 30], 1, 1)], reference: REFERENCE, reason: 'singular' },
    {
      name: 'a covariate that does not vary in an arm',
      treated: keep(TREATED.slice(0, 1), 1),
      reference: keep(REFERENCE, 1),
      reason: 'singular',
    },
    {
      name: 'collinear covariates',
      treated: [profile([1, 2], 9, 1), profile([2, 4], 9, 2), profile([3, 6], 9, 5)],
      reference: REFERENCE,
      reason: 'singular',
    },
    {
      name: 'one recipient alone in a stratum of an arm',
      treated: [profile([0], 9, 3), profile([1], 1, 1)],
      reference: [profile([0], 9, 3), profile([1], 9, 1)],
      reason: 'singular',
    },
    {
      name: 'nobody responds',
      treated: [profile([0], 9, 0), profile([1], 9, 0)],
      reference: [profile([0], 9, 0), profile([1], 9, 0)],
      reason: 'no-variation',
    },
  ])('$name: $reason', ({ treated, reference, reason }) => {
    expect(linDifference(treated, reference, 0.95)).toEqual({ kind: 'undefined', reason });
  });

  test('does not care in what unit or from where a covariate is measured', () => {
    const scaled = (profiles: readonly CovariateProfile[], a: number, b: number) =>
      profiles.map((one) => ({ ...one, covariates: one.covariates.map((c) => a + b * c) }));
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 1, max: 100_000 }), (a, b) => {
        const plain = linDifference(TREATED, REFERENCE, 0.95);
        const moved = linDifference(scaled(TREATED, a, b), scaled(REFERENCE, a, b), 0.95);
        if (plain.kind === 'undefined' || moved.kind === 'undefined') throw new Error('undefined');
        expect(moved.estimate).toBeCloseTo(plain.estimate, 9);
        expect(moved.standardError).toBeCloseTo(plain.standardError, 9);
      }),
      { seed: 20261124 },
    );
  });
});

test('several arms: an arm without anyone does not spoil the others', () => {
  const rates = linAdjustedRates([TREATED, [], REFERENCE]);
  expect(rates.map((rate) => rate.kind)).toEqual(['value', 'undefined', 'value']);
});
