import { describe, expect, test } from 'vitest';
import { publishableStrata } from '../core/disclosure-control/suppress.js';
import { analyseRegistered } from '../core/statistics/registered-analysis.js';
import type { RegisteredResult } from '../core/statistics/registered-analysis-types.js';
import { coarseResult, hidesStrata } from './coarse-result.js';

const arms = ['oud', 'nieuw'];
const plan = {
  arms: arms.map((id) => ({ id, weight: 1, variant: id })),
  reference: 'oud',
  confidenceLevel: 0.95,
  interval: 'newcombe',
  multiplicity: 'holm',
  stratified: true,
  unit: 'recipient',
  smallestWorthwhileUplift: 0.02,
} as const;

/** Who is in which stratum and arm is in the verification pack; how many responded in the small one is nobody's business. */
interface Case {
  readonly large: readonly [number, number];
  readonly small: readonly [number, number];
  readonly responded: readonly [number, number];
  /** In the small stratum. */
  readonly truth: readonly [number, number];
}

const countsIf = ({ large, small, responded }: Case, [oud, nieuw]: readonly [number, number]) => [
  { arm: 'oud', stratum: 'noord', n: large[0], x: responded[0] - oud },
  { arm: 'nieuw', stratum: 'noord', n: large[1], x: responded[1] - nieuw },
  { arm: 'oud', stratum: 'zuid', n: small[0], x: oud },
  { arm: 'nieuw', stratum: 'zuid', n: small[1], x: nieuw },
];

/** Tries every outcome of the small stratum. @returns those that would have been published just so */
function alike(one: Case, told: (result: RegisteredResult) => unknown): string[] {
  const publishedIf = (outcome: readonly [number, number]): string =>
    JSON.stringify(told(analyseRegistered(plan, { counts: countsIf(one, outcome) })));
  const truth = publishedIf(one.truth);
  const found: string[] = [];
  for (let oud = 0; oud <= one.small[0]; oud += 1)
    for (let nieuw = 0; nieuw <= one.small[1]; nieuw += 1)
      if (publishedIf([oud, nieuw]) === truth) found.push(`${oud} ${nieuw}`);
  return found;
}

const some: Case = { large: [151, 149], small: [6, 7], responded: [60, 75], truth: [5, 1] };

describe('the response of a few people in a stratum that was put with another', () => {
  test('would be found by trying, from all digits of the result', () => {
    expect(alike(some, (result) => result)).toEqual(['5 1']);
  });

  test.each<Case>([
    some,
    { large: [60, 60], small: [9, 8], responded: [30, 35], truth: [4, 4] },
    { large: [300, 600], small: [5, 9], responded: [100, 250], truth: [2, 3] },
    { large: [1510, 1490], small: [6, 7], responded: [600, 700], truth: [5, 1] },
    { large: [15_100, 14_900], small: [6, 7], responded: [6_000, 7_000], truth: [0, 7] },
  ])('is not found from what is told of $large and $small', (one) => {
    expect(alike(one, coarseResult).length).toBeGreaterThanOrEqual(10);
  });

  test('what follows from the arms alone keeps its digits', () => {
    const result = analyseRegistered(plan, { counts: countsIf(some, some.truth) });
    const [before] = result.comparisons;
    const [after] = coarseResult(result).comparisons;
    expect(after).toMatchObject({
      crude: before?.crude,
      riskRatio: before?.riskRatio,
      pooledZ: before?.pooledZ,
    });
    expect(after?.registered).toMatchObject({
      uplift: { estimate: 0.1, lower: -0.01, upper: 0.21 },
      test: { pValue: 0.08 },
      verdict: before?.registered.verdict,
    });
  });
});

test.each([
  [0, null, false],
  [1, null, true],
  [1, [['noord'], ['zuid']], false],
  [1, [['noord', 'zuid']], true],
])('with %d strata columns and %j published, digits are kept back: %s', (planned, blocks, hides) => {
  const strata = blocks?.map((labels) => ({ labels, counts: [] })) ?? null;
  expect(hidesStrata(planned, strata)).toBe(hides);
});

test('these strata are put together', () => {
  expect(publishableStrata(countsIf(some, some.truth), arms, 10)).toHaveLength(1);
});
