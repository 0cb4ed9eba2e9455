import { describe, expect, test } from 'vitest';
import { analyseFurther } from '../../core/statistics/further-analysis.js';
import type { FurtherData, FurtherPlan } from '../../core/statistics/further-analysis-types.js';
import { value } from '../../core/statistics/result.js';
import { balanceView, complierView, costsView, furtherInFull, timeView } from './further-figures.js';

const plan: FurtherPlan = {
  arms: ['oud', 'nieuw', 'later'].map((id, place) => ({ id, weight: place < 2 ? 1 : 0, letter: true })),
  reference: 'oud',
  confidenceLevel: 0.9,
  variables: ['regio'],
  clustered: true,
  prices: { letter: 1, reminder: 2, phoneCall: 10, callsPerNonResponder: 0.1 },
};
const data: FurtherData = {
  counts: [
    { arm: 'oud', stratum: 'S001', n: 60, x: 30 },
    { arm: 'oud', stratum: 'S002', n: 40, x: 10 },
    { arm: 'nieuw', stratum: 'S001', n: 50, x: 30 },
    { arm: 'nieuw', stratum: 'S002', n: 50, x: 20 },
  ],
  strata: [
    { label: 'S001', values: ['noord'] },
    { label: 'S002', values: ['zuid'] },
  ],
  times: [
    {
      arm: 'oud',
      times: [
        { time: 2, responses: 40, censored: 0 },
        { time: 4, responses: 0, censored: 60 },
      ],
    },
    {
      arm: 'nieuw',
      times: [
        { time: 2, responses: 50, censored: 0 },
        { time: 4, responses: 0, censored: 50 },
      ],
    },
    { arm: 'later', times: [] },
  ],
  undeliverable: [{ arm: 'nieuw', n: 20, x: 1 }],
  designEffect: value({ designEffect: 1 }),
};
const further = furtherInFull(analyseFurther(plan, data));
const named = (text: string) => ({ text });

describe('the time to response', () => {
  const time = () => {
    if (further.time === null) throw new Error('no time');
    return timeView(further.time, further, ['oud', 'nieuw'], named);
  };

  test('has every day of the window, and arms that were designed but not drawn are not in it', () => {
    expect(time().days).toEqual([0, 1, 2, 3, 4]);
    expect(time().arms.map(({ name }) => name.text)).toEqual(['oud', 'nieuw']);
    expect(time().arms[1]?.shares.map((share) => (share.kind === 'value' ? share.estimate : null))).toEqual([
      0, 0, 0.5, 0.5, 0.5,
    ]);
    expect(time().ignoresClusters).toBe(true);
  });

  test('the interval is of who has responded, not of who has not', () => {
    const [, , share] = time().arms[0]?.shares ?? [];
    if (share?.kind !== 'value' || share.interval === undefined) throw new Error('no interval');
    expect(share.interval.lower).toBeLessThan(0.4);
    expect(share.interval.upper).toBeGreaterThan(0.4);
    expect(share.interval.lower).toBeGreaterThan(0.3);
  });

  test('the median is there where half responded', () => {
    expect(time().arms.map(({ median }) => median)).toEqual([undefined, 2]);
  });

  test.each([
    [0.09, true],
    [0.11, false],
  ])('p of %f, where the level is nine tenths, is a difference: %s', (pValue, differs) => {
    if (further.time === null) throw new Error('no time');
    const tested = { ...further.time, test: value({ chiSquare: 2.7, degreesOfFreedom: 1, pValue }) };
    expect(timeView(tested, further, ['oud', 'nieuw'], named).test?.differs).toBe(differs);
  });
});

test('costs come for 1,000 letters and for everybody, with reasons instead of numbers', () => {
  if (further.costs === null) throw new Error('no costs');
  const { groups } = costsView(further.costs, named);
  expect(groups.map(({ kind, letters }) => [kind, letters])).toEqual([
    ['thousand', 1000],
    ['everybody', 200],
  ]);
  expect(groups[0]?.arms[0]).toMatchObject({
    name: { text: 'nieuw' },
    reminders: { estimate: expect.closeTo(100, 9), interval: {} },
    calls: { estimate: expect.closeTo(10, 9) },
    saving: { estimate: expect.closeTo(300, 9) },
  });
  const none = { kind: 'undefined', reason: 'empty-arm' } as const;
  const empty = costsView({ ...further.costs, arms: [{ arm: 'nieuw', savings: none }] }, named);
  expect(empty.groups[1]?.arms[0]?.saving).toEqual(none);
});

describe('balance', () => {
  test('the largest difference by arm, and by value for the agency alone', () => {
    const view = balanceView(further, 'oud', named, 'nl');
    expect(view).toMatchObject({
      largest: 0.2,
      alike: false,
      arms: [{ text: 'nieuw' }],
      variables: [{ name: { text: 'regio' }, values: 2, differences: [{ kind: 'value', number: 0.2 }] }],
    });
    expect(view?.counts?.variables[0]?.rows.map((row) => row.cells.map(({ n }) => n))).toEqual([
      [60, 50],
      [40, 50],
    ]);
    const { own: _own, ...open } = further;
    expect(balanceView(open, 'oud', named, 'nl')).not.toHaveProperty('counts');
  });

  test.each([
    [0.1, true],
    [0.11, false],
  ])('%f standard deviations are alike: %s', (difference, alike) => {
    const balance = [
      { variable: 'regio', values: 2, arms: [{ arm: 'nieuw', largest: value({ difference }) }] },
    ];
    expect(balanceView({ ...further, balance }, 'oud', named, 'nl')?.alike).toBe(alike);
  });

  test('what cannot be computed is not called alike', () => {
    const largest = { kind: 'undefined', reason: 'infinite' } as const;
    const balance = [{ variable: 'regio', values: 2, arms: [{ arm: 'nieuw', largest }] }];
    const view = balanceView({ ...further, balance }, 'oud', named, 'nl');
    expect(view?.alike).toBe(false);
    expect(view).not.toHaveProperty('largest');
  });

  test('without strata there is nothing to tell', () => {
    expect(balanceView({ ...further, balance: [] }, 'oud', named, 'nl')).toBeUndefined();
  });
});

test('an effect that was left out on purpose is told so', () => {
  const reason = { kind: 'undefined', reason: 'no-observations' } as const;
  const view = complierView({ ignoresClusters: false, arms: [{ arm: 'nieuw', effect: reason }] }, named);
  expect(view.arms[0]).toEqual({
    name: { text: 'nieuw' },
    effect: { kind: 'undefined', reason: 'withheld' },
  });
});

test('reminders that were counted are told as that, and the steps that they are told in', () => {
  const { costs } = further;
  if (costs === null) throw new Error('no costs');
  expect(costsView(costs, named)).toMatchObject({ isCounted: false });
  expect(costsView({ ...costs, step: 10 }, named, true)).toMatchObject({ isCounted: true, step: 10 });
});

test('calls that cost nothing, or that nobody makes, are not spoken of', () => {
  const { costs } = further;
  if (costs === null) throw new Error('no costs');
  const hasCalls = (change: object): boolean =>
    costsView({ ...costs, prices: { ...costs.prices, ...change } }, named).hasCalls;
  expect([hasCalls({}), hasCalls({ phoneCall: 0 }), hasCalls({ callsPerNonResponder: 0 })]).toEqual([
    true,
    false,
    false,
  ]);
});
