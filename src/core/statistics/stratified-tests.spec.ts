import { describe, expect, test } from 'vitest';
import { cochranMantelHaenszel } from './cochran-mantel-haenszel.js';
import { mantelHaenszelDifferences } from './mantel-haenszel-differences.js';
import { multiArmCmh } from './multi-arm-cmh.js';
import { sampleRatioMismatch } from './sample-ratio-mismatch.js';

/** R's UCBAdmissions: men (arm 1) and women (arm 2) admitted, by department A to F. */
const admissions = [
  { x1: 512, n1: 825, x2: 89, n2: 108 },
  { x1: 353, n1: 560, x2: 17, n2: 25 },
  { x1: 120, n1: 325, x2: 202, n2: 593 },
  { x1: 138, n1: 417, x2: 131, n2: 375 },
  { x1: 53, n1: 191, x2: 94, n2: 393 },
  { x1: 22, n1: 373, x2: 24, n2: 341 },
];

test("Cochran–Mantel–Haenszel of UCBAdmissions is as R's mantelhaen.test has it", () => {
  const plain = cochranMantelHaenszel(admissions, 0.95, false);
  const corrected = cochranMantelHaenszel(admissions, 0.95, true);
  if (plain.kind === 'undefined' || corrected.kind === 'undefined') throw new Error('undefined');
  if (plain.test.kind === 'undefined' || plain.commonOddsRatio.kind === 'undefined')
    throw new Error('undefined');
  expect(plain.test.chiSquare).toBeCloseTo(1.5246066604434356, 11);
  expect(plain.test.pValue).toBeCloseTo(0.2169236970555184, 12);
  expect(corrected.test).toMatchObject({ df: 1 });
  expect(corrected.test.kind === 'value' && corrected.test.pValue).toBeCloseTo(0.2322634628170483, 12);
  expect(plain.commonOddsRatio.estimate).toBeCloseTo(0.9046968282586231, 13);
  const { interval } = plain.commonOddsRatio;
  expect(interval.kind === 'value' && interval.lower).toBeCloseTo(0.7719073617593505, 12);
  expect(interval.kind === 'value' && interval.upper).toBeCloseTo(1.0603297644366556, 12);
});

test('Mantel–Haenszel differences of UCBAdmissions are as metafor::rma.mh has them', () => {
  const got = mantelHaenszelDifferences(admissions, 0.95);
  if (got.kind === 'undefined' || got.riskRatio.kind === 'undefined') throw new Error('undefined');
  expect(got.riskDifference.estimate).toBeCloseTo(-0.01842519619085252, 14);
  expect(got.riskDifference.standardError).toBeCloseTo(0.01482539443831086, 14);
  expect(got.riskRatio.estimate).toBeCloseTo(0.94490502259592901, 14);
  expect(got.riskRatio.interval.kind === 'value' && got.riskRatio.interval.seLog).toBeCloseTo(
    0.04422399443924982,
    14,
  );
});

test('departments as arms, men and women as strata: a p-value of 1e-145 keeps its digits', () => {
  const strata = [1, 2].map((gender) =>
    admissions.map(({ x1, n1, x2, n2 }) => (gender === 1 ? { x: x1, n: n1 } : { x: x2, n: n2 })),
  );
  const got = multiArmCmh(strata);
  if (got.kind === 'undefined') throw new Error(got.reason);
  expect(got.df).toBe(5);
  expect(got.chiSquare).toBeCloseTo(684.2225910408779, 9);
  expect(got.pValue / 1.266105409907621e-145).toBeCloseTo(1, 10);
});

test('with two arms the generalised test is the plain one', () => {
  const got = multiArmCmh(
    admissions.map(({ x1, n1, x2, n2 }) => [
      { x: x1, n: n1 },
      { x: x2, n: n2 },
    ]),
  );
  expect(got.kind === 'value' && got.chiSquare).toBeCloseTo(1.5246066604434356, 11);
});

describe('strata that say nothing change nothing', () => {
  test.each([
    { name: 'an empty one', stratum: { x1: 0, n1: 0, x2: 0, n2: 0 } },
    { name: 'one with a single member', stratum: { x1: 1, n1: 1, x2: 0, n2: 0 } },
    { name: 'one with one arm', stratum: { x1: 3, n1: 40, x2: 0, n2: 0 } },
  ])('$name', ({ stratum }) => {
    const more = [...admissions, stratum];
    expect(cochranMantelHaenszel(more, 0.95, false)).toEqual(cochranMantelHaenszel(admissions, 0.95, false));
    expect(mantelHaenszelDifferences(more, 0.95)).toEqual(mantelHaenszelDifferences(admissions, 0.95));
  });
});

test.each<{ what: string; result: object; want: object }>([
  { what: 'no strata', result: cochranMantelHaenszel([], 0.95, false), want: { reason: 'no-observations' } },
  {
    what: 'nobody responded',
    result: cochranMantelHaenszel([{ x1: 0, n1: 9, x2: 0, n2: 9 }], 0.95, false),
    want: { test: { reason: 'no-variation' }, commonOddsRatio: { reason: 'zero-cell' } },
  },
  {
    what: 'responses in one arm',
    result: cochranMantelHaenszel([{ x1: 4, n1: 9, x2: 0, n2: 9 }], 0.95, false),
    want: { commonOddsRatio: { reason: 'infinite' } },
  },
  {
    what: 'arms never in one stratum',
    result: mantelHaenszelDifferences([{ x1: 1, n1: 5, x2: 0, n2: 0 }], 0.95),
    want: { reason: 'empty-arm' },
  },
  {
    what: 'a ratio to nothing',
    result: mantelHaenszelDifferences([{ x1: 1, n1: 5, x2: 0, n2: 5 }], 0.95),
    want: { riskRatio: { reason: 'zero-cell' } },
  },
  {
    what: 'strata that do not tie the arms together',
    result: multiArmCmh([
      [
        { x: 1, n: 5 },
        { x: 2, n: 5 },
        { x: 0, n: 0 },
        { x: 0, n: 0 },
      ],
      [
        { x: 0, n: 0 },
        { x: 0, n: 0 },
        { x: 1, n: 5 },
        { x: 2, n: 5 },
      ],
    ]),
    want: { reason: 'singular' },
  },
  {
    what: 'one arm',
    result: multiArmCmh([
      [
        { x: 1, n: 5 },
        { x: 0, n: 0 },
      ],
    ]),
    want: { reason: 'empty-arm' },
  },
  {
    what: 'everybody responded',
    result: multiArmCmh([
      [
        { x: 5, n: 5 },
        { x: 5, n: 5 },
      ],
    ]),
    want: { reason: 'no-variation' },
  },
])('$what', ({ result, want }) => {
  expect(result).toMatchObject(want);
});

describe('sample ratio', () => {
  test.each<{ observed: number[]; weights: number[]; want: object }>([
    { observed: [502_000, 498_000], weights: [1, 1], want: { chiSquare: 16, df: 1 } },
    { observed: [7, 5, 3], weights: [2, 2, 1], want: { df: 2 } },
    // An arm of weight 0 has no degree of freedom.
    { observed: [502_000, 498_000, 0], weights: [1, 1, 0], want: { chiSquare: 16, df: 1 } },
    { observed: [5, 5, 1], weights: [1, 1, 0], want: { reason: 'infinite' } },
    { observed: [5, 0], weights: [1, 0], want: { reason: 'no-variation' } },
  ])('$observed by $weights', ({ observed, weights, want }) => {
    const got = sampleRatioMismatch(observed, weights);
    expect(got.kind === 'value' && got.test).toMatchObject(want);
  });

  test('R: chisq.test(c(9012, 1988), p = c(.8, .2))', () => {
    const got = sampleRatioMismatch([9012, 1988], [4, 1]);
    expect(got.kind === 'value' && got.expectedCounts).toEqual([8800, 2200]);
    expect(
      got.kind === 'value' && got.test.kind === 'value' && got.test.pValue / 4.341233710157302e-7,
    ).toBeCloseTo(1, 10);
  });

  test('without units there is nothing to test', () => {
    expect(sampleRatioMismatch([0, 0], [1, 1])).toEqual({ kind: 'undefined', reason: 'no-observations' });
  });
});
