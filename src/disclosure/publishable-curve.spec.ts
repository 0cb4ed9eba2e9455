import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PublishedArm } from './published-arm.js';
import { publishableCurve, type PublishedDays } from './publishable-curve.js';

const DAYS = 15;
const N = 1_000;

const ofCounts = (cumulative: readonly (readonly number[])[]): PublishedDays => ({
  overTime: {
    days: Array.from({ length: DAYS }, (_, day) => day),
    arms: cumulative.map((counts, arm) => ({ arm: `arm-${arm}`, shares: counts.map((count) => count / N) })),
  },
  arms: cumulative.map((counts, arm): PublishedArm => ({
    arm: `arm-${arm}`,
    withheld: false,
    n: N,
    x: counts.at(-1) ?? 0,
  })),
});
const published = (
  now: PublishedDays,
  threshold: number,
  earlier: readonly PublishedDays[],
): PublishedDays => ({
  overTime: publishableCurve(now, threshold, earlier),
  arms: now.arms,
});
const cumulated = (steps: readonly number[]): number[] =>
  steps.map((_, day) => steps.slice(0, day + 1).reduce((a, b) => a + b, 0));

/** What somebody with both versions can count: responders up to a day, and between two days that both show. */
function differences(first: PublishedDays, second: PublishedDays): number[] {
  const count = ({ overTime }: PublishedDays, arm: number, day: number): number => {
    const place = overTime?.days.indexOf(day) ?? -1;
    return place < 0 ? 0 : Math.round((overTime?.arms[arm]?.shares[place] ?? 0) * N);
  };
  const shown = [-1, ...(second.overTime?.days ?? [])];
  return first.arms.flatMap((_, arm) =>
    shown
      .slice(1)
      .flatMap((to, place) =>
        [-1, shown[place] ?? -1].map(
          (from) =>
            count(second, arm, to) -
            count(second, arm, from) -
            (count(first, arm, to) - count(first, arm, from)),
        ),
      ),
  );
}

const steps = fc.array(fc.nat({ max: 40 }), { minLength: DAYS, maxLength: DAYS });
const few = fc.array(fc.constantFrom(0, 0, 0, 0, 1, 3, 10, 12, 25), { minLength: DAYS, maxLength: DAYS });

test('who has all versions can’t tell a few responders of a day from them', () => {
  fc.assert(
    fc.property(
      fc.tuple(steps, steps),
      fc.tuple(few, few),
      fc.constantFrom(5, 10, 20),
      (arms, corrections, laterThreshold) => {
        const first = published(ofCounts(arms.map(cumulated)), 10, []);
        const corrected = arms.map((arm, place) =>
          cumulated(arm.map((step, day) => step + (corrections[place]?.[day] ?? 0))),
        );
        const second = published(ofCounts(corrected), laterThreshold, [first]);
        // Other days, as of a lower threshold, would take a step of the first version apart.
        expect(first.overTime?.days ?? []).toEqual(
          expect.arrayContaining([...(second.overTime?.days ?? [])]),
        );
        for (const difference of differences(first, second)) {
          expect(difference === 0 || Math.abs(difference) >= laterThreshold).toBe(true);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('a correction that changes nothing leaves the curve as it was', () => {
  const now = ofCounts([
    cumulated(new Array<number>(DAYS).fill(12)),
    cumulated(new Array<number>(DAYS).fill(15)),
  ]);
  const first = published(now, 10, []);
  expect(first.overTime?.days).toHaveLength(DAYS);
  expect(published(now, 10, [first])).toEqual(first);
});

test('a version without a curve keeps later ones without', () => {
  const now = ofCounts([cumulated(new Array<number>(DAYS).fill(12))]);
  expect(publishableCurve(now, 10, [{ ...now, overTime: null }])).toBeNull();
});
