import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BINARY_HEADER, BINARY_TRAILER, BinaryRowReader, BinaryRows } from './copy-binary.js';

test('rows come out as they went in, wherever the pieces are cut', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          number: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
          text: fc.option(fc.string({ unit: 'grapheme', maxLength: 300 })),
        }),
        { maxLength: 40 },
      ),
      fc.integer({ min: 1, max: 500 }),
      (sent, size) => {
        const rows = new BinaryRows();
        for (const { number, text } of sent) {
          rows.row(2);
          rows.int4(number);
          if (text === null) rows.null();
          else rows.text(text);
        }
        const all = Buffer.concat([BINARY_HEADER, rows.take(), BINARY_TRAILER]);
        const reader = new BinaryRowReader(2);
        const read: typeof sent = [];
        for (let at = 0; at < all.length; at += size) {
          reader.push(all.subarray(at, at + size));
          while (reader.next()) {
            read.push({ number: reader.int4(0), text: reader.isNull(1) ? null : reader.text(1) });
          }
        }
        expect(read).toEqual(sent);
      },
    ),
  );
});

test('a value can be put together from parts, and small numbers and truth take what PostgreSQL gives them', () => {
  const rows = new BinaryRows();
  const source = Buffer.from('abcdef');
  rows.row(3);
  rows.beginValue();
  rows.part(source, 1, 3);
  rows.parts(
    source,
    { starts: Int32Array.of(0, 4), ends: Int32Array.of(1, 6) },
    Uint16Array.of(1, 0),
    Buffer.from('-'),
  );
  rows.endValue();
  rows.int2(-2);
  rows.bool(true);
  expect(rows.take().toString('latin1')).toBe('\0\x03\0\0\0\x07bcef-a-\0\0\0\x02\xff\xfe\0\0\0\x01\x01');
});

test('what was taken is whole until it has been taken from a second time', () => {
  const rows = new BinaryRows();
  const take = (text: string): Buffer => {
    rows.text(text);
    return rows.take();
  };
  const first = take('first');
  const second = take('second');
  expect(first.toString('latin1', 4)).toBe('first');
  expect(second.toString('latin1', 4)).toBe('second');
});
