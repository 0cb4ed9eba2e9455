import type { RandomStream } from './random-stream.js';

interface Cell {
  readonly row: number;
  readonly column: number;
}

/**
 * Rounds a table of fractions at random to a table of noughts and ones, fairly and in both directions at once: each
 * row and each column keeps its sum, and each cell becomes 1 with exactly the probability that it stood for. This is
 * unbiased controlled rounding (Cox 1987, JASA 82:520–524): along a closed path through cells that are fractions
 * still, add and take away in turn the largest amount that some cell can bear, up or down with the odds that leave
 * every cell's expectation as it was; at least one cell is done; repeat.
 *
 * Which path is taken favours nobody but must be the same for ever: from the first row that has a fraction, by its
 * first column that has one (other than that by which the row was reached) to that column's first other row, until
 * a row is met again. docs/verification-pack.md has it in words.
 * @param table row by row, numerators over `whole`; all sums of rows and columns are multiples of `whole`. Changed
 * in place: afterwards each cell is 0 or `whole`.
 */
export function roundTable(table: Uint32Array, columns: number, whole: number, random: RandomStream): void {
  const rows = table.length / columns;
  const cell = (row: number, column: number): number => table[row * columns + column] ?? 0;
  const isFraction = (row: number, column: number): boolean => {
    const numerator = cell(row, column);
    return numerator > 0 && numerator < whole;
  };
  const otherRow = firstOtherRow(rows, columns, isFraction);
  const otherColumn = (row: number, than: number): number => {
    for (let column = 0; column < columns; column += 1) {
      if (column !== than && isFraction(row, column)) return column;
    }
    return -1;
  };
  let first = 0;
  while (first < rows) {
    if (otherColumn(first, -1) === -1) {
      first += 1;
      continue;
    }
    const cycle = closedPath(first, otherColumn, otherRow);
    let up = whole;
    let down = whole;
    cycle.forEach(({ row, column }, place) => {
      const numerator = cell(row, column);
      up = Math.min(up, place % 2 === 0 ? whole - numerator : numerator);
      down = Math.min(down, place % 2 === 0 ? numerator : whole - numerator);
    });
    const step = random.below(up + down) < down ? up : -down;
    cycle.forEach(({ row, column }, place) => {
      table[row * columns + column] = cell(row, column) + (place % 2 === 0 ? step : -step);
    });
  }
}

function closedPath(
  start: number,
  otherColumn: (row: number, than: number) => number,
  otherRow: (column: number, than: number) => number,
): readonly Cell[] {
  const met = [start];
  const path: Cell[] = [];
  let row = start;
  let column = -1;
  for (;;) {
    column = otherColumn(row, column);
    path.push({ row, column });
    row = otherRow(column, row);
    path.push({ row, column });
    const before = met.indexOf(row);
    if (before === -1) {
      met.push(row);
      continue;
    }
    const cycle = path.slice(before * 2);
    // Back by the very column by which the path once left: that cell would be added to and taken from.
    return cycle[0]?.column === column ? cycle.slice(1, -1) : cycle;
  }
}

/**
 * Looks up the first row, other than a given one, that has a fraction in a column. A cell that is done stays done, so
 * each column's list is only ever shortened from the front: all look-ups together pass over each cell once.
 */
function firstOtherRow(
  rows: number,
  columns: number,
  isFraction: (row: number, column: number) => boolean,
): (column: number, than: number) => number {
  const lists = Array.from({ length: columns }, (_, column) => {
    const list: number[] = [];
    for (let row = 0; row < rows; row += 1) if (isFraction(row, column)) list.push(row);
    return { list, head: 0 };
  });
  return (column, than) => {
    const waiting = lists[column];
    if (waiting === undefined) return -1;
    const { list } = waiting;
    const next = (from: number): number => {
      let place = from;
      while (place < list.length && !isFraction(list[place] ?? 0, column)) place += 1;
      return place;
    };
    waiting.head = next(waiting.head);
    const first = list[waiting.head] ?? -1;
    if (first !== than) return first;
    const second = next(waiting.head + 1);
    // Move the first one up to the second, past the cells between them that are done.
    list[second - 1] = first;
    waiting.head = second - 1;
    return list[second] ?? -1;
  };
}
