import { describe, expect, test } from 'vitest';
import { inseparable } from './separable.js';
import { proposeFactorial, type CarryingTrial } from './propose-factorial.js';

const trial = (recipients: number, change: Partial<CarryingTrial> = {}): CarryingTrial => ({
  recipients,
  uplift: 0.1,
  power: 0.8,
  baseline: 0.5,
  confidenceLevel: 0.95,
  multiplicity: 'none',
  designEffect: 1,
  ...change,
});

describe('the design that recipients can carry', () => {
  test('is the full factorial, in standard order, where every arm is large enough', () => {
    expect(proposeFactorial(3, trial(4_000))).toEqual({
      kind: 'factorial',
      factors: 3,
      fraction: 1,
      resolution: 'full',
      arms: [[], [0], [1], [0, 1], [2], [0, 2], [1, 2], [0, 1, 2]],
    });
  });

  test('is a fraction where the arms of the full one would be too small, and has the letter without techniques', () => {
    // A response of 2%: an arm of 250 recipients expects five responses, so 1,500 recipients have room for four arms.
    const few = trial(1_500, { baseline: 0.02, uplift: 0.04 });
    expect(proposeFactorial(3, few)).toMatchObject({
      fraction: 0.5,
      resolution: 3,
      arms: [[], [0, 2], [1, 2], [0, 1]],
    });
  });

  test('tells fewer techniques apart where the correction for all of them costs too much', () => {
    // power.prop.test(n, 0.5, 0.6) at 5% asks 387.3 a half (R 4.5); at 2.5%, for two techniques, 469.
    const holm = { multiplicity: 'holm' } as const;
    expect(proposeFactorial(2, trial(800, holm))).toMatchObject({ factors: 1, arms: [[], [0]] });
    expect(proposeFactorial(2, trial(960, holm))).toMatchObject({ factors: 2 });
  });

  test('says how many it would take where there are too few for one', () => {
    expect(proposeFactorial(3, trial(100))).toEqual({ kind: 'too-few-recipients', needed: 775 });
  });

  test('says nothing of numbers where no number would do', () => {
    expect(proposeFactorial(2, trial(100, { baseline: 0.95, uplift: 0.5, power: 0.8 }))).toMatchObject({
      kind: 'too-few-recipients',
    });
  });

  test.each([
    [3, 45],
    [4, 40],
    [5, 40],
    [5, 200],
    [6, 40],
    [6, 90],
    [7, 40],
    [7, 90],
    [7, 200],
    [7, 400],
  ])(
    '%i techniques in a fraction for some %i recipients: none is another, each is on in half of the arms',
    (techniques, recipients) => {
      const proposed = proposeFactorial(techniques, trial(recipients, { uplift: 0.49 }));
      if (proposed.kind !== 'factorial') throw new Error('nothing was proposed');
      expect(proposed.arms[0]).toEqual([]);
      expect(new Set(proposed.arms.map((on) => on.join())).size).toBe(proposed.arms.length);
      const on = Array.from({ length: proposed.factors }, (_, place) =>
        proposed.arms.map((arm) => (arm.includes(place) ? 1 : -1)),
      );
      on.forEach((column, place) => {
        expect(column.reduce((sum, sign) => sum + sign, 0)).toBe(0);
        for (const other of on.slice(place + 1))
          expect(column.reduce((sum, sign, arm) => sum + sign * (other[arm] ?? 0), 0)).toBe(0);
      });
      expect(inseparable(proposed.arms.map((arm) => new Set(arm.map(String))))).toEqual(new Set());
    },
  );
});

describe('what arms can not tell apart', () => {
  test.each<[string, string[][], string[]]>([
    ['one technique at a time', [[], ['a'], ['b']], []],
    ['three at once', [[], ['a', 'b', 'c']], ['a', 'b', 'c']],
    ['one and then two', [[], ['a'], ['a', 'b']], []],
    ['two and two that share one', [[], ['a', 'b'], ['b', 'c']], ['a', 'b', 'c']],
    ['two that share one, and that one', [[], ['a', 'b'], ['b', 'c'], ['b']], []],
    ['one that everybody has', [['a'], ['a', 'b']], ['a']],
  ])('%s', (_what, arms, together) => {
    expect(inseparable(arms.map((arm) => new Set(arm)))).toEqual(new Set(together));
  });
});
