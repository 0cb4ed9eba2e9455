import { expect, test } from 'vitest';
import { hidesCount, rounded } from './coarsen.js';

test.each([
  [0.12345, 3, 0.123],
  [-0.0004, 3, 0],
  [2.5, 0, 3],
])('%f to %i decimals is %f', (number, digits, expected) => {
  expect(rounded(number, digits)).toBe(expected);
});

test.each([
  ['says nothing of the count', () => 1, 3, 20, 5, true],
  ['names the count', (count: number) => count, 3, 20, 5, false],
  [
    'names the count in tens, which is enough for five',
    (count: number) => Math.floor(count / 10),
    13,
    20,
    5,
    true,
  ],
  ['but not for twenty', (count: number) => Math.floor(count / 10), 13, 40, 20, false],
  ['nor where there are few counts to choose from', () => 1, 0, 3, 5, false],
  ['and nobody can set the threshold under five', (count: number) => Math.floor(count / 3), 0, 20, 1, false],
])('what %s', (_what, told, actual, highest, threshold, hidden) => {
  expect(hidesCount(told, actual, { lowest: 0, highest }, threshold)).toBe(hidden);
});

test('counts that the public figures rule out hide nothing', () => {
  expect(hidesCount(() => 1, 9, { lowest: 8, highest: 11 }, 5)).toBe(false);
});
