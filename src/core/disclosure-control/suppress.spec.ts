import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  armsMovedByFew,
  byArm,
  isSmall,
  publishableDays,
  publishableStrata,
  strataMovedByFew,
  withheldArms,
  type GroupCount,
} from './suppress.js';

const arms = ['a', 'b', 'c'];
const count = (arm: string, n: number, x: number, stratum = 's'): GroupCount => ({ arm, stratum, n, x });

test.each([
  [100, 50, false],
  [100, 10, false],
  [100, 9, true],
  [100, 0, true],
  [100, 91, true],
  [100, 100, true],
  [9, 4, true],
  [20, 10, false],
])('%i recipients with %i responders', (n, x, small) => {
  expect(isSmall({ n, x }, 10)).toBe(small);
});

test('nobody can set the threshold under five', () => {
  expect(isSmall({ n: 100, x: 4 }, 0)).toBe(true);
});

describe('arms', () => {
  test.each<[string, GroupCount[], string[]]>([
    ['none is small', [count('a', 100, 50), count('b', 100, 50)], []],
    [
      'one is small: the smallest other goes too',
      [count('a', 100, 3), count('b', 90, 50), count('c', 200, 80)],
      ['a', 'b'],
    ],
    [
      'two are small: they hide one another',
      [count('a', 100, 7), count('b', 90, 6), count('c', 200, 80)],
      ['a', 'b'],
    ],
    ['an arm with nobody in it hides nobody', [count('a', 100, 3), count('b', 100, 50)], ['a', 'b']],
  ])('%s', (_what, counts, withheld) => {
    expect(withheldArms(counts, arms, 10)).toEqual(withheld);
  });
});

const table = fc.array(
  fc.record({
    arm: fc.constantFrom(...arms),
    stratum: fc.constantFrom('p', 'q', 'r', 't', 'u'),
    n: fc.integer({ min: 0, max: 120 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { minLength: 1, maxLength: 15 },
);
const asCounts = (
  rows: readonly { arm: string; stratum: string; n: number; share: number }[],
): GroupCount[] => {
  const unique = new Map(rows.map((row) => [`${row.arm}${row.stratum}`, row]));
  return [...unique.values()].map(({ arm, stratum, n, share }) => ({
    arm,
    stratum,
    n,
    x: Math.round(n * share),
  }));
};

test('an attacker with the published table, its margins and all their differences finds no small group', () => {
  fc.assert(
    fc.property(table, (rows) => {
      const counts = asCounts(rows);
      const published = publishableStrata(counts, arms, 10);
      if (published === undefined) return;
      const drawn = byArm(counts, arms).filter(({ n }) => n > 0);
      // Every sum of published strata, taken from the arm's total, is what subtraction can reach.
      for (let chosen = 1; chosen < 2 ** published.length; chosen += 1) {
        const part = published.filter((_stratum, place) => ((chosen >> place) & 1) === 1);
        for (const { arm } of drawn) {
          const own = part.flatMap((stratum) => stratum.counts.filter((group) => group.arm === arm));
          const n = own.reduce((sum, group) => sum + group.n, 0);
          const x = own.reduce((sum, group) => sum + group.x, 0);
          expect(isSmall({ n, x }, 10)).toBe(false);
        }
      }
      expect(published.flatMap(({ labels }) => labels).sort()).toEqual(
        [...new Set(counts.map(({ stratum }) => stratum))].sort(),
      );
    }),
    { numRuns: 500 },
  );
});

test('no step of a published curve is smaller than the threshold, and the end is there', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.nat({ max: 30 }), { minLength: 12, maxLength: 12 }), {
        minLength: 1,
        maxLength: 4,
      }),
      (steps) => {
        const cumulative = steps.map((arm) =>
          arm.map((_step, day) => arm.slice(0, day + 1).reduce((a, b) => a + b, 0)),
        );
        const days = publishableDays(cumulative, 10);
        for (const [place, day] of days.entries()) {
          for (const arm of cumulative) {
            const before = place === 0 ? 0 : (arm[days[place - 1] ?? 0] ?? 0);
            expect((arm[day] ?? 0) - before).toBeGreaterThanOrEqual(10);
          }
        }
        if (cumulative.every((arm) => (arm.at(-1) ?? 0) >= 10)) expect(days.at(-1)).toBe(11);
      },
    ),
  );
});

test.each([
  [
    [count('a', 4, 1), count('b', 3, 0), count('c', 60, 30)],
    ['a', 'b', 'c'],
  ],
  [
    [count('a', 50, 4), count('b', 60, 3), count('c', 90, 30)],
    ['a', 'b', 'c'],
  ],
  [
    [count('a', 50, 6), count('b', 60, 5), count('c', 90, 30)],
    ['a', 'b'],
  ],
])('what is withheld is not small as a sum either: %j', (counts, withheld) => {
  expect(withheldArms(counts, arms, 10).sort()).toEqual(withheld);
});

describe('over versions', () => {
  const first = [count('a', 200, 8, 'p'), count('a', 200, 60, 'q'), count('a', 200, 60, 'r')].flatMap((a) => [
    a,
    { ...a, arm: 'b', x: a.x + 40 },
  ]);
  const later = first.map((group) => (group.stratum === 'p' ? { ...group, x: group.x + 40 } : group));

  test('what was put together is not taken apart, or the small group follows from the difference', () => {
    const published = publishableStrata(first, ['a', 'b'], 10)?.map(({ labels }) => [...labels]) ?? [];
    const together = published.find((labels) => labels.includes('p'));
    expect(together).toHaveLength(2);
    expect(publishableStrata(later, ['a', 'b'], 10)).toHaveLength(3);
    const corrected = publishableStrata(later, ['a', 'b'], 10, published);
    expect(corrected?.map(({ labels }) => labels)).toContainEqual(together);
  });

  test('an arm that was withheld stays so, with others that hide it', () => {
    expect(withheldArms(byArm(later, ['a', 'b', 'c']), ['a', 'b', 'c'], 10, ['b'])).toEqual(['b', 'a']);
  });
});

describe('over versions', () => {
  test.each<[string, GroupCount[], string[]]>([
    ['nothing moved', [count('a', 100, 50), count('b', 100, 40)], []],
    ['three more responded in an arm', [count('a', 100, 53), count('b', 100, 40)], ['a']],
    ['two fewer in the other', [count('a', 100, 50), count('b', 100, 38)], ['b']],
    ['many more', [count('a', 100, 60), count('b', 100, 40)], []],
  ])('%s', (_what, now, moved) => {
    const then = [count('a', 100, 50), count('b', 100, 40)];
    expect(armsMovedByFew(now, ['a', 'b'], 10, [then])).toEqual(moved);
  });

  /** Responders of one arm and stratum, and what a correction does to them. */
  const cell = fc.record({ x: fc.integer({ min: 15, max: 85 }), by: fc.integer({ min: -15, max: 15 }) });

  test('an attacker who takes each version of arms and strata from the one before finds no few', () => {
    let guarded = 0;
    fc.assert(
      fc.property(fc.array(cell, { minLength: 6, maxLength: 6 }), (cells) => {
        const own = ['a', 'b'];
        const at = (version: 0 | 1): GroupCount[] =>
          cells.map(({ x, by }, place) =>
            count(own[place % 2] ?? '', 100, x + version * by, ['p', 'q', 'r'][Math.floor(place / 2)]),
          );
        const few = (now: number, then: number): boolean => now !== then && Math.abs(now - then) < 10;
        const first = publishableStrata(at(0), own, 10);
        const totals = byArm(at(0), own);
        const withheld = withheldArms(at(1), own, 10, armsMovedByFew(at(1), own, 10, [totals]));
        for (const { arm, x } of byArm(at(1), own))
          if (!withheld.includes(arm))
            expect(few(x, totals.find((one) => one.arm === arm)?.x ?? 0)).toBe(false);
        if (first === undefined || withheld.length > 0) return;
        const second =
          publishableStrata(
            at(1),
            own,
            10,
            first.map(({ labels }) => labels),
          ) ?? [];
        if (strataMovedByFew(second, own, 10, [first])) {
          guarded += 1;
          return;
        }
        for (const { labels, counts } of second) {
          const then = first.filter((block) => block.labels.every((label) => labels.includes(label)));
          for (const { arm, x } of counts) {
            const before = then.flatMap((block) => block.counts).filter((one) => one.arm === arm);
            expect(
              few(
                x,
                before.reduce((sum, one) => sum + one.x, 0),
              ),
            ).toBe(false);
          }
        }
      }),
      { numRuns: 2_000 },
    );
    expect(guarded).toBeGreaterThan(100);
  });
});
