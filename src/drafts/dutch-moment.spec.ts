import { expect, test } from 'vitest';
import { dutchMoment, typedMoment } from './dutch-moment.js';

test.each([
  ['2026-03-02 12:00', '2026-03-02T12:00:00+01:00'],
  ['2026-07-02 9:30', '2026-07-02T09:30:00+02:00'],
  // The clock goes back: this hour comes twice.
  ['2026-10-25 02:30', '2026-10-25T02:30:00+02:00'],
])('%s by the Dutch clock is %s', (typed, written) => {
  expect(dutchMoment(typed)).toBe(written);
  expect(typedMoment(written)).toBe(typed.replace(' 9:', ' 09:'));
});

test.each(['2026-03-29 02:30', '2026-13-02 12:00', 'morgen', '2026-03-02T11:00:00Z'])(
  '%s is no moment by the Dutch clock',
  (text) => {
    expect(dutchMoment(text)).toBeUndefined();
    expect(typedMoment(text)).toBe(text);
  },
);
