import { describe, expect, test } from 'vitest';
import { adjustPValues } from './p-adjustment.js';
import { pooledZTest } from './pooled-z-test.js';
import { analyseRegistered } from './registered-analysis.js';
import { counts, notFinite, factorialPlan, plan } from '../../../test/support/registered-plans.js';
import type { RegisteredEstimate, RegisteredResult } from './registered-analysis-types.js';

const of = (result: RegisteredResult, arm: string): RegisteredResult['comparisons'][number] => {
  const found = result.comparisons.find((comparison) => comparison.arm === arm);
  if (!found) throw new Error(`no comparison for ${arm}`);
  return found;
};

const p = (outcome: RegisteredEstimate['test']): number =>
  outcome.kind === 'value' ? outcome.pValue : Number.NaN;

test('plain comparisons: pooled z with Holm over the family, as prop.test and p.adjust give them', () => {
  const result = analyseRegistered(
    plan(),
    counts({ control: [5000, 2010], norm: [5000, 2155], favour: [5000, 2080] }),
  );
  // R: p.adjust(c(prop.test(c(2155,2010),c(5000,5000),correct=FALSE)$p.value, prop.test(c(2080,2010), …)$p.value))
  expect(p(of(result, 'norm').registered.test)).toBeCloseTo(0.00326832493015451, 12);
  expect(p(of(result, 'norm').registered.adjusted)).toBeCloseTo(2 * 0.00326832493015451, 12);
  expect(p(of(result, 'favour').registered.adjusted)).toBeCloseTo(p(of(result, 'favour').pooledZ), 12);
  expect(of(result, 'norm').registered.uplift).toMatchObject({ estimate: 0.431 - 0.402, method: 'newcombe' });
  expect(of(result, 'norm').registered.verdict).toBe('more');
  expect(of(result, 'norm').registered.worthwhile).toBe('undecided');
  expect(of(result, 'favour').registered.verdict).toBe('no-difference');
  expect(result.primary).toEqual({
    family: 'comparisons',
    members: 2,
    upliftMethod: 'newcombe',
    testMethods: ['z-test-pooled'],
  });
  expect(result.warnings).toEqual([]);
});

test('strata: Mantel–Haenszel and Cochran–Mantel–Haenszel are the registered numbers', () => {
  const result = analyseRegistered(
    plan({ stratified: true, arms: plan().arms.slice(0, 2) }),
    counts({
      'norm/a': [50, 12],
      'control/a': [50, 8],
      'norm/b': [100, 30],
      'control/b': [100, 22],
      'norm/c': [20, 5],
      'control/c': [25, 9],
    }),
  );
  // R: metafor::rma.mh(measure = "RD") and mantelhaen.test(correct = FALSE)
  const { uplift, test: outcome } = of(result, 'norm').registered;
  expect(uplift).toMatchObject({ kind: 'value', method: 'mantel-haenszel-sato' });
  expect(uplift.kind === 'value' && uplift.estimate).toBeCloseTo(0.05548387096774193, 14);
  expect(uplift.kind === 'value' && uplift.lower).toBeCloseTo(-0.035587214460243446, 14);
  expect(p(outcome)).toBeCloseTo(0.2344012367348374, 13);
  expect(result.anyDifference).toMatchObject({ df: 1, method: 'generalised-cochran-mantel-haenszel' });
});

test('clusters: CR2, its degrees of freedom, and a test of the ratio on clusters', () => {
  const clusters = ['control', 'norm', 'favour'].flatMap((arm, i) => [
    { arm, stratum: '', size: 1, x: 0, clusters: 60 - 5 * i },
    { arm, stratum: '', size: 1, x: 1, clusters: 30 + 5 * i },
    { arm, stratum: '', size: 2, x: 0, clusters: 20 },
    { arm, stratum: '', size: 2, x: 2, clusters: 15 + i },
    { arm, stratum: '', size: 3, x: 1, clusters: 10 },
  ]);
  const rows = ['control', 'norm', 'favour'].map((arm) => {
    const own = clusters.filter((row) => row.arm === arm);
    return {
      arm,
      stratum: '',
      n: own.reduce((sum, row) => sum + row.size * row.clusters, 0),
      x: own.reduce((sum, row) => sum + row.x * row.clusters, 0),
    };
  });
  const result = analyseRegistered(plan({ unit: 'cluster', multiplicity: 'dunnett' }), {
    counts: rows,
    clusters,
  });
  expect(result.primary.upliftMethod).toBe('cluster-robust-cr2');
  expect(of(result, 'favour').registered.uplift).toEqual(of(result, 'favour').clustered?.uplift);
  expect(of(result, 'favour').clustered?.degreesOfFreedom).toBeGreaterThan(150);
  expect(result.sampleRatio.allocated).toMatchObject({
    units: 'cluster',
    observed: [{ count: 135 }, { count: 136 }, { count: 137 }],
  });
  expect(result.intraCluster).toMatchObject({ kind: 'value', method: 'anova-intra-cluster' });
  expect(notFinite(result)).toEqual([]);
  expect(JSON.parse(JSON.stringify(result))).toEqual(result);
});

test('clusters that were not delivered are said, not passed over', () => {
  const result = analyseRegistered(
    plan({ unit: 'cluster' }),
    counts({ control: [50, 10], norm: [50, 10], favour: [50, 9] }),
  );
  expect(result.warnings.map(({ code }) => code)).toContain('clusters-missing');
});

test('factors: main effects of the saturated model are the registered family', () => {
  const x = [50, 61, 55, 70, 48, 66, 59, 90];
  const rows = Object.fromEntries(factorialPlan.arms.map(({ id }, run) => [id, [500, x[run] ?? 0] as const]));
  const result = analyseRegistered({ ...factorialPlan, multiplicity: 'dunnett' }, counts(rows));
  // R: lm(y ~ a*b*c) coded −½/+½ with sandwich::vcovHC(type = "HC2"), p.adjust("holm") over a, b, c
  const [a, b, c] = result.factorial?.mainEffects ?? [];
  expect(a?.registered.uplift).toMatchObject({ method: 'factorial-hc2' });
  expect(a?.standardError).toBeCloseTo(0.010429479761531366, 13);
  expect(a && p(a.registered.adjusted)).toBeCloseTo(3 * 0.0003236730789115203, 12);
  expect(b && p(b.registered.adjusted)).toBeCloseTo(2 * 0.01881832322152786, 12);
  expect(c && p(c.registered.adjusted)).toBeCloseTo(0.19552459628068436, 12);
  expect(result.factorial?.interactions.map(({ factors }) => factors.join('×'))).toEqual([
    'a×b',
    'a×c',
    'b×c',
    'a×b×c',
  ]);
  expect(result.primary).toMatchObject({ family: 'main-effects', members: 3, upliftMethod: 'factorial-hc2' });
  expect(result.warnings).toContainEqual({ code: 'dunnett-needs-reference', about: ['a', 'b', 'c'] });
});

describe('extremes give a number where there is one and a reason where there is none', () => {
  test.each<{ name: string; rows: Readonly<Record<string, readonly [number, number]>>; expected: object }>([
    {
      name: 'no responses',
      rows: { control: [100, 0], norm: [100, 0], favour: [100, 0] },
      expected: {
        registered: { uplift: { estimate: 0 }, test: { pValue: 1, method: 'fisher-exact' } },
        riskRatio: { reason: 'zero-cell' },
      },
    },
    {
      name: 'all respond',
      rows: { control: [100, 100], norm: [100, 100], favour: [100, 100] },
      expected: {
        pooledZ: { reason: 'no-variation' },
        riskRatio: { estimate: 1, interval: { reason: 'no-variation' } },
      },
    },
    {
      name: 'responses in the arm alone',
      rows: { control: [100, 0], norm: [100, 7], favour: [100, 0] },
      expected: {
        riskRatio: { reason: 'infinite' },
        oddsRatio: { reason: 'infinite' },
        registered: { test: { method: 'fisher-exact' } },
      },
    },
    {
      name: 'one recipient',
      rows: { norm: [1, 1] },
      expected: {
        crude: { reason: 'empty-arm' },
        registered: { test: { reason: 'empty-arm' }, verdict: 'undefined' },
      },
    },
    {
      name: 'one recipient an arm',
      rows: { control: [1, 0], norm: [1, 1], favour: [1, 0] },
      expected: { crude: { estimate: 1 }, registered: { verdict: 'no-difference' } },
    },
    {
      name: 'nobody at all',
      rows: {},
      expected: { registered: { uplift: { reason: 'empty-arm' }, worthwhile: 'undefined' } },
    },
    {
      name: 'a million',
      rows: { control: [1_000_000, 12], norm: [1_000_000, 30], favour: [1_000_000, 999_999] },
      expected: { registered: { test: { method: 'z-test-pooled' }, verdict: 'more' } },
    },
  ])('$name', ({ rows, expected }) => {
    const result = analyseRegistered(plan(), counts(rows));
    expect(notFinite(result)).toEqual([]);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
    expect(of(result, 'norm')).toMatchObject(expected);
  });
});

test('a comparison that cannot be computed counts in the family', () => {
  const result = analyseRegistered(plan(), counts({ control: [5000, 2010], norm: [5000, 2155] }));
  expect(p(of(result, 'norm').registered.adjusted)).toBeCloseTo(2 * 0.00326832493015451, 12);
  expect(result.warnings).toContainEqual({ code: 'empty-arm', about: ['favour'] });
});

test('an arm of weight 0 is in no comparison and in no degree of freedom', () => {
  const arms = [...plan().arms, { id: 'spare', weight: 0, variant: null }];
  const result = analyseRegistered(
    plan({ arms }),
    counts({ control: [500, 20], norm: [500, 21], favour: [500, 20] }),
  );
  expect(result.comparisons.map(({ arm }) => arm)).toEqual(['norm', 'favour']);
  expect(result.sampleRatio.allocated.test).toMatchObject({ df: 2, pValue: 1 });
});

test('a mailing that lost letters of one arm is noticed', () => {
  const data = counts({ control: [5000, 20], norm: [5000, 21], favour: [5000, 20] });
  const result = analyseRegistered(plan(), {
    ...data,
    mailed: [
      { arm: 'norm', n: 5000 },
      { arm: 'favour', n: 4600 },
    ],
  });
  expect(result.sampleRatio.mailed?.test).toMatchObject({ df: 1 });
  expect(result.warnings.map(({ code }) => code)).toEqual(['mailed-ratio-mismatch']);
});

test('Benjamini–Hochberg is as p.adjust has it', () => {
  const rows = { control: [5000, 2010], norm: [5000, 2155], favour: [5000, 2105] } as const;
  const result = analyseRegistered(plan({ multiplicity: 'benjamini-hochberg' }), counts(rows));
  const z = (x: number): number => {
    const outcome = pooledZTest({ n: 5000, x }, { n: 5000, x: 2010 });
    return outcome.kind === 'value' ? outcome.pValue : Number.NaN;
  };
  expect(result.comparisons.map(({ registered }) => p(registered.adjusted))).toEqual(
    adjustPValues([z(2155), z(2105)], 'BH'),
  );
});
