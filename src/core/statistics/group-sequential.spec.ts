import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DomainError } from '../domain-error.js';
import { probabilityAbove, survive, UNSTARTED } from './brownian-boundary.js';
import { alphaSpent, groupSequentialBounds } from './group-sequential.js';

const equal = (looks: number): number[] => Array.from({ length: looks }, (_, i) => (i + 1) / looks);

/** How likely some look stops a trial without an effect. */
function falseAlarms(bounds: readonly number[], rates: readonly number[], sided: 1 | 2): number {
  let surviving = UNSTARTED;
  let total = 0;
  for (const [look, rate] of rates.entries()) {
    const bound = bounds[look] ?? Number.NaN;
    total += sided * probabilityAbove(surviving, rate, bound);
    const lower = sided === 2 ? -bound : Number.NEGATIVE_INFINITY;
    surviving = survive(surviving, rate, lower, bound, rates[look + 1] ?? null);
  }
  return total;
}

function criticalZ(...[plan]: Parameters<typeof groupSequentialBounds>): readonly number[] {
  const bounds = groupSequentialBounds(plan);
  return bounds.kind === 'value' ? bounds.criticalZ : [];
}

describe('groupSequentialBounds', () => {
  // Jennison & Turnbull (2000), tables 2.1 (Pocock) and 2.3 (O'Brien–Fleming): constants for two-sided tests.
  test.each([
    { type: 'pocock', looks: 2, alpha: 0.05, constant: 2.178 },
    { type: 'pocock', looks: 5, alpha: 0.05, constant: 2.413 },
    { type: 'pocock', looks: 20, alpha: 0.05, constant: 2.672 },
    { type: 'pocock', looks: 10, alpha: 0.01, constant: 3.117 },
    { type: 'obrien-fleming', looks: 2, alpha: 0.05, constant: 1.977 },
    { type: 'obrien-fleming', looks: 5, alpha: 0.05, constant: 2.04 },
    { type: 'obrien-fleming', looks: 20, alpha: 0.05, constant: 2.126 },
  ] as const)('the $type constant for $looks looks at $alpha', ({ type, looks, alpha, constant }) => {
    const bounds = groupSequentialBounds({ type, informationRates: equal(looks), alpha, sided: 2 });
    expect(bounds.kind === 'value' && bounds.constant).toBeCloseTo(constant, 3);
  });

  test('one look is the ordinary test', () => {
    for (const type of ['pocock', 'obrien-fleming', 'lan-demets-obf', 'lan-demets-pocock'] as const) {
      expect(criticalZ({ type, informationRates: [1], alpha: 0.05, sided: 2 })[0]).toBeCloseTo(
        1.959963984540054,
        12,
      );
    }
  });

  // The same digits from the reference recursion in R (ldbounds::ldBounds with alpha/2 a side agrees to 1e-4).
  test.each([
    {
      name: 'late and uneven looks',
      type: 'lan-demets-obf',
      rates: [0.3, 0.7, 1],
      alpha: 0.05,
      sided: 2,
      z: [3.9285725426260356, 2.438742375285148, 2.0000085700918624],
    },
    {
      name: 'Pocock-like spending',
      type: 'lan-demets-pocock',
      rates: [0.25, 0.5, 0.75, 1],
      alpha: 0.05,
      sided: 2,
      z: [2.368327703523905, 2.367524294663688, 2.3581677349906185, 2.350029537291135],
    },
    {
      name: 'one side',
      type: 'lan-demets-obf',
      rates: [0.2, 0.4, 0.6, 0.8, 1],
      alpha: 0.025,
      sided: 1,
      z: [4.87688494879076, 3.3570119215746415, 2.6802800645449887, 2.28981676771236, 2.0310320434911664],
    },
  ] as const)('$name', ({ type, rates, alpha, sided, z }) => {
    const got = criticalZ({ type, informationRates: rates, alpha, sided });
    z.forEach((want, look) => expect(got[look]).toBeCloseTo(want, 9));
  });

  test('a look that may spend nothing cannot stop, and takes nothing from the others', () => {
    const withEarly = criticalZ({
      type: 'lan-demets-obf',
      informationRates: [0.001, 0.5, 1],
      alpha: 0.05,
      sided: 2,
    });
    const without = criticalZ({
      type: 'lan-demets-obf',
      informationRates: [0.5, 1],
      alpha: 0.05,
      sided: 2,
    });
    expect(withEarly[0]).toBe(Number.POSITIVE_INFINITY);
    expect(withEarly[1]).toBeCloseTo(without[0] ?? 0, 10);
    expect(withEarly[2]).toBeCloseTo(without[1] ?? 0, 10);
  });

  test('an interim look has the boundary that the full plan has there', () => {
    const full = criticalZ({
      type: 'lan-demets-pocock',
      informationRates: [0.4, 0.6, 1],
      alpha: 0.05,
      sided: 2,
    });
    const interim = criticalZ({
      type: 'lan-demets-pocock',
      informationRates: [0.4, 0.6],
      alpha: 0.05,
      sided: 2,
    });
    expect(interim[1]).toBeCloseTo(full[1] ?? 0, 12);
  });

  test('a hundred looks keep alpha', () => {
    const rates = equal(100);
    const z = criticalZ({ type: 'lan-demets-pocock', informationRates: rates, alpha: 0.05, sided: 2 });
    expect(falseAlarms(z, rates, 2)).toBeCloseTo(0.05, 9);
  });

  test('whatever the times, sides and shape, the looks together spend alpha', () => {
    const plans = fc.record({
      type: fc.constantFrom('pocock', 'obrien-fleming', 'lan-demets-obf', 'lan-demets-pocock' as const),
      steps: fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 6 }),
      alpha: fc.double({ min: 1e-4, max: 0.4, noNaN: true }),
      sided: fc.constantFrom(1 as const, 2 as const),
    });
    fc.assert(
      fc.property(plans, ({ type, steps, alpha, sided }) => {
        const total = steps.reduce((sum, step) => sum + step, 0);
        const rates = steps.map((_, i) => steps.slice(0, i + 1).reduce((sum, s) => sum + s, 0) / total);
        const z = criticalZ({ type, informationRates: rates, alpha, sided });
        expect(falseAlarms(z, rates, sided)).toBeCloseTo(alpha, 9);
      }),
      { seed: 20261124, numRuns: 60 },
    );
  });

  test.each([
    { name: 'no looks', rates: [], alpha: 0.05, code: 'looks:rates' },
    { name: 'falling times', rates: [0.5, 0.4, 1], alpha: 0.05, code: 'looks:rates' },
    { name: 'a repeated time', rates: [0.5, 0.5, 1], alpha: 0.05, code: 'looks:rates' },
    { name: 'a time of 0', rates: [0, 1], alpha: 0.05, code: 'looks:rates' },
    { name: 'a time after the end', rates: [0.5, 1.1], alpha: 0.05, code: 'looks:rates' },
    { name: 'a time that is no number', rates: [Number.NaN, 1], alpha: 0.05, code: 'looks:rates' },
    { name: 'no alpha', rates: [1], alpha: 0, code: 'looks:alpha' },
    { name: 'all of alpha', rates: [1], alpha: 1, code: 'looks:alpha' },
  ])('refuses $name', ({ rates, alpha, code }) => {
    const plan = { type: 'lan-demets-obf', informationRates: rates, alpha, sided: 2 } as const;
    expect(() => groupSequentialBounds(plan)).toThrow(DomainError);
    expect(() => groupSequentialBounds(plan)).toThrow(code);
  });
});

test('spending rises from nothing to alpha', () => {
  for (const type of ['lan-demets-obf', 'lan-demets-pocock'] as const) {
    const spent = [1e-6, 0.1, 0.5, 0.9, 1].map((rate) => alphaSpent(type, rate, 0.025));
    expect(spent).toEqual([...spent].sort((a, b) => a - b));
    expect(spent.at(-1)).toBe(0.025);
    expect(spent[0]).toBeLessThan(1e-6);
  }
});
