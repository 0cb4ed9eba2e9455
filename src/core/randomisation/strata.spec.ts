import { expect, test } from 'vitest';
import { MERGED, stratify, stratumKey } from './strata.js';

const counts = (list: Record<string, number>): Map<string, number> => new Map(Object.entries(list));

test.each<[string, Record<string, number>, [string, string][]]>([
  ['none but one', { '': 100 }, [['S001', '']]],
  [
    'large ones, in the order of their values',
    { zuid: 50, noord: 60 },
    [
      ['S001', 'noord'],
      ['S002', 'zuid'],
    ],
  ],
  [
    'small ones are put together',
    { a: 50, b: 6, c: 5 },
    [
      ['S001', 'a'],
      ['S002', MERGED],
    ],
  ],
  [
    'one small one takes the smallest other along',
    { a: 50, b: 30, c: 5 },
    [
      ['S001', 'a'],
      ['S002', MERGED],
    ],
  ],
  ['nothing but small ones', { a: 2, b: 3 }, [['S001', MERGED]]],
  ['one small one alone', { a: 2 }, [['S001', 'a']]],
])('%s', (_what, sizes, expected) => {
  const { strata, indexOf } = stratify(counts(sizes));
  expect(strata.map(({ label, values }) => [label, values.join()])).toEqual(expected);
  expect([...indexOf.keys()].sort()).toEqual(Object.keys(sizes).sort());
  expect(Math.max(...indexOf.values())).toBe(strata.length - 1);
});

test('values of several columns stay apart', () => {
  const { strata } = stratify(counts({ [stratumKey(['a', 'b'])]: 20, [stratumKey(['ab', ''])]: 20 }));
  expect(strata.map(({ values }) => values)).toEqual([
    ['a', 'b'],
    ['ab', ''],
  ]);
});
