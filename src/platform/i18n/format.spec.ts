import { describe, expect, test } from 'vitest';
import { createFormatter } from './format.js';

const nl = createFormatter('nl');
const en = createFormatter('en');

describe('numbers in the reader’s language', () => {
  test.each([
    [nl.number(241_480), '241.480'],
    [en.number(241_480), '241,480'],
    [nl.number(-3), '−3'],
    [nl.number(1.5, 1), '1,5'],
    [nl.percent(0.5234), '52,3%'],
    [en.percent(0.5234), '52.3%'],
    [nl.percent(1), '100,0%'],
    [nl.percent(0.018, 2), '1,80%'],
    [nl.points(0.0209), '+2,1'],
    [nl.points(-0.0706), '−7,1'],
    [nl.points(0), '0,0'],
    [nl.points(-0.0004), '0,0'],
    [nl.end(-0.0065), '−0,7'],
    [en.end(-0.0004), '0.0'],
    [en.end(0.0102), '1.0'],
    [nl.pValue(0.0004), '< 0,001'],
    [nl.pValue(0.012), '0,012'],
    [nl.pValue(1), '1,000'],
  ])('%s', (written, expected) => {
    expect(written).toBe(expected);
  });
});

describe('dates', () => {
  test('a calendar date is that day, whatever the time zone of the machine', () => {
    expect(nl.date('2026-03-01')).toBe('1 maart 2026');
    expect(en.date('2026-03-01')).toBe('1 March 2026');
    expect(nl.shortDate('2026-12-31')).toBe('31 dec 2026');
  });

  test('a moment late in the evening in UTC is the next day in Amsterdam', () => {
    expect(nl.moment('2026-06-30T22:30:00Z')).toContain('1 juli 2026');
    expect(nl.moment('2026-06-30T22:30:00Z')).toContain('00:30');
  });
});

test('an amount of money has its cents', () => {
  expect(nl.euro(1234.5).replace(/\s/g, ' ')).toBe('€ 1.234,50');
  expect(en.euro(0.96)).toBe('€0.96');
});
