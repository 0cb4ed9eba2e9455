import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { at, dot, invertPositiveDefinite, sumOfOuterProducts, times } from './linear-algebra.js';

describe('invertPositiveDefinite', () => {
  test.each([
    {
      name: 'a number',
      matrix: [[4]],
      inverse: [[0.25]],
    },
    {
      // R: solve(matrix(c(4, 2, 2, 3), 2))
      name: 'two by two',
      matrix: [
        [4, 2],
        [2, 3],
      ],
      inverse: [
        [0.375, -0.25],
        [-0.25, 0.5],
      ],
    },
    {
      // R: solve(matrix(c(2, -1, 0, -1, 2, -1, 0, -1, 2), 3))
      name: 'three by three',
      matrix: [
        [2, -1, 0],
        [-1, 2, -1],
        [0, -1, 2],
      ],
      inverse: [
        [0.75, 0.5, 0.25],
        [0.5, 1, 0.5],
        [0.25, 0.5, 0.75],
      ],
    },
  ])('$name', ({ matrix, inverse }) => {
    const got = invertPositiveDefinite(matrix);
    inverse.forEach((row, i) => row.forEach((want, j) => expect(at(got ?? [], i, j)).toBeCloseTo(want, 13)));
  });

  test.each([
    {
      name: 'a column that repeats another',
      matrix: [
        [1, 1],
        [1, 1],
      ],
    },
    { name: 'nothing but zeros', matrix: [[0]] },
    {
      name: 'not positive definite',
      matrix: [
        [1, 2],
        [2, 1],
      ],
    },
    { name: 'not a number', matrix: [[Number.NaN]] },
  ])('says null for $name', ({ matrix }) => {
    expect(invertPositiveDefinite(matrix)).toBeNull();
  });

  test('the inverse times the matrix is the identity', () => {
    const vectors = fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 3 }), {
      minLength: 3,
      maxLength: 12,
    });
    fc.assert(
      fc.property(vectors, (rows) => {
        const matrix = sumOfOuterProducts(
          3,
          rows.map((vector) => ({ vector, weight: 1 })),
        );
        const inverse = invertPositiveDefinite(matrix);
        if (inverse === null) return;
        inverse.forEach((row, i) =>
          [0, 1, 2].forEach((j) => {
            const column = matrix.map((line) => line[j] ?? 0);
            expect(dot(row, column)).toBeCloseTo(i === j ? 1 : 0, 6);
          }),
        );
      }),
      { seed: 20261124, numRuns: 200 },
    );
  });
});

test('a matrix times a vector', () => {
  expect(
    times(
      [
        [1, 2],
        [3, 4],
      ],
      [5, 6],
    ),
  ).toEqual([17, 39]);
});
