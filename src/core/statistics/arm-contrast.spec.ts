import { expect, test } from 'vitest';
import { armMoments, contrastOfArms, independentRecipients } from './arm-contrast.js';
import { clusterRobustDifference, profilesOfArms } from './cluster-robust.js';

const cluster = (size: number, responses: number, clusters: number) => ({ size, responses, clusters });
const A = [cluster(1, 0, 3), cluster(1, 1, 2), cluster(2, 1, 4), cluster(3, 0, 1), cluster(4, 4, 2)];
const B = [cluster(1, 0, 5), cluster(2, 0, 3), cluster(2, 2, 1), cluster(5, 1, 1)];
const C = [cluster(1, 1, 2), cluster(3, 2, 2), cluster(6, 1, 1)];

// R: m <- lm(y ~ 0 + arm); clubSandwich::linear_contrast(m, vcovCR(m, cluster, type = "CR2"), rbind(c(...)))
test.each([
  {
    name: 'a mean of two arms against the third',
    coefficients: [0.5, -1, 0.5],
    estimate: 0.375,
    se: 0.16397241023872303,
    df: 11.112266769570045,
    lower: 0.014543515017635789,
    upper: 0.7354564849823642,
  },
  {
    name: 'two of three arms',
    coefficients: [1, -1, 0],
    estimate: 0.4166666666666668,
    se: 0.17808516230371177,
    df: 13.356237866498125,
    lower: 0.03297757980138183,
    upper: 0.8003557535319518,
  },
])('$name', ({ coefficients, estimate, se, df, lower, upper }) => {
  const got = contrastOfArms([armMoments(A), armMoments(B), armMoments(C)], coefficients, 0.95);
  if (got.kind === 'undefined') throw new Error(got.reason);
  expect(got.estimate).toBeCloseTo(estimate, 12);
  expect(got.standardError).toBeCloseTo(se, 12);
  expect(got.degreesOfFreedom).toBeCloseTo(df, 10);
  expect(got.t.lower).toBeCloseTo(lower, 10);
  expect(got.t.upper).toBeCloseTo(upper, 10);
});

test('for two arms it is the cluster-robust difference', () => {
  const contrast = contrastOfArms([armMoments(A), armMoments(C)], [1, -1], 0.9);
  const difference = clusterRobustDifference(profilesOfArms(A, C), 0.9);
  if (contrast.kind === 'undefined' || difference.kind === 'undefined') throw new Error('undefined');
  if (difference.cr2.kind === 'undefined') throw new Error(difference.cr2.reason);
  expect(contrast.standardError).toBeCloseTo(difference.cr2.standardError, 13);
  expect(contrast.degreesOfFreedom).toBeCloseTo(difference.cr2.degreesOfFreedom, 10);
});

test('people: HC2 and, for two arms, Welch', () => {
  const got = contrastOfArms(
    [armMoments(independentRecipients(20, 5)), armMoments(independentRecipients(20, 9))],
    [1, -1],
    0.95,
  );
  // R: sqrt(.25 * .75 / 19 + .45 * .55 / 19); under equal arms the working model gives 2 * 19
  expect(got.kind === 'value' && got.standardError).toBeCloseTo(0.1513101, 7);
  expect(got.kind === 'value' && got.degreesOfFreedom).toBeCloseTo(38, 9);
});

test.each([
  { name: 'an empty arm', counts: [], reason: 'empty-arm' },
  { name: 'one cluster', counts: [cluster(8, 3, 1)], reason: 'too-few-clusters' },
  { name: 'one recipient', counts: independentRecipients(1, 1), reason: 'too-few-clusters' },
])('$name: $reason, and only where the arm takes part', ({ counts, reason }) => {
  const missing = armMoments(counts);
  expect(missing).toEqual({ kind: 'undefined', reason });
  const arms = [armMoments(A), missing, armMoments(B)];
  expect(contrastOfArms(arms, [1, -1, 0], 0.95)).toEqual({ kind: 'undefined', reason });
  expect(contrastOfArms(arms, [1, 0, -1], 0.95).kind).toBe('value');
});

test('no responses at all', () => {
  const none = armMoments(independentRecipients(100, 0));
  expect(contrastOfArms([none, none], [1, -1], 0.95)).toEqual({
    kind: 'undefined',
    reason: 'no-variation',
  });
});
