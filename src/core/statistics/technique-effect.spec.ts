import { expect, test } from 'vitest';
import { factorialSaturated } from './factorial.js';
import { value } from './result.js';
import { techniqueEffect, type TechniqueArm } from './technique-effect.js';

const techniques: Readonly<Record<string, string>> = {
  a: 'authority',
  s: 'social-proof',
  s2: 'social-proof',
  p: 'simplification',
};
const arm = (elements: string, n: number, x: number, letter = true): TechniqueArm => ({
  n,
  x,
  letter,
  elements: elements
    .split(' ')
    .filter((id) => id !== '')
    .map((id) => ({ id, technique: techniques[id] ?? '' })),
});

test('in a full factorial it is the main effect of the saturated model, with its HC2 variance', () => {
  const cells = [
    { levels: [0, 0], n: 200, x: 90 },
    { levels: [1, 0], n: 210, x: 100 },
    { levels: [0, 1], n: 190, x: 95 },
    { levels: [1, 1], n: 205, x: 120 },
  ] as const;
  const arms = [arm('', 200, 90), arm('a', 210, 100), arm('s', 190, 95), arm('a s', 205, 120)];
  const saturated = factorialSaturated(
    cells.map(({ levels, ...count }) => ({ levels: [...levels], ...count })),
    0.95,
  );
  if (saturated.kind === 'undefined') throw new Error(saturated.reason);
  for (const [technique, factor] of [
    ['authority', 0],
    ['social-proof', 1],
  ] as const) {
    const effect = saturated.effects.find(({ factors }) => factors.length === 1 && factors[0] === factor);
    expect(techniqueEffect(arms, technique)).toEqual(
      value({
        estimate: expect.closeTo(effect?.estimate ?? Number.NaN, 12),
        variance: expect.closeTo((effect?.standardError ?? Number.NaN) ** 2, 12),
      }),
    );
  }
});

test('two letters with the same technique share their reference arm', () => {
  const effect = techniqueEffect(
    [arm('p', 101, 40), arm('p s', 101, 50), arm('p s2', 101, 60)],
    'social-proof',
  );
  const part = (x: number): number => ((x / 101) * (1 - x / 101)) / 100;
  expect(effect).toEqual(
    value({
      estimate: expect.closeTo(15 / 101, 12),
      variance: expect.closeTo(part(40) + (part(50) + part(60)) / 4, 12),
    }),
  );
});

test('clusters widen it by their design effect', () => {
  const arms = [arm('', 100, 40), arm('a', 100, 50)];
  const [one, clustered] = [techniqueEffect(arms, 'authority'), techniqueEffect(arms, 'authority', 2.5)];
  if (one.kind !== 'value' || clustered.kind !== 'value') throw new Error('no effect');
  expect(clustered.variance / one.variance).toBeCloseTo(2.5, 12);
});

test.each([
  ['two techniques were added at once', [arm('', 100, 40), arm('a s', 100, 50)], 'no-observations'],
  ['one element took the place of another', [arm('p', 100, 40), arm('s', 100, 50)], 'no-observations'],
  ['the other arm got no letter at all', [arm('', 100, 40, false), arm('s', 100, 50)], 'no-observations'],
  ['an arm is empty', [arm('', 0, 0), arm('s', 100, 50)], 'empty-arm'],
  ['nobody responded', [arm('', 100, 0), arm('s', 100, 0)], 'no-variation'],
])('there is none where %s', (_why, arms, reason) => {
  expect(techniqueEffect(arms, 'social-proof')).toEqual({ kind: 'undefined', reason });
});
