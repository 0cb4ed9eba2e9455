import { expect, test } from 'vitest';
import { readBeacon } from './beacon.js';

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

test('a drand value is the hash of its signature', () => {
  // Round 1000 of quicknet, as published.
  const signature =
    'b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39';
  const value = 'fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd';
  expect(readBeacon('drand', '1000', value, ` ${signature.toUpperCase()}`)).toEqual({
    kind: 'drand',
    reference: '1000',
    pulse: value,
    signature,
  });
  for (const wrong of [`${signature.slice(0, -2)}00`, 'x', '']) {
    expect(() => readBeacon('drand', '1000', value, wrong)).toThrow(
      expect.objectContaining({ code: 'randomisation:beacon-signature' }),
    );
  }
});
