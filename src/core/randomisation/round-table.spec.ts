import * as fc from 'fast-check';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { chacha20Stream } from './random-stream.js';
import { roundTable } from './round-table.js';

const stream = (seed: string): ReturnType<typeof chacha20Stream> =>
  chacha20Stream(createHash('sha256').update(seed).digest());

/** A table whose rows and columns have whole sums: numerators at random, the last row and column make up the rest. */
function tableOf(
  cells: readonly (readonly number[])[],
  whole: number,
): { table: Uint32Array; columns: number } {
  const up = (sum: number): number => (whole - (sum % whole)) % whole;
  const rows = cells.map((row) => [...row, up(row.reduce((sum, cell) => sum + cell, 0))]);
  const columns = rows[0]?.length ?? 0;
  const last = Array.from({ length: columns }, (_, column) =>
    up(rows.reduce((sum, row) => sum + (row[column] ?? 0), 0)),
  );
  return { table: Uint32Array.from([...rows, last].flat()), columns };
}

const sums = (table: Uint32Array, columns: number, by: 'row' | 'column'): number[] => {
  const result: number[] = [];
  table.forEach((cell, place) => {
    const index = by === 'row' ? Math.floor(place / columns) : place % columns;
    result[index] = (result[index] ?? 0) + cell;
  });
  return result;
};

const cellsArbitrary = fc
  .tuple(fc.integer({ min: 1, max: 25 }), fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 30 }))
  .chain(([rows, columns, whole]) =>
    fc.record({
      whole: fc.constant(whole),
      cells: fc.array(fc.array(fc.nat({ max: whole - 1 }), { minLength: columns, maxLength: columns }), {
        minLength: rows,
        maxLength: rows,
      }),
    }),
  );

test('every cell ends as 0 or whole, and every row and column keeps its sum', () => {
  fc.assert(
    fc.property(cellsArbitrary, fc.string(), ({ whole, cells }, seed) => {
      const { table, columns } = tableOf(cells, whole);
      const rowSums = sums(table, columns, 'row');
      const columnSums = sums(table, columns, 'column');
      roundTable(table, columns, whole, stream(seed));
      expect([...table].every((cell) => cell === 0 || cell === whole)).toBe(true);
      expect(sums(table, columns, 'row')).toEqual(rowSums);
      expect(sums(table, columns, 'column')).toEqual(columnSums);
    }),
    { numRuns: 300 },
  );
});

test.each([
  [
    'all fractions alike',
    [
      [1, 1],
      [1, 1],
      [1, 1],
    ],
    3,
  ],
  [
    'paths longer than four cells',
    [
      [5, 0, 2],
      [0, 3, 4],
      [6, 1, 0],
      [2, 2, 2],
    ],
    7,
  ],
])('each cell becomes 1 as often as its fraction says: %s', (_what, cells, whole) => {
  const draws = 20_000;
  const random = stream('expectations');
  const { table, columns } = tableOf(cells, whole);
  const ones = new Float64Array(table.length);
  for (let index = 0; index < draws; index += 1) {
    const rounded = table.slice();
    roundTable(rounded, columns, whole, random);
    rounded.forEach((cell, place) => {
      ones[place] = (ones[place] ?? 0) + cell / whole;
    });
  }
  table.forEach((cell, place) => {
    const share = cell / whole;
    // Five standard errors, for some twenty cells.
    const room = 5 * Math.sqrt((share * (1 - share)) / draws);
    expect(Math.abs((ones[place] ?? 0) / draws - share)).toBeLessThanOrEqual(room);
  });
});
