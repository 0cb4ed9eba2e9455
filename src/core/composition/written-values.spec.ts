import { describe, expect, test } from 'vitest';
import { writtenAmount, writtenDate, writtenNumber } from './written-values.js';

describe('a date', () => {
  test.each([
    ['2026-03-09', '9 maart 2026'],
    ['2024-02-29', '29 februari 2024'],
    ['2025-02-29', '2025-02-29'],
    ['2026-13-01', '2026-13-01'],
    ['2026-00-01', '2026-00-01'],
    ['2026-04-31', '2026-04-31'],
    ['2026-04-00', '2026-04-00'],
    ['09-03-2026', '09-03-2026'],
    ['morgen', 'morgen'],
    ['', ''],
  ])('%j is written %j', (text, expected) => {
    expect(writtenDate(text)).toBe(expected);
  });
});

describe('an amount', () => {
  test.each([
    ['1234.5', '€ 1.234,50'],
    ['1234,5', '€ 1.234,50'],
    ['1.234,50', '€ 1.234,50'],
    ['1.234', '€ 1.234,00'],
    ['1.234.567', '€ 1.234.567,00'],
    ['12.34', '€ 12,34'],
    ['0', '€ 0,00'],
    ['-5', '€ -5,00'],
    ['1,234.50', '1,234.50'],
    ['1e3', '1e3'],
    ['0x10', '0x10'],
    ['€ 12', '€ 12'],
    ['', ''],
  ])('%j is written %j', (text, expected) => {
    expect(writtenAmount(text).replace(/\u00a0/g, ' ')).toBe(expected);
  });
});

describe('a number', () => {
  test.each([
    ['1234567.5', '1.234.567,5'],
    ['1.234', '1.234'],
    ['12', '12'],
    ['tien', 'tien'],
  ])('%j is written %j', (text, expected) => {
    expect(writtenNumber(text)).toBe(expected);
  });
});
