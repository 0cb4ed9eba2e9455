import { describe, expect, test } from 'vitest';
import { costsAndSavings, type ArmFollowUp, type Estimated } from './costs.js';

/** 700 without a reminder or a call, 200 with a reminder, 60 with both, 40 with two reminders and three calls. */
const TREATMENT: ArmFollowUp = {
  recipients: 1000,
  letterCost: 0.92,
  reminders: { total: 340, totalOfSquares: 420 },
  calls: { total: 180, totalOfSquares: 420 },
  remindersTimesCalls: 300,
};
const REFERENCE: ArmFollowUp = {
  recipients: 1000,
  letterCost: 0.8,
  reminders: { total: 450, totalOfSquares: 570 },
  calls: { total: 210, totalOfSquares: 330 },
  remindersTimesCalls: 320,
};
const COSTS = { reminder: 0.9, call: 7.5 };

function expectEstimate(got: Estimated, estimate: number, lower: number, upper: number): void {
  if (got.interval.kind === 'undefined') throw new Error(got.interval.reason);
  expect(got.estimate).toBeCloseTo(estimate, 9);
  expect(got.interval.lower).toBeCloseTo(lower, 9);
  expect(got.interval.upper).toBeCloseTo(upper, 9);
}

function savings(treatment: ArmFollowUp, reference: ArmFollowUp, targetGroup = 250_000, designEffect = 1) {
  const got = costsAndSavings(treatment, reference, COSTS, targetGroup, 0.95, designEffect);
  if (got.kind === 'undefined') throw new Error(got.reason);
  return got;
}

describe('costsAndSavings', () => {
  // R, on the rows: e <- mean(ref) - mean(trt); s <- sqrt(var(trt)/n + var(ref)/n); 1000 * (e + c(0, -1, 1) * qnorm(.975) * s)
  // with reminders, calls, and .9 * reminders + 7.5 * calls less the 0.12 a letter.
  test('per 1,000 letters, as R has it from the rows', () => {
    const { perThousandLetters } = savings(TREATMENT, REFERENCE);
    expectEstimate(perThousandLetters.remindersAvoided, 110, 59.170285841194726, 160.829714158805245);
    expectEstimate(perThousandLetters.callsAvoided, 30, -20.890198742641573, 80.890198742641573);
    expectEstimate(perThousandLetters.netSavings, 204, -210.5748019897573, 618.574801989757);
    expect(perThousandLetters.extraLetterCost).toBeCloseTo(120, 10);
    expectEstimate(perThousandLetters.callCostsAvoided, 225, -156.6764905698118, 606.6764905698118);
  });

  test('the whole target group is the same, so many times as large', () => {
    const { perThousandLetters, wholeTargetGroup } = savings(TREATMENT, REFERENCE, 250_000);
    expect(wholeTargetGroup.letters).toBe(250_000);
    expect(wholeTargetGroup.netSavings.estimate).toBeCloseTo(250 * perThousandLetters.netSavings.estimate, 6);
    expect(wholeTargetGroup.extraLetterCost).toBeCloseTo(30_000, 6);
  });

  test('clusters widen the interval by the root of the design effect', () => {
    const plain = savings(TREATMENT, REFERENCE).perThousandLetters.netSavings;
    const clustered = savings(TREATMENT, REFERENCE, 1, 4).perThousandLetters.netSavings;
    if (plain.interval.kind === 'undefined' || clustered.interval.kind === 'undefined') {
      throw new Error('undefined');
    }
    const width = ({ lower, upper }: { lower: number; upper: number }): number => upper - lower;
    expect(width(clustered.interval)).toBeCloseTo(2 * width(plain.interval), 9);
  });

  test('against an arm without a letter, all of the letter is extra', () => {
    const { perThousandLetters } = savings(TREATMENT, { ...REFERENCE, letterCost: 0 });
    expect(perThousandLetters.extraLetterCost).toBeCloseTo(920, 9);
  });

  test('nobody called in either arm: nothing avoided, and no interval to say so by', () => {
    const none = { total: 0, totalOfSquares: 0 };
    const { perThousandLetters } = savings(
      { ...TREATMENT, calls: none, remindersTimesCalls: 0 },
      { ...REFERENCE, calls: none, remindersTimesCalls: 0 },
    );
    expect(perThousandLetters.callsAvoided).toEqual({
      estimate: 0,
      interval: { kind: 'undefined', reason: 'no-variation' },
    });
    expect(perThousandLetters.netSavings.interval.kind).toBe('value');
  });

  test.each([
    { name: 'an empty arm', recipients: 0, reason: 'empty-arm' },
    { name: 'one recipient', recipients: 1, reason: 'no-variation' },
  ])('$name: $reason', ({ recipients, reason }) => {
    expect(costsAndSavings({ ...TREATMENT, recipients }, REFERENCE, COSTS, 9, 0.95)).toEqual({
      kind: 'undefined',
      reason,
    });
  });
});
