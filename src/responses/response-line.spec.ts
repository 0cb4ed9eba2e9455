import { describe, expect, test } from 'vitest';
import { letterCodeFor } from '../core/post/letter-code.js';
import { matchResponseColumns, readDate, readResponseLine } from './response-line.js';

const code = letterCodeFor(new Uint8Array(32), 'Z1');
const columns = matchResponseColumns(['Briefcode', 'Kenmerk', 'Datum', 'Soort']);
const read = (...cells: string[]): unknown =>
  readResponseLine({ line: 7, cells }, columns, 'response', '2026-04-01');

test.each([
  ['2026-03-01', '2026-03-01'],
  ['1-3-2026', '2026-03-01'],
  ['01/03/2026', '2026-03-01'],
  ['2024-02-29', '2024-02-29'],
  ['2026-02-29', undefined],
  ['31-04-2026', undefined],
  ['2026-13-01', undefined],
  ['gisteren', undefined],
  ['', undefined],
])('the date %s', (text, date) => {
  expect(readDate(text)).toBe(date);
});

describe('lines that are right', () => {
  test.each([
    [
      'by code',
      [code.toLowerCase(), '', '1-3-2026', ''],
      { letterCode: code, reference: null, kind: 'response' },
    ],
    [
      'by reference',
      ['', 'Z1', '2026-03-01', 'Telefoon'],
      { letterCode: null, reference: 'Z1', kind: 'telefoon' },
    ],
    [
      'by reference when the code is unreadable',
      ['????', 'Z1', '2026-03-01', ''],
      { letterCode: null, reference: 'Z1' },
    ],
  ])('%s', (_what, cells, expected) => {
    expect(read(...cells)).toMatchObject({
      ok: true,
      response: { line: 7, respondedOn: '2026-03-01', ...expected },
    });
  });
});

describe('lines that are not', () => {
  test.each([
    ['a wrong code', [`${code.slice(0, -1)}!`, '', '2026-03-01', ''], 'code-wrong', 'Briefcode'],
    ['neither code nor reference', ['', '', '2026-03-01', ''], 'code-missing', 'Briefcode'],
    ['an impossible date', [code, '', '2026-02-30', ''], 'date-wrong', 'Datum'],
    ['a date to come', [code, '', '2026-04-02', ''], 'date-in-future', 'Datum'],
    ['a kind with markup', [code, '', '2026-03-01', '<b>'], 'kind-wrong', 'Soort'],
    ['too few cells', [code], 'wrong-number-of-cells', null],
  ])('%s', (_what, cells, name, column) => {
    expect(read(...cells)).toMatchObject({
      ok: false,
      refusal: { line: 7, column, code: `responses:${name}` },
    });
  });
});
