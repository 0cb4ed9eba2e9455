import { describe, expect, test } from 'vitest';
import { complierEffect } from './complier.js';

const arm = (deliveredN: number, deliveredX: number, backN: number, backX: number) => ({
  delivered: { n: deliveredN, x: deliveredX },
  undeliverable: { n: backN, x: backX },
});

describe('complierEffect', () => {
  test('as estimatr::iv_robust(y ~ received | z, se_type = "HC2"), with the normal distribution', () => {
    const got = complierEffect(arm(900, 300, 100, 5), arm(880, 220, 70, 6), 0.95);
    if (got.kind === 'undefined') throw new Error(got.reason);
    expect(got.estimate).toBeCloseTo(0.07456140350877, 12);
    expect(got.standardError).toBeCloseTo(0.022220157552267, 12);
    expect(got.lower).toBeCloseTo(0.0310106949755208, 12);
    expect(got.upper).toBeCloseTo(0.118112112042019, 12);
    expect(got.pValue).toBeCloseTo(0.000792001995553977, 12);
    expect(got.deliveredShare).toBe(0.9);
    expect(got.intentionToTreat).toBeCloseTo(0.9 * got.estimate, 14);
  });

  test('when every letter arrives it is the intention-to-treat difference', () => {
    const got = complierEffect(arm(100, 30, 0, 0), arm(80, 16, 20, 1), 0.95);
    if (got.kind === 'undefined') throw new Error(got.reason);
    expect(got.estimate).toBeCloseTo(0.13, 14);
    // R: sqrt(.3 * .7 / 99 + .17 * .83 / 99)
    expect(got.standardError).toBeCloseTo(0.0595526, 6);
  });

  test.each([
    {
      name: 'nobody in the arm',
      treatment: arm(0, 0, 0, 0),
      reference: arm(9, 1, 0, 0),
      reason: 'empty-arm',
    },
    {
      name: 'nobody in the reference arm',
      treatment: arm(9, 1, 0, 0),
      reference: arm(0, 0, 0, 0),
      reason: 'empty-arm',
    },
    {
      name: 'all letters came back',
      treatment: arm(0, 0, 50, 2),
      reference: arm(50, 3, 0, 0),
      reason: 'zero-cell',
    },
    { name: 'one recipient', treatment: arm(1, 1, 0, 0), reference: arm(9, 1, 0, 0), reason: 'no-variation' },
    {
      name: 'nobody responds',
      treatment: arm(40, 0, 9, 0),
      reference: arm(40, 0, 9, 0),
      reason: 'no-variation',
    },
  ])('$name: $reason', ({ treatment, reference, reason }) => {
    expect(complierEffect(treatment, reference, 0.95)).toEqual({ kind: 'undefined', reason });
  });
});
