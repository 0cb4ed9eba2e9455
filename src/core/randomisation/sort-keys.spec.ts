import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { KEY_BYTES, sortKeys } from './sort-keys.js';

const sha = (text: string): Buffer => createHash('sha256').update(text).digest();
const keysOf = (count: number): Buffer[] => Array.from({ length: count }, (_, index) => sha(`key ${index}`));
/** Keys that only differ in their last bytes: the radix passes see nothing of it. */
const alike = (count: number): Buffer[] =>
  keysOf(count).map((key) => Buffer.concat([Buffer.alloc(KEY_BYTES - 4, 0xff), key.subarray(0, 4)]));

/** Keys of 32 bytes ascend as their Buffers compare. */
const ascending = (keys: readonly Buffer[]): string[] =>
  [...keys].sort((a, b) => a.compare(b)).map((key) => key.toString('hex'));

describe('rows come in the order of their keys', () => {
  test.each<[string, Buffer[]]>([
    ['nobody', []],
    ['one', keysOf(1)],
    ['few', keysOf(100)],
    ['so many that they are sorted by digits', keysOf(5_000)],
    ['in order already', keysOf(3_000).sort((a, b) => a.compare(b))],
    ['in the opposite order', keysOf(3_000).sort((a, b) => b.compare(a))],
    ['many with one prefix', alike(1_500)],
    ['two prefixes mixed', [...alike(800), ...keysOf(800)]],
  ])('%s', (_what, keys) => {
    const { order, hasRepeated } = sortKeys(Buffer.concat(keys), keys.length);
    expect(Array.from(order, (row) => keys[row]?.toString('hex'))).toEqual(ascending(keys));
    expect(hasRepeated).toBe(false);
  });
});

test.each([
  [3, 'few'],
  [5_000, 'many'],
])('a key that comes twice among %i is seen', (count) => {
  const keys = keysOf(count);
  keys.push(sha('key 1'));
  const repeated = sortKeys(Buffer.concat(keys), keys.length);
  expect(repeated.hasRepeated).toBe(true);
  const inOrder = keys.sort((a, b) => a.compare(b));
  expect(sortKeys(Buffer.concat(inOrder), inOrder.length).hasRepeated).toBe(true);
});

test('a view into a larger piece of memory is read from where it begins', () => {
  const keys = keysOf(2_000);
  const memory = Buffer.concat([Buffer.alloc(100), ...keys]);
  const { order } = sortKeys(memory.subarray(100), keys.length);
  expect(Array.from(order, (row) => keys[row]?.toString('hex'))).toEqual(ascending(keys));
});
