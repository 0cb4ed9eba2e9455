import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DomainError } from '../domain-error.js';
import { drawColumns, NO_CLUSTER } from './draw-columns.js';
import { beginDraw } from './draw.js';
import type { Design } from './design.js';
import { KEY_BYTES } from './sort-keys.js';

interface Row {
  readonly key: Buffer;
  readonly stratum: string;
  readonly cluster: string | null;
}

const sha = (text: string): Buffer => createHash('sha256').update(text).digest();

const design = (weights: readonly number[], unit: Design['unit'] = 'recipient'): Design => ({
  algorithm: 'openbrief-draw-1',
  arms: weights.map((weight, index) => ({ id: `arm${index}`, weight })),
  unit,
  strata: [],
});

/** Synthetic recipients: `strata` strata in turn, households of one to four. */
const people = (count: number, strata: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({
    key: sha(`recipient ${index}`),
    stratum: `S${Math.floor(index / 4) % strata}`,
    cluster: `H${Math.floor(index / 4)}-${index % 3 === 0 ? 0 : index % 4}`,
  }));

function draw(of: Design, entropy: Buffer, rows: readonly Row[]): Map<string, number> {
  const drawing = beginDraw(of, entropy);
  for (const { key, stratum, cluster } of rows) drawing.add(key, stratum, cluster);
  const arms = drawing.finish();
  return new Map(rows.map(({ key }, index) => [key.toString('hex'), arms[index] ?? -1]));
}

const counts = (arms: Iterable<number>, length: number): number[] => {
  const result = Array.from({ length }, () => 0);
  for (const arm of arms) result[arm] = (result[arm] ?? 0) + 1;
  return result;
};

const entropy = sha('entropy');
const weightsArbitrary = fc
  .array(fc.nat({ max: 5 }), { minLength: 2, maxLength: 6 })
  .filter((weights) => weights.filter((weight) => weight > 0).length >= 2);

describe('ratios', () => {
  test('what divides evenly is divided exactly, in every stratum', () => {
    const rows = people(1200, 3);
    const arms = draw(design([1, 2, 0, 1]), entropy, rows);
    for (const stratum of ['S0', 'S1', 'S2']) {
      const inStratum = rows
        .filter((row) => row.stratum === stratum)
        .map(({ key }) => arms.get(key.toString('hex')) ?? -1);
      expect(counts(inStratum, 4)).toEqual([100, 200, 0, 100]);
    }
  });

  test('what does not divide evenly differs from the share by less than one unit; weight 0 gets nobody', () => {
    fc.assert(
      fc.property(weightsArbitrary, fc.integer({ min: 0, max: 60 }), fc.string(), (weights, n, seed) => {
        const got = counts(draw(design(weights), sha(seed), people(n, 1)).values(), weights.length);
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        expect(got.reduce((sum, count) => sum + count, 0)).toBe(n);
        got.forEach((count, arm) => {
          expect(Math.abs(count - (n * (weights[arm] ?? 0)) / total)).toBeLessThan(1);
        });
      }),
    );
  });

  test('over all strata together an arm differs from its share by at most one unit, however many strata there are', () => {
    fc.assert(
      fc.property(weightsArbitrary, fc.integer({ min: 1, max: 40 }), fc.string(), (weights, strata, seed) => {
        const rows = people(strata * 7, strata).map((row, index) => ({
          ...row,
          stratum: `S${index % strata}`,
        }));
        const arms = draw(design(weights), sha(seed), rows);
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        counts(arms.values(), weights.length).forEach((count, arm) => {
          expect(Math.abs(count - (rows.length * (weights[arm] ?? 0)) / total)).toBeLessThan(1);
        });
        for (let stratum = 0; stratum < strata; stratum += 1) {
          const ofStratum = rows
            .filter((row) => row.stratum === `S${stratum}`)
            .map(({ key }) => arms.get(key.toString('hex')) ?? -1);
          counts(ofStratum, weights.length).forEach((count, arm) => {
            expect(Math.abs(count - (7 * (weights[arm] ?? 0)) / total)).toBeLessThan(1);
          });
        }
      }),
    );
  });

  test('over many draws each arm gets exactly its share of the leftovers on average', () => {
    const weights = [1, 2, 4];
    const draws = 4000;
    const sums = [0, 0, 0];
    for (let index = 0; index < draws; index += 1) {
      counts(draw(design(weights), sha(`leftover ${index}`), people(5, 1)).values(), 3).forEach(
        (count, arm) => {
          sums[arm] = (sums[arm] ?? 0) + count;
        },
      );
    }
    // Five standard errors of a mean of 4000 numbers that differ by at most one.
    weights.forEach((weight, arm) => {
      expect(Math.abs((sums[arm] ?? 0) / draws - (5 * weight) / 7)).toBeLessThan(
        5 * 0.5 * Math.sqrt(1 / draws),
      );
    });
  });
});

test('the order in which recipients come changes nothing', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 80 }),
      fc.integer(),
      fc.constantFrom('recipient', 'cluster'),
      (n, seed, unit) => {
        const rows = people(n, 2);
        const shuffled = [...rows].sort((a, b) =>
          sha(`${seed}${a.key.toString('hex')}`).compare(sha(`${seed}${b.key.toString('hex')}`)),
        );
        const of = design([1, 1, 2], unit === 'cluster' ? 'cluster' : 'recipient');
        const first = draw(of, entropy, rows);
        const second = draw(of, entropy, shuffled);
        for (const [key, arm] of first) expect(second.get(key)).toBe(arm);
      },
    ),
  );
});

test('members of a cluster are in one arm, and nobody without a cluster is swept along', () => {
  const rows = people(2000, 5).map((row, index) => (index % 10 === 0 ? { ...row, cluster: null } : row));
  const arms = draw(design([1, 1], 'cluster'), entropy, rows);
  const armsOfCluster = new Map<string, Set<number>>();
  for (const { key, cluster } of rows) {
    if (cluster === null) continue;
    const seen = armsOfCluster.get(cluster) ?? new Set();
    armsOfCluster.set(cluster, seen.add(arms.get(key.toString('hex')) ?? -1));
  }
  expect([...armsOfCluster.values()].every((set) => set.size === 1)).toBe(true);
  const alone = rows
    .filter(({ cluster }) => cluster === null)
    .map(({ key }) => arms.get(key.toString('hex')) ?? -1);
  expect(new Set(alone).size).toBe(2);
});

test('every recipient is equally likely to be in every arm', () => {
  const rows = people(7, 1);
  const draws = 3000;
  const table = rows.map(() => [0, 0]);
  for (let index = 0; index < draws; index += 1) {
    const arms = draw(design([1, 1]), sha(`fair ${index}`), rows);
    rows.forEach(({ key }, row) => {
      const cells = table[row] ?? [];
      const arm = arms.get(key.toString('hex')) ?? 0;
      cells[arm] = (cells[arm] ?? 0) + 1;
    });
  }
  for (const [first = 0] of table)
    expect(Math.abs(first / draws - 0.5)).toBeLessThan(5 * 0.5 * Math.sqrt(1 / draws));
});

test('two recipients with one key are refused', () => {
  const drawing = beginDraw(design([1, 1]), entropy);
  drawing.add(sha('a'), '', null);
  drawing.add(sha('a'), '', null);
  expect(() => drawing.finish()).toThrow(DomainError);
});

test('columns may be longer than the recipients in them, and clusters are not read when recipients are drawn', () => {
  const rows = people(30, 1);
  const columns = {
    count: 30,
    keys: Buffer.concat([...rows.map(({ key }) => key), Buffer.alloc(320)]),
    strata: new Uint32Array(40),
    stratumLabels: ['S0'],
    clusters: new Int32Array(40),
    clusterCount: 1,
  };
  const of = design([1, 2]);
  expect([...drawColumns(of, entropy, columns).arms]).toEqual([...draw(of, entropy, rows).values()]);
});

test('more recipients than a radix sort starts at come out in the order of their keys', () => {
  const rows = people(20_000, 3);
  const of = design([1, 1, 1]);
  const ascending = [...rows].sort((a, b) => a.key.compare(b.key));
  const first = draw(of, entropy, rows);
  for (const [key, arm] of draw(of, entropy, ascending)) expect(first.get(key)).toBe(arm);
});

test.each([
  ['no arm can be drawn', [0, 0]],
  ['a negative weight', [2, -1]],
  ['half a weight', [0.5, 0.5]],
  ['no number', [Number.NaN, 1]],
  ['more than the arithmetic holds', [100_000_000, 1]],
])('weights are refused: %s', (_what, weights) => {
  expect(() => draw(design(weights), entropy, people(3, 1))).toThrow(
    expect.objectContaining({ code: 'randomisation:weights' }),
  );
});

test('all members of a cluster are in the stratum in which the cluster was drawn', () => {
  const keys = new Uint8Array(4 * KEY_BYTES);
  // The second row has the smallest key of cluster 0; the last is in no cluster.
  [9, 2, 5, 1].forEach((byte, row) => keys.set([byte], row * KEY_BYTES));
  const drawn = drawColumns(design([1, 1], 'cluster'), sha('entropy'), {
    count: 4,
    keys,
    strata: Int32Array.of(0, 1, 0, 1),
    stratumLabels: ['S001', 'S002'],
    clusters: Int32Array.of(0, 0, 1, NO_CLUSTER),
    clusterCount: 2,
  });
  expect([...drawn.strata]).toEqual([1, 1, 0, 1]);
});
