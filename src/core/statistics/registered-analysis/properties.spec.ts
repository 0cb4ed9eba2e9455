import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyseRegistered } from '../registered-analysis.js';
import type { Multiplicity } from '../registered-analysis-types.js';
import {
  counts,
  notFinite,
  contradicts,
  factorialPlan,
  plan,
} from '../../../../test/support/registered-plans.js';

const armCounts = fc
  .record({
    n: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 1_000_000 })),
    share: fc.oneof(fc.constant(0), fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
  })
  .map(({ n, share }) => [n, Math.round(n * share)] as const);

const anyPlan = fc.record({
  interval: fc.constantFrom('newcombe' as const, 'miettinen-nurminen' as const),
  multiplicity: fc.constantFrom<Multiplicity>('holm', 'dunnett', 'benjamini-hochberg', 'none'),
  stratified: fc.boolean(),
  confidenceLevel: fc.constantFrom(0.5, 0.9, 0.95, 0.999),
});

test('no result has NaN or infinity in it, and no interval contradicts its p', () => {
  const cells = ['control/a', 'control/b', 'norm/a', 'norm/b', 'favour/a', 'favour/b'];
  fc.assert(
    fc.property(anyPlan, fc.tuple(...cells.map(() => armCounts)), (change, rows) => {
      const data = counts(Object.fromEntries(cells.map((cell, i) => [cell, rows[i] ?? [0, 0]])));
      const result = analyseRegistered(plan(change), data);
      expect(notFinite(result)).toEqual([]);
      expect(JSON.parse(JSON.stringify(result))).toEqual(result);
      expect(
        result.comparisons.filter(({ registered }) => contradicts(registered, 1 - change.confidenceLevel)),
      ).toEqual([]);
    }),
    { numRuns: 1500, seed: 20261124 },
  );
});

const clusterRow = fc
  .record({
    size: fc.integer({ min: 1, max: 4 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    clusters: fc.integer({ min: 1, max: 40 }),
  })
  .map(({ size, share, clusters }) => ({ size, x: Math.round(size * share), clusters }));

test('clusters and factors: neither NaN nor contradiction', () => {
  const ids = factorialPlan.arms.map(({ id }) => id);
  fc.assert(
    fc.property(
      anyPlan,
      fc.array(fc.array(clusterRow, { maxLength: 4 }), { minLength: 8, maxLength: 8 }),
      fc.boolean(),
      (change, arms, whole) => {
        const clusters = arms.flatMap((rows, i) =>
          rows.map((row) => ({ arm: ids[i] ?? '', stratum: i % 3 === 0 ? 'a' : '', ...row })),
        );
        const data = {
          counts: clusters.map(({ arm, stratum, size, x, clusters: times }) => ({
            arm,
            stratum,
            n: size * times,
            x: x * times,
          })),
          clusters,
        };
        const result = analyseRegistered(
          { ...factorialPlan, ...change, unit: whole ? 'cluster' : 'recipient' },
          data,
        );
        expect(notFinite(result)).toEqual([]);
        expect(JSON.parse(JSON.stringify(result))).toEqual(result);
        const all = [
          ...result.comparisons,
          ...(result.factorial?.mainEffects ?? []),
          ...(result.factorial?.interactions ?? []),
        ];
        expect(all.filter(({ registered }) => contradicts(registered, 1 - change.confidenceLevel))).toEqual(
          [],
        );
      },
    ),
    { numRuns: 150, seed: 20261124 },
  );
});
