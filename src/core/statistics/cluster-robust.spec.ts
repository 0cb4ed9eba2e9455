import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clusterRobustDifference, profilesOfArms, profilesOfRows } from './cluster-robust.js';
import type { ClusterCount } from './intra-cluster-correlation.js';

const cluster = (size: number, responses: number, clusters: number): ClusterCount => ({
  size,
  responses,
  clusters,
});

function rows(clusters: readonly number[], treat: readonly number[], y: readonly number[]) {
  return clusters.map((name, i) => ({ cluster: name, treated: treat[i] === 1, responded: y[i] === 1 }));
}

describe('clusterRobustDifference', () => {
  // R: m <- lm(y ~ treat); sqrt(sandwich::vcovCL(m, cluster, type = "HC1")[2, 2]);
  //    clubSandwich::coef_test(m, vcovCR(m, cluster, type = "CR2"), test = "Satterthwaite")
  test.each([
    {
      name: 'people randomised, households mixed',
      profiles: profilesOfRows(
        rows(
          [1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 6, 6, 7, 8, 8],
          [1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 0, 0, 0, 1, 0],
          [1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 1, 0],
        ),
      ),
      estimate: 0.3392857142857142,
      hc1: 0.20007222248664489,
      cr2: 0.19997631650019934,
      df: 6.190268699349737,
      p: 0.1391685379119731,
    },
    {
      name: 'whole households of many sizes',
      profiles: profilesOfArms(
        [cluster(1, 0, 3), cluster(1, 1, 2), cluster(2, 1, 4), cluster(3, 0, 1), cluster(4, 4, 2)],
        [cluster(1, 0, 5), cluster(2, 0, 3), cluster(2, 2, 1), cluster(5, 1, 1)],
      ),
      estimate: 0.41666666666666685,
      hc1: 0.17229936914101485,
      cr2: 0.17808516230371174,
      df: 13.356237866498134,
      p: 0.0354320079946215,
    },
  ])('$name', ({ profiles, estimate, hc1, cr2, df, p }) => {
    const got = clusterRobustDifference(profiles, 0.95);
    if (got.kind === 'undefined') throw new Error(got.reason);
    if (got.hc1.kind === 'undefined' || got.cr2.kind === 'undefined') throw new Error('undefined');
    expect(got.estimate).toBeCloseTo(estimate, 12);
    expect(got.hc1.standardError).toBeCloseTo(hc1, 12);
    expect(got.cr2.standardError).toBeCloseTo(cr2, 12);
    expect(got.cr2.degreesOfFreedom).toBeCloseTo(df, 10);
    expect(got.cr2.t.pValue).toBeCloseTo(p, 11);
  });

  test('clusters of one are people: CR2 is HC2', () => {
    const got = clusterRobustDifference(
      profilesOfArms([cluster(1, 0, 70), cluster(1, 1, 30)], [cluster(1, 0, 40), cluster(1, 1, 10)]),
      0.95,
    );
    if (got.kind === 'undefined' || got.cr2.kind === 'undefined') throw new Error('undefined');
    // R: sqrt(.3 * .7 / 99 + .2 * .8 / 49)
    expect(got.cr2.standardError).toBeCloseTo(0.0733929, 7);
    if (got.hc2NoCluster.kind === 'undefined') throw new Error(got.hc2NoCluster.reason);
    expect(got.hc2NoCluster.standardError).toBeCloseTo(got.cr2.standardError, 14);
  });

  test.each([
    { name: 'nobody', treatment: [], reference: [], reason: 'no-observations' },
    { name: 'an empty arm', treatment: [cluster(2, 1, 5)], reference: [], reason: 'empty-arm' },
    {
      name: 'a table with no clusters in it',
      treatment: [cluster(2, 1, 5)],
      reference: [cluster(2, 1, 0)],
      reason: 'empty-arm',
    },
  ])('$name: $reason', ({ treatment, reference, reason }) => {
    expect(clusterRobustDifference(profilesOfArms(treatment, reference), 0.95)).toEqual({
      kind: 'undefined',
      reason,
    });
  });

  test.each([
    {
      name: 'no responses',
      treatment: [cluster(2, 0, 9)],
      reference: [cluster(2, 0, 8)],
      reason: 'no-variation',
    },
    {
      name: 'all respond',
      treatment: [cluster(3, 3, 9)],
      reference: [cluster(1, 1, 8)],
      reason: 'no-variation',
    },
    {
      name: 'one cluster in each arm',
      treatment: [cluster(7, 3, 1)],
      reference: [cluster(9, 4, 1)],
      reason: 'too-few-clusters',
    },
  ])('$name: a difference, and no standard error ($reason)', ({ treatment, reference, reason }) => {
    const got = clusterRobustDifference(profilesOfArms(treatment, reference), 0.95);
    if (got.kind === 'undefined') throw new Error(got.reason);
    expect(got.cr2).toEqual({ kind: 'undefined', reason });
    expect(got.hc1).toEqual({ kind: 'undefined', reason });
  });

  test('one cluster in one arm: CR2 says so, where HC1 would take that arm for certain', () => {
    const got = clusterRobustDifference(
      profilesOfArms([cluster(40, 13, 1)], [cluster(2, 1, 9), cluster(2, 0, 12)]),
      0.95,
    );
    expect(got.kind === 'value' && got.cr2).toEqual({ kind: 'undefined', reason: 'too-few-clusters' });
  });

  test('rows and the table of their profiles give one answer, in whatever order the rows come', () => {
    const row = fc.record({
      cluster: fc.integer({ min: 1, max: 12 }),
      treated: fc.boolean(),
      responded: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 4, maxLength: 60 }), (list) => {
        const there = clusterRobustDifference(profilesOfRows(list), 0.95);
        const back = clusterRobustDifference(profilesOfRows([...list].reverse()), 0.95);
        expect(back.kind).toBe(there.kind);
        if (there.kind === 'undefined' || back.kind === 'undefined') return;
        if (there.cr2.kind === 'undefined' || back.cr2.kind === 'undefined') return;
        expect(back.cr2.standardError).toBeCloseTo(there.cr2.standardError, 10);
        expect(there.cr2.degreesOfFreedom).toBeGreaterThan(0);
        expect(there.cr2.degreesOfFreedom).toBeLessThanOrEqual(there.clusters);
      }),
      { seed: 20261124 },
    );
  });

  test('half a million households are a small table', () => {
    const arm = (shift: number) =>
      [1, 2, 3, 4].flatMap((size) =>
        Array.from({ length: size + 1 }, (_, x) => cluster(size, x, 20_000 + 1000 * x * shift)),
      );
    const got = clusterRobustDifference(profilesOfArms(arm(1), arm(0)), 0.95);
    if (got.kind === 'undefined' || got.cr2.kind === 'undefined') throw new Error('undefined');
    expect(got.clusters).toBeGreaterThan(500_000);
    expect(got.cr2.degreesOfFreedom).toBeGreaterThan(100_000);
  });
});

test('columns give the profiles that rows give, also of clusters too large for a short key', () => {
  const rows = Array.from({ length: 12_000 }, (_, index) => ({
    cluster: index < 9_000 ? 0 : index % 700,
    treated: index % 3 === 0,
    responded: index % 5 === 0,
  }));
  const byCluster = Map.groupBy(rows, ({ cluster }) => cluster);
  const part = (of: typeof rows): { size: number; responses: number } => ({
    size: of.length,
    responses: of.filter(({ responded }) => responded).length,
  });
  const expected = [...byCluster.values()].map((of) =>
    JSON.stringify([part(of.filter(({ treated }) => treated)), part(of.filter(({ treated }) => !treated))]),
  );
  const got = profilesOfRows(rows).flatMap(({ treatment, reference, clusters }) =>
    Array.from({ length: clusters }, () => JSON.stringify([treatment, reference])),
  );
  expect(got.sort()).toEqual(expected.sort());
});
