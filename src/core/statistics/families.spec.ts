import fc from 'fast-check';
import { expect, test } from 'vitest';
import { adjustPValues } from './p-adjustment.js';
import { correctFamily } from './simultaneous-family.js';

test.each([
  // R: p.adjust(p, method)
  { method: 'holm' as const, p: [0.04, 0.001, 0.5, 0.04, 0.013], want: [0.12, 0.005, 0.5, 0.12, 0.052] },
  { method: 'BH' as const, p: [0.04, 0.001, 0.5, 0.04, 0.013], want: [0.05, 0.005, 0.5, 0.05, 0.0325] },
  { method: 'bonferroni' as const, p: [0.04, 0.001, 0.5, 0.04, 0.013], want: [0.2, 0.005, 1, 0.2, 0.065] },
  { method: 'hochberg' as const, p: [0.04, 0.001, 0.5, 0.04, 0.013], want: [0.08, 0.005, 0.5, 0.08, 0.052] },
  { method: 'holm' as const, p: [1e-300, 1e-12, 0.2, 1], want: [4e-300, 3e-12, 0.4, 1] },
  { method: 'holm' as const, p: [], want: [] },
])('$method of $p', ({ method, p, want }) => {
  adjustPValues(p, method).forEach((adjusted, i) => expect(adjusted / (want[i] ?? 0)).toBeCloseTo(1, 13));
});

test('members without a p-value count: p.adjust(p, n = 4)', () => {
  expect(adjustPValues([0.01, 0.02, 0.03], 'holm', 4)).toEqual([0.04, 0.06, 0.06]);
  adjustPValues([0.01, 0.02, 0.03], 'BH', 4).forEach((adjusted) => expect(adjusted).toBeCloseTo(0.04, 14));
});

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 9 });

test('no adjusted p is smaller than its own, and the order is kept', () => {
  fc.assert(
    fc.property(
      pValues,
      fc.constantFrom('holm' as const, 'BH' as const, 'bonferroni' as const, 'hochberg' as const),
      (p, method) => {
        const adjusted = adjustPValues(p, method);
        p.forEach((one, i) => {
          expect(adjusted[i]).toBeGreaterThanOrEqual(one);
          expect(adjusted[i]).toBeLessThanOrEqual(1);
          p.forEach((other, j) => {
            if (one < other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j] ?? 0);
          });
        });
      },
    ),
    { seed: 20261124 },
  );
});

test("Dunnett's level: three arms with their reference, all of one size", () => {
  // Dunnett (1964), table II, two-sided, 3 comparisons, infinite degrees of freedom, 5%: d = 2.35.
  const loadings = [1, 2, 3].map(() => Math.SQRT1_2);
  const [first] = correctFamily([0.5, 0.04, null], 'dunnett', 0.95, loadings);
  // R: 2 * pnorm(-2.3488)
  expect(first?.level).toBeCloseTo(1 - 0.01884, 4);
});

test.each(['holm', 'dunnett', 'benjamini-hochberg', 'none'] as const)(
  '%s leaves a family of one alone',
  (method) => {
    expect(correctFamily([0.03], method, 0.95, [0.7])).toEqual([{ adjustedP: 0.03, level: 0.95 }]);
  },
);

test('Benjamini–Hochberg intervals widen with what is selected', () => {
  const [first] = correctFamily([0.001, 0.01, 0.6, 0.7], 'benjamini-hochberg', 0.95, []);
  expect(first).toEqual({ adjustedP: 0.004, level: 0.975 });
  const [none] = correctFamily([0.3, 0.4, 0.6, 0.7], 'benjamini-hochberg', 0.95, []);
  expect(none?.level).toBeCloseTo(0.9875, 14);
});
