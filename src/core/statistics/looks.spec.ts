import { describe, expect, test } from 'vitest';
import { chacha20Stream } from '../randomisation/random-stream.js';
import { normalUpperTail } from './distributions.js';
import { interimLook } from './interim-look.js';
import { pooledZTest } from './pooled-z-test.js';
import { levelAfterLooks, type LooksTaken, lookShare, sequentialPValue } from './looks.js';
import { analyseRegistered } from './registered-analysis.js';
import type { RegisteredData, RegisteredPlan } from './registered-analysis-types.js';

const twoSided = (z: number): number => 2 * normalUpperTail(z);

describe('boundaries of a half-way look, as ldbounds::ldBounds gives them', () => {
  test.each([
    ['obrien-fleming', 2.9626, 1.9686],
    ['pocock', 2.157, 2.201],
  ] as const)('%s: %d and %d', (boundary, first, last) => {
    expect(lookShare(boundary, [0.5], 0.05)?.nominalP).toBeCloseTo(twoSided(first), 4);
    expect(lookShare(boundary, [0.5, 1], 0.05)?.nominalP).toBeCloseTo(twoSided(last), 4);
    const taken = { boundary, informationRates: [0.5] };
    expect(levelAfterLooks(taken, 0.95)).toBeCloseTo(1 - twoSided(last), 4);
    expect(sequentialPValue(taken, twoSided(last))).toBeCloseTo(0.05, 3);
  });
});

describe('the p-value over all looks', () => {
  const taken: LooksTaken = { boundary: 'pocock', informationRates: [0.3, 0.7] };

  test('is below alpha exactly when p is below what that alpha leaves for the end', () => {
    for (const alpha of [0.001, 0.01, 0.05, 0.1]) {
      const last = lookShare('pocock', [0.3, 0.7, 1], alpha)?.nominalP ?? 0;
      expect(sequentialPValue(taken, last * 0.999)).toBeLessThan(alpha);
      expect(sequentialPValue(taken, last * 1.001)).toBeGreaterThan(alpha);
    }
  });

  test('rises with p, and is never below it', () => {
    let before = 0;
    for (const p of [0, 1e-300, 1e-12, 1e-5, 0.001, 0.03, 0.2, 0.49, 0.5, 0.8, 1]) {
      const now = sequentialPValue(taken, p) ?? Number.NaN;
      expect(now).toBeGreaterThanOrEqual(Math.max(p, before));
      before = now;
    }
  });

  test.each<LooksTaken>([
    { boundary: 'pocock', informationRates: [] },
    { boundary: 'confidence-sequence', informationRates: [] },
  ])('$boundary without looks is p itself', (none) => {
    expect(sequentialPValue(none, 0.03)).toBe(0.03);
    expect(levelAfterLooks(none, 0.95)).toBe(0.95);
  });
});

const PLAN: RegisteredPlan = {
  arms: ['oud', 'een', 'twee'].map((id) => ({ id, weight: 1, variant: id })),
  reference: 'oud',
  confidenceLevel: 0.95,
  interval: 'newcombe',
  multiplicity: 'holm',
  stratified: false,
  unit: 'recipient',
  smallestWorthwhileUplift: 0.01,
};

const counts = (n: number, xs: readonly number[]): RegisteredData => ({
  counts: xs.map((x, arm) => ({ arm: PLAN.arms[arm]?.id ?? '', stratum: '', n, x })),
});

test('a look tells no more than whether the boundary was crossed', () => {
  const half: LooksTaken = { boundary: 'obrien-fleming', informationRates: [0.5] };
  const crossed = interimLook(PLAN, half, counts(500, [100, 180, 105]));
  const not = interimLook(PLAN, half, counts(500, [100, 120, 105]));
  expect(crossed.crossed).toBe(true);
  expect(not.crossed).toBe(false);
  expect(Object.keys(crossed).sort()).toEqual(['alphaSpent', 'crossed', 'nominalP']);
  // Two comparisons: each at half of alpha.
  expect(crossed.nominalP).toBe(lookShare('obrien-fleming', [0.5], 0.025)?.nominalP);
  expect(interimLook({ ...PLAN, multiplicity: 'none' }, half, counts(500, [1, 2, 3])).nominalP).toBe(
    lookShare('obrien-fleming', [0.5], 0.05)?.nominalP,
  );
  // An arm that nobody's window has closed in yet can't cross, and makes no number.
  expect(interimLook(PLAN, half, { counts: [] }).crossed).toBe(false);
});

test('the last analysis is that of the last boundary: wider intervals, larger p', () => {
  const data = counts(1_000, [200, 240, 210]);
  const plain = analyseRegistered(PLAN, data);
  const after = analyseRegistered({ ...PLAN, looks: { boundary: 'pocock', informationRates: [0.5] } }, data);
  const [before, now] = [plain, after].map(({ comparisons }) => comparisons[0]?.registered);
  if (before?.adjusted.kind !== 'value' || now?.adjusted.kind !== 'value') throw new Error('no p');
  if (before.uplift.kind !== 'value' || now.uplift.kind !== 'value') throw new Error('no interval');
  expect(now.test).toEqual(before.test);
  expect(now.adjusted.pValue).toBeGreaterThan(before.adjusted.pValue);
  expect(now.uplift.estimate).toBe(before.uplift.estimate);
  expect(now.uplift.lower).toBeLessThan(before.uplift.lower);
  expect(after.looks?.lastNominalP).toBeCloseTo(twoSided(2.201), 4);
  expect(plain.looks).toBeUndefined();
});

test('with a confidence sequence the registered result is that of the sequence', () => {
  const looks: LooksTaken = { boundary: 'confidence-sequence', informationRates: [] };
  const { comparisons } = analyseRegistered({ ...PLAN, looks }, counts(1_000, [200, 300, 210]));
  expect(comparisons.map(({ registered }) => registered.uplift)).toMatchObject([
    { kind: 'value', method: 'confidence-sequence' },
    { kind: 'value', method: 'confidence-sequence' },
  ]);
  expect(comparisons.map(({ registered }) => registered.verdict)).toEqual(['more', 'no-difference']);
  expect(interimLook(PLAN, looks, counts(1_000, [200, 300, 210])).crossed).toBe(true);
});

test('false alarms over two looks and the end, three arms: at most 5% and Monte Carlo error', () => {
  const random = chacha20Stream(new Uint8Array(32).fill(3));
  const responded = (n: number): number => {
    let x = 0;
    for (let i = 0; i < n; i += 1) if (random.below(10) < 3) x += 1;
    return x;
  };
  const repetitions = 200;
  const part = 60;
  let alarms = 0;
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    const xs = [0, 0, 0];
    let crossed = false;
    for (const step of [1, 2, 3]) {
      for (const arm of [0, 1, 2]) xs[arm] = (xs[arm] ?? 0) + responded(part);
      const rates = [1 / 3, 2 / 3].slice(0, step);
      const data = counts(part * step, xs);
      if (step < 3) {
        crossed ||= interimLook(PLAN, { boundary: 'pocock', informationRates: rates }, data).crossed;
      } else if (!crossed) {
        const { comparisons } = analyseRegistered(
          { ...PLAN, looks: { boundary: 'pocock', informationRates: rates } },
          data,
        );
        crossed = comparisons.some(({ registered }) => ['more', 'less'].includes(registered.verdict));
      }
    }
    if (crossed) alarms += 1;
  }
  expect(alarms / repetitions).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / repetitions));
  expect(alarms).toBeGreaterThan(0);
});

describe('early looks, by responses within fewer days', () => {
  const early = (boundary: 'obrien-fleming' | 'pocock', rates: readonly number[]): LooksTaken => ({
    boundary,
    informationRates: rates,
    early: true,
  });

  test.each(['obrien-fleming', 'pocock'] as const)('%s: what the looks use adds up to alpha', (boundary) => {
    const rates = [1 / 3, 2 / 3, 1];
    const shares = rates.map((_, place) => lookShare(boundary, rates.slice(0, place + 1), 0.05, true));
    expect(shares.reduce((sum, share) => sum + (share?.nominalP ?? 1), 0)).toBeCloseTo(0.05, 12);
    expect(shares.at(-1)?.alphaSpent).toBeCloseTo(0.05, 12);
    // Never more than with the joint law of looks at growing data.
    expect(shares.at(-1)?.nominalP).toBeLessThan(lookShare(boundary, rates, 0.05)?.nominalP ?? 0);
  });

  test('the p-value over all looks is below alpha exactly when p is below what is left', () => {
    const looks = early('pocock', [0.5]);
    for (const alpha of [0.001, 0.05, 0.3]) {
      const last = lookShare('pocock', [0.5, 1], alpha, true)?.nominalP ?? 0;
      expect(sequentialPValue(looks, last * 0.999)).toBeLessThan(alpha);
      expect(sequentialPValue(looks, last * 1.001)).toBeGreaterThan(alpha);
    }
    expect(sequentialPValue(looks, 0.9)).toBe(1);
    expect(levelAfterLooks(looks, 0.95)).toBeCloseTo(
      1 - (lookShare('pocock', [0.5, 1], 0.05, true)?.nominalP ?? 0),
      12,
    );
  });

  test('whatever share of the responses comes early, false alarms stay at alpha', () => {
    const random = chacha20Stream(Buffer.alloc(32, 7));
    const uniform = (): number => random.below(2 ** 32) / 2 ** 32;
    const first = lookShare('pocock', [0.5], 0.05, true)?.nominalP ?? 0;
    const last = lookShare('pocock', [0.5, 1], 0.05, true)?.nominalP ?? 0;
    const replications = 2_000;
    const arm = (): { early: number; all: number } => {
      let all = 0;
      let before = 0;
      for (let i = 0; i < 150; i += 1) {
        if (uniform() >= 0.4) continue;
        all += 1;
        if (uniform() < 0.5) before += 1;
      }
      return { early: before, all };
    };
    const p = (one: number, other: number): number => {
      const test = pooledZTest({ n: 150, x: one }, { n: 150, x: other });
      return test.kind === 'value' ? test.pValue : 1;
    };
    let alarms = 0;
    for (let i = 0; i < replications; i += 1) {
      const [one, other] = [arm(), arm()];
      if (p(one.early, other.early) <= first || p(one.all, other.all) <= last) alarms += 1;
    }
    expect(alarms / replications).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / replications));
    expect(alarms / replications).toBeGreaterThan(0.025);
  });
});
