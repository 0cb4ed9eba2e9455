import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BulkGcm, MARK, SEAL_HEAD, SEAL_TAG, SEAL_VERSION } from './bulk-gcm.js';
import { BulkSealer } from './bulk-sealer.js';

const key = randomBytes(32);
const bound = randomBytes(16);

/** Values one after the other, each with its head and room for its tag. */
function lay(
  values: readonly Uint8Array[],
  numbers: readonly number[],
): { bytes: Buffer; marks: Int32Array } {
  const size = values.reduce((sum, value) => sum + SEAL_HEAD + value.length + SEAL_TAG, 0);
  const bytes = Buffer.from(new SharedArrayBuffer(size));
  const marks = new Int32Array(values.length * MARK);
  let end = 0;
  values.forEach((value, index) => {
    bytes[end] = SEAL_VERSION;
    randomBytes(8).copy(bytes, end + 1);
    const from = end + SEAL_HEAD;
    bytes.set(value, from);
    marks.set([numbers[index] ?? 0, from, from + value.length], index * MARK);
    end = from + value.length + SEAL_TAG;
  });
  return { bytes, marks };
}

/** What Node.js makes of a value; the oracle. */
function native(bytes: Buffer, number: number, from: number, plain: Uint8Array): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeInt32BE(number);
  bytes.copy(nonce, 4, from - 8, from);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bound);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

const values = fc.array(fc.uint8Array({ maxLength: 400 }), { minLength: 1, maxLength: 40 });

test('many values at once are what Node.js makes of each, and open again', () => {
  const bulk = new BulkGcm(key, bound);
  fc.assert(
    fc.property(values, fc.integer({ min: 0, max: 2 ** 31 - 100 }), (plain, first) => {
      const numbers = plain.map((_value, index) => first + index);
      const { bytes, marks } = lay(plain, numbers);
      bulk.seal(bytes, marks);
      plain.forEach((value, index) => {
        const from = marks[index * MARK + 1] ?? 0;
        const sealed = bytes.subarray(from, from + value.length + SEAL_TAG);
        expect(sealed.equals(native(bytes, numbers[index] ?? 0, from, value))).toBe(true);
      });
      expect(bulk.open(bytes, marks)).toBe(true);
      plain.forEach((value, index) => {
        const from = marks[index * MARK + 1] ?? 0;
        expect(bytes.subarray(from, from + value.length).equals(value)).toBe(true);
      });
    }),
    { numRuns: 60 },
  );
});

test('more values than one call of the cipher takes', () => {
  const bulk = new BulkGcm(key, bound);
  const plain = Array.from({ length: 700 }, (_, index) => randomBytes(index));
  const { bytes, marks } = lay(
    plain,
    plain.map((_value, index) => index + 1),
  );
  bulk.seal(bytes, marks);
  expect(bulk.open(bytes, marks)).toBe(true);
  expect(() => bulk.seal(Buffer.alloc(40_000), Int32Array.of(1, 9, 39_000))).toThrow(RangeError);
});

test.each<[string, (bytes: Buffer, marks: Int32Array) => unknown]>([
  ['a changed byte', (bytes) => bytes.writeUInt8(bytes.readUInt8(12) ^ 1, 12)],
  ['a changed tag', (bytes, marks) => bytes.writeUInt8(bytes.readUInt8(marks[2] ?? 0) ^ 1, marks[2])],
  ['another number', (_bytes, marks) => marks.set([8])],
  ['another nonce', (bytes) => bytes.writeUInt8(bytes.readUInt8(3) ^ 1, 3)],
])('%s is found', (_what, change) => {
  const bulk = new BulkGcm(key, bound);
  const { bytes, marks } = lay([Buffer.from('mevrouw De Vries')], [7]);
  bulk.seal(bytes, marks);
  change(bytes, marks);
  expect(bulk.open(bytes, marks)).toBe(false);
});

test('another owner’s key or trial does not open it', () => {
  const { bytes, marks } = lay([Buffer.from('mevrouw De Vries')], [7]);
  new BulkGcm(key, bound).seal(bytes, marks);
  expect(new BulkGcm(key, randomBytes(16)).open(Buffer.from(bytes), marks)).toBe(false);
  expect(new BulkGcm(randomBytes(32), bound).open(Buffer.from(bytes), marks)).toBe(false);
});

test.each([true, false])('a sealer gives the same, on another core: %s', async (many) => {
  const plain = [randomBytes(100), randomBytes(33)];
  const { bytes, marks } = lay(plain, [1, 2]);
  const sealer = new BulkSealer(key, bound, many);
  await Promise.all([sealer.seal({ bytes, marks }), sealer.seal({ ...lay([randomBytes(9)], [3]) })]);
  await sealer.close();
  const decipher = createDecipheriv(
    'aes-256-gcm',
    key,
    Buffer.concat([Buffer.of(0, 0, 0, 1), bytes.subarray(1, 9)]),
    { authTagLength: SEAL_TAG },
  ).setAAD(bound);
  decipher.setAuthTag(bytes.subarray(109, 125));
  expect(
    Buffer.concat([decipher.update(bytes.subarray(9, 109)), decipher.final()]).equals(
      plain[0] ?? Buffer.alloc(0),
    ),
  ).toBe(true);
});
