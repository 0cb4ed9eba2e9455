import { expect, test } from 'vitest';
import { naturalFrequency } from './natural-frequency.js';

test.each([
  ['whole hundreds suffice', [0.5, 0.52], 100, [50, 52]],
  ['one rate alone', [0.437], 100, [44]],
  ['a small difference needs thousands', [0.5078, 0.5096], 1_000, [508, 510]],
  ['a rare response needs more', [0.0181, 0.0184], 10_000, [181, 184]],
  ['equal rates stay plain', [0.3, 0.3], 100, [30, 30]],
  ['differences that never show stay plain', [0.300001, 0.300002], 100, [30, 30]],
  ['none and all', [0, 1], 100, [0, 100]],
  ['some differ visibly, some do not', [0.300001, 0.300002, 0.301], 1_000, [300, 300, 301]],
  ['no rates', [], 100, []],
] as const)('%s', (_name, rates, base, of) => {
  expect(naturalFrequency(rates)).toEqual({ base, of: [...of] });
});
