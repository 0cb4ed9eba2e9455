import { describe, expect, test } from 'vitest';
import { BsnJudge, looksLikeBsn } from './bsn.js';

/** Numbers that pass, made from their first eight digits. */
function withCheck(first: number): string | undefined {
  const digits = String(first).padStart(8, '0');
  for (let last = 0; last < 10; last += 1) if (looksLikeBsn(`${digits}${last}`)) return `${digits}${last}`;
  return undefined;
}
const bsns = (count: number): string[] =>
  Array.from({ length: count * 2 }, (_, index) => withCheck(12_345_678 + index * 7919))
    .flatMap((number) => number ?? [])
    .slice(0, count);

const judge = (values: readonly string[]): boolean => {
  const judging = new BsnJudge();
  values.forEach((value) => judging.see(value));
  return judging.isBsnColumn;
};

test.each([
  ['111222333', true],
  ['123456782', true],
  ['123456789', false],
  ['1234.56.782', true],
  ['000000000', false],
  ['12345678', false],
  ['1234567', false],
  ['12345678A', false],
])('%s', (text, expected) => {
  expect(looksLikeBsn(text)).toBe(expected);
});

describe('a column', () => {
  test('of citizen service numbers is recognised, with gaps and dots', () => {
    expect(judge(bsns(200))).toBe(true);
    expect(judge([...bsns(30), '', 'onbekend', '123456789'])).toBe(true);
    expect(judge(bsns(3))).toBe(true);
  });

  test('of case numbers is not, though one in eleven passes', () => {
    expect(judge(Array.from({ length: 5000 }, (_, index) => String(200_000_000 + index * 37)))).toBe(false);
  });

  test.each([
    ['empty', []],
    ['names', ['Jansen', 'De Vries']],
    ['one number that happens to pass', ['111222333']],
    ['telephone numbers', Array.from({ length: 100 }, (_, index) => `06${10_000_000 + index * 97}`)],
  ])('%s is none', (_what, values) => {
    expect(judge(values)).toBe(false);
  });
});
