import { createCipheriv, createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { chiSquareUpperTail } from '../statistics/distributions.js';
import { shuffle } from './deal-arms.js';
import { chacha20Stream } from './random-stream.js';

const stream = (seed: string): ReturnType<typeof chacha20Stream> =>
  chacha20Stream(createHash('sha256').update(seed).digest());

/** p-value that the counts are equally likely. */
function uniformity(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  return chiSquareUpperTail(statistic, counts.length - 1);
}

test('the words are those of RFC 8439, appendix A.1, test vectors 1 and 2: key, nonce and counter 0, then counter 1', () => {
  const random = chacha20Stream(new Uint8Array(32));
  const words = Array.from({ length: 20 }, () => random.below(2 ** 32));
  expect(words.slice(0, 4)).toEqual([0xade0b876, 0x903df1a0, 0xe56a5d40, 0x28bd8653]);
  expect(words.slice(16)).toEqual([0xbee7079f, 0x7a385155, 0x7c97ba98, 0x0d082d73]);
});

test('a stream goes on over its blocks: 100,000 words are those of the cipher in one piece', () => {
  const key = createHash('sha256').update('blocks').digest();
  const whole = createCipheriv('chacha20', key, new Uint8Array(16)).update(new Uint8Array(400_000));
  const random = chacha20Stream(key);
  for (let index = 0; index < 100_000; index += 1) {
    expect(random.below(2 ** 32)).toBe(whole.readUInt32LE(index * 4));
  }
});

test('below 1 there is only 0', () => {
  expect(stream('one').below(1)).toBe(0);
});

describe('numbers below a bound', () => {
  test.each([2, 3, 7, 60, 1000])('%i are equally likely', (bound) => {
    const random = stream(`bound ${bound}`);
    const counts = Array.from({ length: bound }, () => 0);
    for (let index = 0; index < 60_000; index += 1) {
      const drawn = random.below(bound);
      counts[drawn] = (counts[drawn] ?? 0) + 1;
    }
    expect(uniformity(counts)).toBeGreaterThan(1e-4);
  });

  test('3 · 2³⁰: a remainder without rejection would favour the first third two to one', () => {
    const random = stream('no modulo bias');
    const thirds = [0, 0, 0];
    for (let index = 0; index < 30_000; index += 1) {
      const third = Math.floor(random.below(3 * 2 ** 30) / 2 ** 30);
      thirds[third] = (thirds[third] ?? 0) + 1;
    }
    expect(uniformity(thirds)).toBeGreaterThan(1e-4);
  });
});

test('all 24 orders of four are equally likely', () => {
  const random = stream('orders');
  const counts = new Map<string, number>();
  for (let index = 0; index < 48_000; index += 1) {
    const order = shuffle(Uint16Array.of(0, 1, 2, 3), random).join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(24);
  expect(uniformity([...counts.values()])).toBeGreaterThan(1e-4);
});
