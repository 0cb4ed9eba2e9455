import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { armMoments, contrastOfArms, independentRecipients } from './arm-contrast.js';
import {
  effectCoefficients,
  effectSets,
  factorialAdditive,
  factorialSaturated,
  type FactorialCell,
} from './factorial.js';

const cell = (a: 0 | 1, b: 0 | 1, n: number, x: number): FactorialCell => ({ levels: [a, b], n, x });
const TWO_BY_TWO = [cell(0, 0, 40, 4), cell(1, 0, 35, 7), cell(0, 1, 50, 9), cell(1, 1, 20, 8)];

describe('two by two', () => {
  // R: A <- a - .5; B <- b - .5; m <- lm(y ~ A * B); coef(m); sqrt(diag(sandwich::vcovHC(m, "HC2")))
  test.each([
    { factors: [0], estimate: 0.16, se: 0.07526187365785089 },
    { factors: [1], estimate: 0.14, se: 0.07526187365785066 },
    { factors: [0, 1], estimate: 0.12, se: 0.15052374731570126 },
  ])('saturated: factors $factors', ({ factors, estimate, se }) => {
    const got = factorialSaturated(TWO_BY_TWO, 0.95);
    if (got.kind === 'undefined') throw new Error(got.reason);
    const effect = got.effects.find((one) => one.factors.join() === factors.join());
    expect(effect?.estimate).toBeCloseTo(estimate, 12);
    expect(effect?.standardError).toBeCloseTo(se, 12);
  });

  // R: m <- lm(y ~ a + b), and the same without the rows that have a and b both on
  test.each([
    {
      name: 'all settings',
      cells: TWO_BY_TWO,
      estimates: [0.15202312138728288, 0.1236994219653183],
      ses: [0.07184504052539996, 0.0665604360948668],
    },
    {
      name: 'three settings of four',
      cells: TWO_BY_TWO.slice(0, 3),
      estimates: [0.1, 0.08],
      ses: [0.08374708747552684, 0.07293789965204313],
    },
  ])('additive: $name', ({ cells, estimates, ses }) => {
    const got = factorialAdditive(cells, 0.95);
    if (got.kind === 'undefined') throw new Error(got.reason);
    estimates.forEach((want, i) => expect(got.effects[i]?.estimate).toBeCloseTo(want, 12));
    ses.forEach((want, i) => expect(got.effects[i]?.standardError).toBeCloseTo(want, 12));
  });

  test('a setting that comes twice is added up', () => {
    const split = [cell(0, 0, 30, 1), cell(0, 0, 10, 3), ...TWO_BY_TWO.slice(1)];
    expect(factorialSaturated(split, 0.95)).toEqual(factorialSaturated(TWO_BY_TWO, 0.95));
  });
});

test('one factor is a plain difference, in both models', () => {
  const cells: FactorialCell[] = [
    { levels: [0], n: 30, x: 3 },
    { levels: [1], n: 31, x: 9 },
  ];
  for (const model of [factorialSaturated, factorialAdditive]) {
    const got = model(cells, 0.95);
    // R: lm(y ~ a), vcovHC(type = "HC2")
    expect(got.kind === 'value' && got.effects[0]?.estimate).toBeCloseTo(0.1903225806451612, 12);
    expect(got.kind === 'value' && got.effects[0]?.standardError).toBeCloseTo(0.09985636819761957, 12);
  }
});

describe('extremes', () => {
  const all = (n: number, x: number): FactorialCell[] =>
    (
      [
        [0, 0],
        [1, 0],
        [0, 1],
        [1, 1],
      ] as const
    ).map((levels) => ({ levels, n, x }));
  test.each([
    { name: 'nobody', cells: [], saturated: 'no-observations', additive: 'no-observations' },
    {
      name: 'a setting without recipients',
      cells: [...all(9, 2).slice(0, 3), cell(1, 1, 0, 0)],
      saturated: 'empty-arm',
      additive: null,
    },
    {
      name: 'a setting with one recipient',
      cells: [...all(9, 2).slice(0, 3), cell(1, 1, 1, 1)],
      saturated: 'no-variation',
      additive: null,
    },
    {
      name: 'factors that always go together',
      cells: [cell(0, 0, 9, 1), cell(1, 1, 9, 3)],
      saturated: 'empty-arm',
      additive: 'singular',
    },
    { name: 'one setting', cells: [cell(0, 0, 9, 1)], saturated: 'empty-arm', additive: 'singular' },
    {
      name: 'an effect seen in one recipient',
      cells: [cell(0, 0, 9, 1), cell(1, 0, 9, 3), cell(0, 1, 1, 1)],
      saturated: 'empty-arm',
      additive: 'singular',
    },
  ])('$name', ({ cells, saturated, additive }) => {
    const got = [factorialSaturated(cells, 0.95), factorialAdditive(cells, 0.95)];
    const reasons = got.map((result) => (result.kind === 'undefined' ? result.reason : null));
    expect(reasons).toEqual([saturated, additive]);
  });

  test.each([0, 50])('%i of 50 respond everywhere: no effect, and nothing to test it by', (x) => {
    for (const model of [factorialSaturated, factorialAdditive]) {
      const got = model(all(50, x), 0.95);
      if (got.kind === 'undefined') throw new Error(got.reason);
      for (const effect of got.effects) {
        expect(effect.estimate).toBeCloseTo(0, 14);
        expect(effect.inference).toEqual({ kind: 'undefined', reason: 'no-variation' });
      }
    }
  });
});

test('sets of factors: singles first, then pairs, in the order of the factors', () => {
  expect(effectSets(3)).toEqual([[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]]);
});

test('with four factors the effects are contrasts of arms, and what was put in comes out', () => {
  const levels = Array.from({ length: 16 }, (_, i) =>
    [0, 1, 2, 3].map((factor): 0 | 1 => ((i >> factor) & 1 ? 1 : 0)),
  );
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 16, maxLength: 16 }), (xs) => {
      const cells = levels.map((setting, i) => ({ levels: setting, n: 100, x: xs[i] ?? 0 }));
      const got = factorialSaturated(cells, 0.95);
      if (got.kind === 'undefined') throw new Error(got.reason);
      expect(got.effects).toHaveLength(15);
      for (const effect of got.effects) {
        const moments = cells.map(({ n, x }) => armMoments(independentRecipients(n, x)));
        const contrast = contrastOfArms(moments, effectCoefficients(cells, effect.factors), 0.95);
        if (contrast.kind === 'undefined') throw new Error(contrast.reason);
        expect(contrast.estimate).toBeCloseTo(effect.estimate, 10);
        expect(contrast.standardError).toBeCloseTo(effect.standardError, 10);
      }
      // With equal arms the additive main effects are the saturated ones.
      const additive = factorialAdditive(cells, 0.95);
      if (additive.kind === 'undefined') throw new Error(additive.reason);
      additive.effects.forEach((effect, i) =>
        expect(effect.estimate).toBeCloseTo(got.effects[i]?.estimate ?? 2, 10),
      );
    }),
    { seed: 20261124, numRuns: 30 },
  );
});
