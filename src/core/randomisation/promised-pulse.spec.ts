import { describe, expect, test } from 'vitest';
import { DRAND_QUICKNET } from './drand-chain.js';
import { isOnTheMinute, promisedPulse, pulseAddress } from './promised-pulse.js';

describe('a pulse as a protocol names it', () => {
  test.each([
    // Rounds and moments of quicknet, reckoned by hand: genesis 2023-08-23T15:09:27Z, one each three seconds.
    [{ beacon: 'drand', pulse: 1 }, '1', '2023-08-23T15:09:27.000Z'],
    [{ beacon: 'drand', pulse: 21 }, '21', '2023-08-23T15:10:27.000Z'],
    [{ beacon: 'drand', pulse: '2023-08-23T15:10:27Z' }, '21', '2023-08-23T15:10:27.000Z'],
    [{ beacon: 'drand', pulse: '2023-08-23T17:10:28+02:00' }, '22', '2023-08-23T15:10:30.000Z'],
    [{ beacon: 'drand', pulse: '2020-01-01T00:00:00Z' }, '1', '2023-08-23T15:09:27.000Z'],
    [{ beacon: 'drand', pulse: '2026-04-20T00:00:00Z' }, '27946612', '2026-04-20T00:00:00.000Z'],
    [
      { beacon: 'nist', pulse: '2026-03-02T13:00:00+01:00' },
      '2026-03-02T12:00:00.000Z',
      '2026-03-02T12:00:00.000Z',
    ],
  ] as const)('%j is %s', (named, reference, at) => {
    const pulse = promisedPulse(named);
    expect([pulse.kind, pulse.reference, pulse.at.toISOString()]).toEqual([named.beacon, reference, at]);
  });
});

test('it can be looked up at its beacon and nowhere else', () => {
  expect(pulseAddress({ kind: 'drand', reference: '21' })).toBe(
    `https://api.drand.sh/${DRAND_QUICKNET.hash}/public/21`,
  );
  expect(pulseAddress({ kind: 'drand', reference: '../../x' })).not.toContain('x/');
  expect(pulseAddress(promisedPulse({ beacon: 'nist', pulse: '2026-03-02T12:00:00Z' }))).toBe(
    'https://beacon.nist.gov/beacon/2.0/pulse/time/1772452800000',
  );
});

test('NIST has a pulse on whole minutes', () => {
  expect(isOnTheMinute('2026-03-02T12:00:00Z')).toBe(true);
  expect(isOnTheMinute('2026-03-02T12:00:30Z')).toBe(false);
});
