import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { findRoot } from './find-root.js';

test.each([
  { name: 'a straight line', f: (x: number) => x - 3, from: 0, to: 10, root: 3 },
  { name: 'cos x = x', f: (x: number) => Math.cos(x) - x, from: 0, to: 1, root: 0.7390851332151607 },
  { name: 'a root at the left end', f: (x: number) => x, from: 0, to: 1, root: 0 },
  { name: 'a root at the right end', f: (x: number) => x - 1, from: 0, to: 1, root: 1 },
  { name: 'a triple root', f: (x: number) => (x - 2) ** 3, from: 0, to: 5, root: 2 },
  { name: 'a wall', f: (x: number) => Math.tanh(1e6 * (x - 0.3)), from: -10, to: 1, root: 0.3 },
])('finds $name', ({ f, from, to, root }) => {
  expect(findRoot(f, from, to)).toBeCloseTo(root, 5);
});

test('says null when both ends have one sign', () => {
  expect(findRoot((x) => x * x + 1, -1, 1)).toBeNull();
});

test('inverts a rising function to the last digits', () => {
  fc.assert(
    fc.property(fc.double({ min: -3, max: 3, noNaN: true }), (x) => {
      const target = Math.exp(x);
      expect(findRoot((guess) => Math.exp(guess) - target, -4, 4)).toBeCloseTo(x, 12);
    }),
    { seed: 20261124 },
  );
});
