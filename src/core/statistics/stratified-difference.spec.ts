import { describe, expect, test } from 'vitest';
import { independentRecipients } from './arm-contrast.js';
import { linDifference } from './lin-adjustment.js';
import { stratifiedDifference } from './stratified-difference.js';

const people = (n1: number, x1: number, n0: number, x0: number) => ({
  treatment: independentRecipients(n1, x1),
  reference: independentRecipients(n0, x0),
});
const STRATA = [people(50, 12, 60, 9), people(200, 40, 180, 31), people(30, 29, 10, 8)];

describe('stratifiedDifference', () => {
  test('people: estimate and standard error of estimatr::difference_in_means(y ~ z, blocks = b)', () => {
    const got = stratifiedDifference(STRATA, 0.95);
    if (got.kind === 'undefined') throw new Error(got.reason);
    expect(got.estimate).toBeCloseTo(0.05117400419287213, 12);
    expect(got.standardError).toBeCloseTo(0.03440579185104317, 12);
  });

  test("it is Lin's adjustment with a dummy a stratum", () => {
    const lin = linDifference(
      [
        { covariates: [0, 0], n: 50, x: 12 },
        { covariates: [1, 0], n: 200, x: 40 },
        { covariates: [0, 1], n: 30, x: 29 },
      ],
      [
        { covariates: [0, 0], n: 60, x: 9 },
        { covariates: [1, 0], n: 180, x: 31 },
        { covariates: [0, 1], n: 10, x: 8 },
      ],
      0.95,
    );
    const got = stratifiedDifference(STRATA, 0.95);
    if (lin.kind === 'undefined' || got.kind === 'undefined') throw new Error('undefined');
    expect(got.estimate).toBeCloseTo(lin.estimate, 12);
    expect(got.standardError).toBeCloseTo(lin.standardError, 12);
  });

  test('a stratum that neither arm is in is passed over', () => {
    expect(stratifiedDifference([...STRATA, people(0, 0, 0, 0)], 0.95)).toEqual(
      stratifiedDifference(STRATA, 0.95),
    );
  });

  test.each([
    { name: 'no strata', strata: [], reason: 'no-observations' },
    { name: 'a stratum with one arm only', strata: [...STRATA, people(3, 1, 0, 0)], reason: 'empty-arm' },
    {
      name: 'a stratum with one member an arm',
      strata: [...STRATA, people(1, 1, 1, 0)],
      reason: 'too-few-clusters',
    },
    { name: 'no responses', strata: [people(9, 0, 9, 0), people(5, 0, 5, 0)], reason: 'no-variation' },
  ])('$name: $reason', ({ strata, reason }) => {
    expect(stratifiedDifference(strata, 0.95)).toEqual({ kind: 'undefined', reason });
  });
});
