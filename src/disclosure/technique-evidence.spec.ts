import { expect, test } from 'vitest';
import { analyseRegistered } from '../core/statistics/registered-analysis.js';
import type { RegisteredData, RegisteredPlan } from '../core/statistics/registered-analysis-types.js';
import { techniqueEstimates, type PublishedTrial } from './technique-evidence.js';

const element = (id: string, technique: string): PublishedTrial['protocol']['elements'][number] => ({
  id,
  technique,
  name: id,
  slot: 'kern',
  claims: [],
});
const arm = (id: string, elements: readonly string[]): PublishedTrial['protocol']['arms'][number] => ({
  id,
  name: id,
  weight: 1,
  letter: true,
  elements,
});

const plan: RegisteredPlan = {
  arms: [],
  reference: 'geen',
  confidenceLevel: 0.95,
  interval: 'newcombe',
  multiplicity: 'holm',
  stratified: false,
  unit: 'recipient',
  smallestWorthwhileUplift: 0.02,
};

/** Three single letters: none, with authority, with authority and a social norm. */
function single(kind: PublishedTrial['kind'], withheld: readonly string[] = []): PublishedTrial {
  const arms = [arm('geen', []), arm('gezag', ['g']), arm('beide', ['g', 's'])];
  const counts: RegisteredData['counts'] = [
    { arm: 'geen', stratum: '', n: 101, x: 40 },
    { arm: 'gezag', stratum: '', n: 101, x: 50 },
    { arm: 'beide', stratum: '', n: 101, x: 45 },
  ];
  return {
    kind,
    protocol: { arms, factors: [], elements: [element('g', 'authority'), element('s', 'social-proof')] },
    document: {
      arms: counts.map(({ arm: id, n, x }) =>
        withheld.includes(id) ? { arm: id, withheld: true, below: 10 } : { arm: id, withheld: false, n, x },
      ),
      result: analyseRegistered(
        { ...plan, arms: arms.map(({ id }) => ({ id, weight: 1, variant: id })) },
        { counts },
      ),
    },
  };
}

test('each technique that arms show by themselves, of trials and replays and never of examples', () => {
  const found = techniqueEstimates([single('trial'), single('example'), single('replay')]);
  expect([...found.keys()]).toEqual(['authority', 'social-proof']);
  expect(found.get('authority')?.map(({ trial }) => trial.kind)).toEqual(['trial', 'replay']);
  expect(found.get('authority')?.[0]?.effect.estimate).toBeCloseTo(10 / 101, 12);
  expect(found.get('social-proof')?.[0]?.effect.estimate).toBeCloseTo(-5 / 101, 12);
});

test('arms that are withheld are in no comparison', () => {
  expect([...techniqueEstimates([single('trial', ['beide', 'gezag'])]).keys()]).toEqual([]);
  expect([...techniqueEstimates([single('trial', ['geen'])]).keys()]).toEqual(['social-proof']);
});

test('a factor alone has its registered main effect, clusters and all', () => {
  const arms = [arm('geen', []), arm('g', ['g'])];
  const clusters = [
    ['geen', 0, 30],
    ['geen', 1, 5],
    ['geen', 2, 15],
    ['g', 0, 20],
    ['g', 1, 6],
    ['g', 2, 24],
  ] as const;
  const data: RegisteredData = {
    counts: [
      { arm: 'geen', stratum: '', n: 100, x: 35 },
      { arm: 'g', stratum: '', n: 100, x: 54 },
    ],
    clusters: clusters.map(([id, x, number]) => ({ arm: id, stratum: '', size: 2, x, clusters: number })),
  };
  const result = analyseRegistered(
    {
      ...plan,
      arms: arms.map(({ id, elements }) => ({ id, weight: 1, variant: id, on: elements })),
      unit: 'cluster',
      factors: [{ id: 'g', element: 'g' }],
    },
    data,
  );
  const standardError = result.factorial?.mainEffects[0]?.standardError ?? Number.NaN;
  const trial: PublishedTrial = {
    kind: 'trial',
    protocol: {
      arms,
      factors: [{ id: 'g', name: 'g', element: 'g' }],
      elements: [element('g', 'authority')],
    },
    document: { arms: data.counts.map(({ arm: id, n, x }) => ({ arm: id, withheld: false, n, x })), result },
  };
  const [found] = techniqueEstimates([trial]).get('authority') ?? [];
  expect(found?.effect.estimate).toBeCloseTo(0.19, 12);
  expect(found?.effect.variance).toBeCloseTo(standardError ** 2, 12);
  // People one by one would have less: members of a household respond alike here.
  expect(found?.effect.variance).toBeGreaterThan((0.35 * 0.65 + 0.54 * 0.46) / 99);
});

test('a trial whose result is withheld says nothing', () => {
  const trial = single('trial');
  expect(techniqueEstimates([{ ...trial, document: { ...trial.document, result: null } }]).size).toBe(0);
});
