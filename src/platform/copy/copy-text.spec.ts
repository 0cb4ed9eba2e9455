import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copyColumn, readCopyColumn, readCopyRows } from './copy-text.js';

test('any value survives the way out and back', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\\N', '\t\n\r\\', '')), (value) => {
      const column = copyColumn(value);
      expect(column).not.toMatch(/[\t\n\r]/);
      expect(readCopyColumn(column)).toBe(value);
    }),
  );
  expect(readCopyColumn(copyColumn(null))).toBeNull();
});

test('rows come out whole wherever the chunks are cut', async () => {
  const text = Buffer.from('1\tCafé\n2\t\\N\n3\tx\\ty\n');
  for (let cut = 1; cut < text.length; cut += 1) {
    const chunks = (async function* () {
      yield text.subarray(0, cut);
      yield text.subarray(cut);
    })();
    const rows: string[][] = [];
    for await (const batch of readCopyRows(chunks)) rows.push(...batch);
    expect(rows).toEqual([
      ['1', 'Café'],
      ['2', '\\N'],
      ['3', 'x\\ty'],
    ]);
  }
});
