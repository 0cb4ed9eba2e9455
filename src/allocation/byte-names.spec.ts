import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteNames } from './byte-names.js';

test('names are numbered in the order in which they first come, and come back', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 4 }), { maxLength: 300 }), (names) => {
      const table = new ByteNames();
      const numbers = names.map((name) => {
        const bytes = Buffer.from(`<${name}>`);
        return table.numberOf(bytes, 1, bytes.length - 1);
      });
      const known = [...new Set(names)];
      expect(numbers).toEqual(names.map((name) => known.indexOf(name)));
      expect(table.names()).toEqual(known);
    }),
  );
});

test('it grows past its beginning', () => {
  const table = new ByteNames();
  for (let round = 0; round < 2; round += 1) {
    for (let name = 0; name < 20_000; name += 1) {
      const bytes = Buffer.from(`huishouden ${name * 7}`);
      if (table.numberOf(bytes, 0, bytes.length) !== name) throw new Error(`name ${name}`);
    }
  }
  expect(table.size).toBe(20_000);
  expect(table.nameOf(19_999)).toBe('huishouden 139993');
});
