import { describe, expect, test } from 'vitest';
import { analyseFurther } from './further-analysis.js';
import type { FurtherData, FurtherPlan } from './further-analysis-types.js';
import { value } from './result.js';

const plan: FurtherPlan = {
  arms: [
    { id: 'oud', weight: 1, letter: true },
    { id: 'nieuw', weight: 1, letter: true },
    { id: 'later', weight: 0, letter: true },
  ],
  reference: 'oud',
  confidenceLevel: 0.95,
  variables: ['regio', 'leeftijd'],
  clustered: false,
  prices: { letter: 1, reminder: 2, phoneCall: 10, callsPerNonResponder: 0.1 },
};

const data: FurtherData = {
  counts: [
    { arm: 'oud', stratum: 'S001', n: 60, x: 20 },
    { arm: 'oud', stratum: 'S002', n: 40, x: 20 },
    { arm: 'nieuw', stratum: 'S001', n: 50, x: 30 },
    { arm: 'nieuw', stratum: 'S002', n: 40, x: 20 },
    { arm: 'nieuw', stratum: 'S003', n: 10, x: 0 },
  ],
  strata: [
    { label: 'S001', values: ['noord', 'jong'] },
    { label: 'S002', values: ['zuid', 'jong'] },
    { label: 'S003', values: ['overig'] },
  ],
  times: null,
  undeliverable: null,
  designEffect: value({ designEffect: 1 }),
};

describe('balance', () => {
  const { balance } = analyseFurther(plan, data);

  test('has a row for each value of each variable; what was drawn together stands under every variable', () => {
    expect(balance.map((row) => [row.variable, row.value, ...row.cells.map(({ n }) => n)])).toEqual([
      ['regio', 'noord', 60, 50],
      ['regio', 'overig', 0, 10],
      ['regio', 'zuid', 40, 40],
      ['leeftijd', 'jong', 100, 90],
      ['leeftijd', 'overig', 0, 10],
    ]);
  });

  test('standardised difference of 50 against 60 per cent', () => {
    const [, nieuw] = balance[0]?.cells ?? [];
    // (0.5 − 0.6) / √((0.25 + 0.24) / 2)
    expect(nieuw?.standardisedDifference).toEqual(value({ difference: expect.closeTo(-0.2020305089, 9) }));
  });
});

describe('costs', () => {
  test('one reminder and the agreed calls for everybody who did not respond', () => {
    const { costs } = analyseFurther(plan, data);
    expect(costs?.targetGroup).toBe(200);
    const [arm, ...more] = costs?.arms ?? [];
    expect([arm?.arm, more]).toEqual(['nieuw', []]);
    if (arm?.savings.kind !== 'value') throw new Error('no savings');
    const { perThousandLetters, wholeTargetGroup } = arm.savings;
    // 50 against 40 of 100 responded: 100 fewer reminders a thousand, 10 fewer calls, 2 + 1 euros each.
    expect(perThousandLetters.remindersAvoided.estimate).toBeCloseTo(100, 9);
    expect(perThousandLetters.callsAvoided.estimate).toBeCloseTo(10, 9);
    expect(perThousandLetters.netSavings.estimate).toBeCloseTo(300, 9);
    expect(wholeTargetGroup.netSavings.estimate).toBeCloseTo(60, 9);
    // 3000 · 1.959963985 · √(0.25/99 + 0.24/99)
    expect(perThousandLetters.netSavings.interval).toEqual(
      value({ lower: expect.closeTo(300 - 413.66596341, 6), upper: expect.closeTo(300 + 413.66596341, 6) }),
    );
  });

  test('an arm without a letter saves the letter, and clusters widen the interval', () => {
    const bare = {
      ...plan,
      arms: plan.arms.map((arm) => (arm.id === 'nieuw' ? { ...arm, letter: false } : arm)),
    };
    const widened = { ...data, designEffect: value({ designEffect: 4 }) };
    const arm = analyseFurther(bare, widened).costs?.arms[0];
    if (arm?.savings.kind !== 'value') throw new Error('no savings');
    expect(arm.savings.perThousandLetters.extraLetterCost).toBeCloseTo(-1000, 9);
    expect(arm.savings.perThousandLetters.netSavings).toEqual({
      estimate: expect.closeTo(1300, 9),
      interval: value({
        lower: expect.closeTo(1300 - 827.33192682, 6),
        upper: expect.closeTo(1300 + 827.33192682, 6),
      }),
    });
  });

  test('without a design effect there is a reason and no number, without prices there is nothing', () => {
    const { prices: _prices, ...free } = plan;
    expect(analyseFurther(free, data).costs).toBeNull();
    const none = { kind: 'undefined', reason: 'too-few-clusters' } as const;
    expect(analyseFurther(plan, { ...data, designEffect: none }).costs?.arms[0]?.savings).toEqual(none);
  });
});

test('the time to response: curves by arm and one test over them', () => {
  const { time } = analyseFurther(plan, {
    ...data,
    times: [
      {
        arm: 'oud',
        times: [
          { time: 2, responses: 20, censored: 0 },
          { time: 9, responses: 20, censored: 0 },
          { time: 28, responses: 0, censored: 60 },
        ],
      },
      {
        arm: 'nieuw',
        times: [
          { time: 2, responses: 40, censored: 0 },
          { time: 9, responses: 10, censored: 0 },
          { time: 28, responses: 0, censored: 50 },
        ],
      },
    ],
  });
  const curve = time?.arms[1]?.curve;
  if (curve?.kind !== 'value' || time?.test.kind !== 'value') throw new Error('no curve');
  expect(curve.points.map(({ cumulativeResponse }) => cumulativeResponse)).toEqual([
    expect.closeTo(0.4, 12),
    expect.closeTo(0.5, 12),
    expect.closeTo(0.5, 12),
  ]);
  // By hand: expected in "oud" 60·100/200 + 30·80/140 = 47.142857; variance 60·140/199·¼ + 30·110/139·(80·60/140²).
  const variance = ((60 * 140) / 199) * 0.25 + ((30 * 110) / 139) * ((80 * 60) / 140 ** 2);
  expect(time.test.chiSquare).toBeCloseTo((40 - (30 + (30 * 80) / 140)) ** 2 / variance, 9);
  expect(time.test.degreesOfFreedom).toBe(1);
});

test('the effect on those whom a letter reached takes the letters that came back out of their own arm', () => {
  const { complier } = analyseFurther(plan, {
    ...data,
    undeliverable: [
      { arm: 'nieuw', n: 20, x: 1 },
      { arm: 'oud', n: 15, x: 0 },
    ],
  });
  const [arm] = complier?.arms ?? [];
  expect(arm?.undeliverable).toBe(20);
  if (arm?.effect.kind !== 'value') throw new Error('no effect');
  expect(arm.effect.deliveredShare).toBeCloseTo(0.8, 12);
  expect(arm.effect.estimate).toBeCloseTo(0.1 / 0.8, 12);
  expect(analyseFurther(plan, data).complier).toBeNull();
});
