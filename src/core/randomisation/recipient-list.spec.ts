import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Design } from './design.js';
import { NO_CLUSTER, type RecipientRows } from './draw-columns.js';
import { recipientListHash } from './recipient-list.js';

const design: Design = {
  algorithm: 'openbrief-draw-1',
  arms: [{ id: 'a', weight: 1 }],
  unit: 'cluster',
  strata: ['regio'],
};

/** Recipients with keys of one repeated byte. */
function rowsOf(
  people: readonly (readonly [byte: number, stratum: number, cluster: number])[],
): RecipientRows {
  return {
    count: people.length,
    keys: Buffer.concat(people.map(([byte]) => Buffer.alloc(32, byte))),
    strata: Int32Array.from(people, ([, stratum]) => stratum),
    stratumLabels: ['S001', 'S002'],
    clusters: Int32Array.from(people, ([, , cluster]) => cluster),
    clusterCount: 10,
  };
}

const people = [
  [0x33, 1, 4],
  [0x11, 0, 7],
  [0x22, 1, 7],
  [0x44, 1, NO_CLUSTER],
] as const;

test('it is over the lines of the list, in order of key, clusters numbered as they come', () => {
  const key = (digits: string): string => digits.repeat(32);
  // The second of cluster 7 is drawn in the stratum of the first.
  const text = `${key('11')}\tS001\t1\n${key('22')}\tS001\t1\n${key('33')}\tS002\t2\n${key('44')}\tS002\t\n`;
  const expected = createHash('sha256').update(`openbrief-list-1\0${text}`).digest('hex');
  expect(recipientListHash(design, rowsOf(people)).toString('hex')).toBe(expected);
  expect(recipientListHash(design, rowsOf([...people].reverse())).toString('hex')).toBe(expected);
});

test('a recipient more, another stratum or another household gives another hash', () => {
  const hash = (rows: Parameters<typeof rowsOf>[0]): string =>
    recipientListHash(design, rowsOf(rows)).toString('hex');
  const others = [
    hash([...people, [0x55, 0, NO_CLUSTER]]),
    hash(people.slice(1)),
    hash([[0x33, 0, 4], ...people.slice(1)]),
    hash([[0x33, 1, 7], ...people.slice(1)]),
  ];
  expect(new Set([hash(people), ...others]).size).toBe(5);
});
