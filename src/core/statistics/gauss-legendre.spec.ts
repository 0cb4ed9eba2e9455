import { expect, test } from 'vitest';
import { gaussLegendre, panelled } from './gauss-legendre.js';

test.each([
  // Abramowitz & Stegun, table 25.4
  { points: 2, node: 0.577350269189626, weight: 1 },
  { points: 3, node: 0.774596669241483, weight: 0.555555555555556 },
  { points: 16, node: 0.98940093499165, weight: 0.027152459411754 },
])('the outermost of $points points is as in the table', ({ points, node, weight }) => {
  const rule = gaussLegendre(points);
  expect(rule.nodes[0]).toBeCloseTo(node, 14);
  expect(rule.weights[0]).toBeCloseTo(weight, 14);
});

test.each([1, 2, 5, 12, 32])('%i points integrate the polynomials they promise', (points) => {
  const { nodes, weights } = gaussLegendre(points);
  for (let degree = 0; degree < 2 * points; degree += 1) {
    const got = nodes.reduce((sum, node, i) => sum + (weights[i] ?? 0) * node ** degree, 0);
    expect(got).toBeCloseTo(degree % 2 === 0 ? 2 / (degree + 1) : 0, 13);
  }
});

test('panels rise from one end to the other and cover the length', () => {
  const { nodes, weights } = panelled(gaussLegendre(8), -1, 5, 3);
  expect(nodes).toEqual([...nodes].sort((a, b) => a - b));
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(6, 13);
  const integral = nodes.reduce((sum, node, i) => sum + (weights[i] ?? 0) * Math.exp(node), 0);
  expect(integral).toBeCloseTo(Math.exp(5) - Math.exp(-1), 10);
});
