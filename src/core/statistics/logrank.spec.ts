import { describe, expect, test } from 'vitest';
import { countTimes } from './kaplan-meier.js';
import { logrank } from './logrank.js';

const arm = (times: readonly number[], events: readonly number[]) =>
  countTimes(times.map((time, i) => ({ time, responded: events[i] === 1 })));

/** The test itself, or why there is none. */
const testOf = (arms: Parameters<typeof logrank>[0]) => {
  const compared = logrank(arms);
  return compared.kind === 'undefined' ? compared : compared.test;
};

describe('logrank', () => {
  // R: survdiff(Surv(time, event) ~ group)
  test.each([
    {
      name: 'survival::aml',
      arms: [
        arm([9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161], [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0]),
        arm([5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45], [1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1]),
      ],
      observed: [7, 11],
      expected: [10.689335992300725, 7.310664007699276],
      chiSquare: 3.396388698977601,
      df: 1,
    },
    {
      name: 'three arms with ties, one without a response',
      arms: [arm([5, 1, 6], [1, 1, 1]), arm([2, 7, 3], [1, 0, 1]), arm([7, 1], [0, 0])],
      observed: [3, 2, 0],
      expected: [1.9416666666666667, 1.8583333333333334, 1.2],
      chiSquare: 1.8111285733209446,
      df: 2,
    },
    {
      name: 'three arms, the last with one recipient',
      arms: [arm([1, 2, 3], [1, 1, 0]), arm([4, 5], [1, 1]), arm([6], [0])],
      observed: [2, 2, 0],
      expected: null,
      chiSquare: 3.4383800031640557,
      df: 2,
    },
  ])('$name', ({ arms, observed, expected, chiSquare, df }) => {
    const test = logrank(arms);
    if (test.kind === 'undefined') throw new Error(test.reason);
    expect(test.observed).toEqual(observed);
    expected?.forEach((want, i) => expect(test.expected[i]).toBeCloseTo(want, 12));
    if (test.test.kind === 'undefined') throw new Error(test.test.reason);
    expect(test.test.chiSquare).toBeCloseTo(chiSquare, 11);
    expect(test.test.degreesOfFreedom).toBe(df);
  });

  test('an arm that nobody is in is passed over, as R does not see it', () => {
    const two = [arm([1, 2, 3, 5], [1, 1, 0, 1]), arm([2, 4, 6], [1, 1, 0])];
    const [without, withEmpty] = [testOf(two), testOf([...two, []])];
    if (without.kind === 'undefined' || withEmpty.kind === 'undefined') throw new Error('undefined');
    expect(withEmpty.pValue).toBeCloseTo(without.pValue, 14);
    expect(withEmpty.degreesOfFreedom).toBe(1);
  });

  test.each([
    { name: 'nobody', arms: [[], []], reason: 'no-observations' },
    { name: 'no responses', arms: [arm([28], [0]), arm([28], [0])], reason: 'no-variation' },
    { name: 'one arm', arms: [arm([1, 2], [1, 0])], reason: 'empty-arm' },
    { name: 'arms never at risk together', arms: [arm([1], [1]), []], reason: 'empty-arm' },
    {
      name: 'one response when all are at their end',
      arms: [arm([1], [1]), arm([1], [1])],
      reason: 'singular',
    },
  ])('$name: $reason', ({ arms, reason }) => {
    expect(testOf(arms)).toEqual({ kind: 'undefined', reason });
  });
});
