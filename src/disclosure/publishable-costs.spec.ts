import { expect, test } from 'vitest';
import { costsAndSavings, type ArmFollowUp } from '../core/statistics/costs.js';
import { publishableCosts } from './publishable-costs.js';

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

const published = (treatment: number, reference: number): string =>
  JSON.stringify(
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
    ),
  );

test('who tries all counts of reminders finds at least the threshold of them that look alike, for each arm', () => {
  const counts = Array.from({ length: N - 1 }, (_, place) => place + 1);
  const truth = published(150, 180);
  const pairs = counts.flatMap((treatment) =>
    counts.flatMap((reference) =>
      // The estimate alone rules the others out.
      Math.abs(reference - treatment - 30) < 40 && published(treatment, reference) === truth
        ? [[treatment, reference] as const]
        : [],
    ),
  );
  expect(new Set(pairs.map(([treatment]) => treatment)).size).toBeGreaterThanOrEqual(THRESHOLD);
  expect(new Set(pairs.map(([, reference]) => reference)).size).toBeGreaterThanOrEqual(THRESHOLD);
});
