import { expect, test } from 'vitest';
import { costsAndSavings, type ArmFollowUp } from '../core/statistics/costs.js';
import { publishableCosts, type PublishedCosts } from './publishable-costs.js';

const THRESHOLD = 10;
const prices = { letter: 1, reminder: 0.96, phoneCall: 7.5, callsPerNonResponder: 0.12 };
const N = 400;

const arm = (reminders: number): ArmFollowUp => ({
  recipients: N,
  letterCost: 1,
  reminders: { total: reminders, totalOfSquares: reminders },
  calls: { total: 20, totalOfSquares: 20 },
  remindersTimesCalls: 10,
});

const told = (treatment: number, reference: number): PublishedCosts =>
  publishableCosts(
    {
      targetGroup: 8_231,
      prices,
      arms: [
        {
          arm: 'nieuw',
          savings: costsAndSavings(
            arm(treatment),
            arm(reference),
            { reminder: prices.reminder, call: prices.phoneCall },
            8_231,
            0.95,
          ),
        },
      ],
    },
    N,
    THRESHOLD,
  );
const published = (treatment: number, reference: number): string =>
  JSON.stringify(told(treatment, reference));

test.each([
  [150, 180],
  [12, 8],
  [1, 399],
])(
  'of %d and %d reminders, who tries all counts finds at least the threshold that look alike',
  (ours, theirs) => {
    const counts = Array.from({ length: N - 1 }, (_, place) => place + 1);
    const truth = published(ours, theirs);
    // The estimate alone rules the others out.
    const near = (treatment: number, reference: number): boolean =>
      Math.abs(reference - treatment - (theirs - ours)) < 45;
    const pairs = counts.flatMap((treatment) =>
      counts.flatMap((reference) =>
        near(treatment, reference) && published(treatment, reference) === truth
          ? [[treatment, reference] as const]
          : [],
      ),
    );
    expect(new Set(pairs.map(([treatment]) => treatment)).size).toBeGreaterThanOrEqual(THRESHOLD);
    expect(new Set(pairs.map(([, reference]) => reference)).size).toBeGreaterThanOrEqual(THRESHOLD);
  },
);

test('what is saved follows from the reminders as they are told, and the whole from the thousand', () => {
  const { arms, step = 0 } = told(150, 180);
  const savings = arms[0]?.savings;
  if (savings === undefined || savings.kind === 'undefined') throw new Error('no savings');
  const { perThousandLetters: thousand, wholeTargetGroup: whole } = savings;
  expect(step).toBe(100);
  expect(thousand.remindersAvoided.estimate).toBe(100);
  expect(thousand.netSavings.estimate).toBeCloseTo(100 * prices.reminder, 9);
  expect(whole.remindersAvoided.estimate).toBeCloseTo(823.1, 9);
});
