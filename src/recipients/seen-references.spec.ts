import { expect, test } from 'vitest';
import { SeenReferences } from './seen-references.js';

test('as text or as bytes, a reference is seen the second time only', () => {
  const seen = new SeenReferences();
  for (let number = 0; number < 200_000; number += 1) {
    if (seen.add(`Z${number}`)) throw new Error(`Z${number} was not seen before`);
  }
  for (let number = 0; number < 200_000; number += 1) {
    const bytes = Buffer.from(`Z${number}`);
    if (!seen.addBytes(bytes, 0, bytes.length)) throw new Error(`Z${number} was seen before`);
  }
  expect(seen.add('é')).toBe(false);
  expect(seen.add('é')).toBe(true);
});
