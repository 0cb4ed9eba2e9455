import { describe, expect, test } from 'vitest';
import { balanceTable, type BalanceCount } from './balance.js';

const counted = (rows: readonly [arm: string, value: string, n: number][]): BalanceCount[] =>
  rows.map(([arm, value, n]) => ({ arm, variable: 'regio', value, n }));

describe('standardised differences', () => {
  // R: p <- x1/n1; q <- x0/n0; (p - q) / sqrt((p*(1-p) + q*(1-q)) / 2)
  test.each<[string, [string, string, number][], object]>([
    [
      'shares of 60 and 50 percent',
      [
        ['a', 'noord', 50],
        ['a', 'zuid', 50],
        ['b', 'noord', 120],
        ['b', 'zuid', 80],
      ],
      { kind: 'value', difference: 0.2020305089104421 },
    ],
    [
      'equal shares of unequal arms',
      [
        ['a', 'noord', 1],
        ['a', 'zuid', 2],
        ['b', 'noord', 100],
        ['b', 'zuid', 200],
      ],
      { kind: 'value', difference: 0 },
    ],
    [
      'everybody in both arms',
      [
        ['a', 'noord', 10],
        ['b', 'noord', 20],
      ],
      { kind: 'value', difference: 0 },
    ],
    [
      'everybody in one arm and nobody in the other',
      [
        ['a', 'zuid', 10],
        ['b', 'noord', 20],
        ['b', 'zuid', 0],
        ['a', 'noord', 0],
      ],
      { kind: 'undefined', reason: 'infinite' },
    ],
    ['an empty arm', [['a', 'noord', 10]], { kind: 'undefined', reason: 'empty-arm' }],
  ])('%s', (_what, rows, expected) => {
    const row = balanceTable(counted(rows), ['a', 'b'], 'a').find(({ value }) => value === 'noord');
    const difference = row?.cells[1]?.standardisedDifference;
    if (difference?.kind === 'value' && 'difference' in expected) {
      expect(difference.difference).toBeCloseTo(Number(expected.difference), 12);
    } else {
      expect(difference).toEqual(expected);
    }
  });
});

test('counts of one cell are added up, variables stay apart, and the reference differs from itself by 0', () => {
  const table = balanceTable(
    [
      { arm: 'a', variable: 'regio', value: 'noord', n: 3 },
      { arm: 'a', variable: 'regio', value: 'noord', n: 4 },
      { arm: 'a', variable: 'leeftijd', value: 'noord', n: 5 },
    ],
    ['a'],
    'a',
  );
  expect(table.map(({ variable, cells }) => [variable, cells[0]?.n])).toEqual([
    ['regio', 7],
    ['leeftijd', 5],
  ]);
  expect(table[0]?.cells[0]?.standardisedDifference).toEqual({ kind: 'value', difference: 0 });
  expect(table[0]?.cells[0]?.share).toEqual({ kind: 'value', share: 1 });
});
