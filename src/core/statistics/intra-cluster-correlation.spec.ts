import { expect, test } from 'vitest';
import { designEffect, intraClusterCorrelation, type ClusterCount } from './intra-cluster-correlation.js';

const cluster = (size: number, responses: number, clusters: number): ClusterCount => ({
  size,
  responses,
  clusters,
});

const ONE = [cluster(1, 0, 3), cluster(1, 1, 2), cluster(2, 1, 4), cluster(3, 0, 1), cluster(4, 4, 2)];
const TWO = [cluster(1, 0, 5), cluster(2, 0, 3), cluster(2, 2, 1), cluster(5, 1, 1)];

// R: a <- anova(lm(y ~ arm + factor(cluster))); m0 <- (N - sum over arms of sum(m^2)/N_arm) / (G - arms);
//    (a[2,3] - a[3,3]) / (a[2,3] + (m0 - 1) * a[3,3]); sum(m^2) / sum(m)
test.each([
  { name: 'two arms', arms: [ONE, TWO], correlation: 0.3462594130480692, seen: 2.5714285714285716 },
  {
    name: 'one arm',
    arms: [[cluster(1, 1, 2), cluster(3, 2, 2), cluster(6, 1, 1)]],
    correlation: 0.1333333333333332,
    seen: 4,
  },
])('as the analysis of variance has it: $name', ({ arms, correlation, seen }) => {
  const got = intraClusterCorrelation(arms);
  if (got.kind === 'undefined') throw new Error(got.reason);
  expect(got.correlation).toBeCloseTo(correlation, 12);
  expect(got.meanSizeSeen).toBeCloseTo(seen, 12);
  expect(got.designEffect).toBeCloseTo(1 + (seen - 1) * correlation, 12);
});

test('members who all respond alike have correlation 1, members who always differ one below 0', () => {
  const alike = intraClusterCorrelation([[cluster(2, 0, 30), cluster(2, 2, 10)]]);
  expect(alike.kind === 'value' && alike.correlation).toBeCloseTo(1, 12);
  const differ = intraClusterCorrelation([[cluster(2, 1, 40)]]);
  expect(differ.kind === 'value' && differ.correlation).toBeCloseTo(-1, 12);
  expect(differ.kind === 'value' && differ.designEffect).toBe(0);
});

test.each([
  { name: 'nobody', arms: [[], []], reason: 'no-observations' },
  { name: 'one cluster an arm', arms: [[cluster(4, 2, 1)], [cluster(3, 1, 1)]], reason: 'too-few-clusters' },
  { name: 'one member each', arms: [[cluster(1, 0, 9), cluster(1, 1, 3)]], reason: 'no-variation' },
  { name: 'no responses', arms: [[cluster(2, 0, 9)]], reason: 'no-variation' },
  { name: 'all respond', arms: [[cluster(2, 2, 9)]], reason: 'no-variation' },
])('$name: $reason', ({ arms, reason }) => {
  expect(intraClusterCorrelation(arms)).toEqual({ kind: 'undefined', reason });
});

test('a cluster of one has no design effect', () => {
  expect(designEffect(1, 0.4)).toBe(1);
  expect(designEffect(2, 0.4)).toBeCloseTo(1.4, 14);
});
