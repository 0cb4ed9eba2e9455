import { expect, test } from 'vitest';
import { quarterOf } from './quarter.js';

test.each([
  ['2026-01-01', 1, '2026-01-01', '2026-04-01'],
  ['2026-03-31', 1, '2026-01-01', '2026-04-01'],
  ['2026-04-01', 2, '2026-04-01', '2026-07-01'],
  ['2026-09-30', 3, '2026-07-01', '2026-10-01'],
  ['2026-12-31', 4, '2026-10-01', '2027-01-01'],
])('%s lies in quarter %i, from %s until %s', (today, number, first, after) => {
  expect(quarterOf(today)).toEqual({ year: 2026, number, first, after });
});
