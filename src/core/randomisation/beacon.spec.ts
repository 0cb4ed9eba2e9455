import { describe, expect, test } from 'vitest';
import { assuranceOf, NO_BEACON, readBeacon } from './beacon.js';

const drandPulse = 'ab'.repeat(32);

test('a pulse as somebody copied it is stored in one form', () => {
  expect(
    readBeacon('drand', ' 4242 ', ` ${drandPulse.toUpperCase().slice(0, 30)}\n${drandPulse.slice(30)}`),
  ).toEqual({
    kind: 'drand',
    reference: '4242',
    pulse: drandPulse,
  });
});

test.each<[string, 'nist' | 'drand', string, string, string]>([
  ['the other beacon’s length', 'nist', '1', drandPulse, 'beacon-pulse'],
  ['a digit short', 'drand', '1', drandPulse.slice(1), 'beacon-pulse'],
  ['a letter that is no digit', 'drand', '1', `g${drandPulse.slice(1)}`, 'beacon-pulse'],
  ['nothing', 'drand', '1', '', 'beacon-pulse'],
  ['no reference', 'drand', '  ', drandPulse, 'beacon-reference'],
])('refused: %s', (_what, kind, reference, pulse, code) => {
  expect(() => readBeacon(kind, reference, pulse)).toThrow(
    expect.objectContaining({ code: `randomisation:${code}` }),
  );
});

describe('what a reader has to go on', () => {
  test.each([
    ['external', NO_BEACON, 'external'],
    ['drawn', NO_BEACON, 'commitment'],
    ['drawn', readBeacon('drand', '1', drandPulse), 'beacon'],
  ] as const)('%s', (allocation, beacon, expected) => {
    expect(assuranceOf(allocation, beacon)).toBe(expected);
  });
});
