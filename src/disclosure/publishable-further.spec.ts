import { describe, expect, test } from 'vitest';
import { analyseFurther } from '../core/statistics/further-analysis.js';
import type { FurtherData, FurtherPlan } from '../core/statistics/further-analysis-types.js';
import { value } from '../core/statistics/result.js';
import { publishableFurther, type PublishedFurther } from './publishable-further.js';

const plan: FurtherPlan = {
  arms: ['oud', 'nieuw', 'klein', 'kleiner'].map((id) => ({ id, weight: 1, letter: true })),
  reference: 'oud',
  confidenceLevel: 0.95,
  variables: ['regio'],
  clustered: false,
  prices: { letter: 1, reminder: 1, phoneCall: 1, callsPerNonResponder: 0 },
};

const times = (arm: string, steps: readonly (readonly [number, number])[], silent: number) => ({
  arm,
  times: [
    ...steps.map(([time, responses]) => ({ time, responses, censored: 0 })),
    { time: 28, responses: 0, censored: silent },
  ],
});

function data(undeliverable: FurtherData['undeliverable'] = null): FurtherData {
  return {
    counts: [
      { arm: 'oud', stratum: 'S001', n: 2000, x: 1000 },
      { arm: 'nieuw', stratum: 'S001', n: 2000, x: 1100 },
      { arm: 'klein', stratum: 'S001', n: 40, x: 12 },
      { arm: 'kleiner', stratum: 'S001', n: 40, x: 3 },
    ],
    strata: [{ label: 'S001', values: ['noord'] }],
    times: [
      times(
        'oud',
        [
          [3, 998],
          [4, 2],
        ],
        1000,
      ),
      times(
        'nieuw',
        [
          [3, 1090],
          [4, 10],
        ],
        900,
      ),
      times(
        'klein',
        [
          [3, 11],
          [4, 1],
        ],
        28,
      ),
      times(
        'kleiner',
        [
          [3, 2],
          [4, 1],
        ],
        37,
      ),
    ],
    undeliverable,
    designEffect: value({ designEffect: 1 }),
  };
}

/** As published, with a curve that was thinned out to the last day. */
function published(own: FurtherData, withheld: readonly string[], threshold = 10): PublishedFurther | null {
  const { counts } = own;
  return publishableFurther(
    { further: analyseFurther(plan, own), data: { counts } },
    { arms: plan.arms.map(({ id }) => id), reference: 'oud' },
    withheld,
    {
      days: [4],
      arms: plan.arms.filter(({ id }) => !withheld.includes(id)).map(({ id: arm }) => ({ arm, shares: [0] })),
    },
    threshold,
  );
}

test('nothing of a withheld arm is in it, and no test over all arms', () => {
  const document = published(data(), ['klein', 'kleiner']);
  const text = JSON.stringify(document);
  expect(text).toContain('"nieuw"');
  expect(text).not.toMatch(/"klein(er)?"/);
  expect(document?.time?.test).toEqual({ kind: 'undefined', reason: 'no-observations' });
  expect(document?.costs?.arms.map(({ arm }) => arm)).toEqual(['nieuw']);
});

test('without the reference arm there is nothing to publish', () => {
  expect(published(data(), ['oud', 'klein'])).toBeNull();
});

test('the curve is told on the published days alone, and the test in few digits', () => {
  const document = published(data(), []);
  expect(document?.time?.days).toEqual([4]);
  expect(document?.time?.arms.map(({ shares }) => shares.length)).toEqual([1, 1, 1, 1]);
  expect(document?.time?.arms[1]?.shares[0]).toMatchObject({ estimate: expect.closeTo(0.55, 12) });
  const test = document?.time?.test;
  if (test?.kind !== 'value') throw new Error('no test');
  expect(String(test.chiSquare)).toMatch(/^\d+(\.\d{1,2})?$/);
  expect(String(test.pValue)).toMatch(/^\d(\.\d{1,4})?$/);
});

test('counts by value of a stratum variable stay with the agency', () => {
  const document = published(data(), []);
  expect(JSON.stringify(document)).not.toContain('noord');
  expect(document?.balance[0]).toMatchObject({ variable: 'regio', values: 1 });
});

describe('the effect on those reached', () => {
  const two = (n: number, x: number): FurtherData => {
    const own = data([
      { arm: 'oud', n: 40, x: 0 },
      { arm: 'nieuw', n, x },
      { arm: 'klein', n: 12, x: 0 },
      { arm: 'kleiner', n: 12, x: 0 },
    ]);
    return own;
  };
  const nieuw = (document: PublishedFurther | null) =>
    document?.complier?.arms.find(({ arm }) => arm === 'nieuw')?.effect;

  test('is there in tenths of a point where the letters that came back are many', () => {
    expect(nieuw(published(two(100, 3), []))).toEqual(
      value({ estimate: 0.053, lower: 0.02, upper: 0.085, deliveredShare: 0.95 }),
    );
  });

  test('is the same whoever of them responded all the same', () => {
    const seen = [0, 1, 2, 5, 9].map((x) => JSON.stringify(nieuw(published(two(100, x), []))));
    expect(new Set(seen).size).toBe(1);
  });

  test.each([
    ['of one arm', 9, 10],
    ['by a higher threshold', 12, 13],
  ])('is not there for any arm when too few letters came back %s', (_what, n, threshold) => {
    expect(published(two(n, 0), [], threshold)?.complier).toBeNull();
  });

  test('is withheld for an arm so small that its interval would tell', () => {
    const effect = published(two(100, 3), [])?.complier?.arms.find(({ arm }) => arm === 'klein')?.effect;
    expect(effect).toEqual({ kind: 'undefined', reason: 'no-observations' });
  });
});

test('an analysis from before it was kept has nothing to publish', () => {
  expect(
    publishableFurther({ further: null, data: { counts: [] } }, { arms: [], reference: 'oud' }, [], null, 10),
  ).toBeNull();
});
