import { DomainError } from '../domain-error.js';

/**
 * A public randomness beacon whose later pulse is mixed into the draw, so that nobody could try seeds until the draw
 * pleased. `reference` is the pulse's number or address, by which anybody can look it up; `pulse` its random value in
 * hexadecimal.
 */
export type Beacon =
  | { readonly kind: 'none' }
  | { readonly kind: 'nist' | 'drand'; readonly reference: string; readonly pulse: string };

export const NO_BEACON: Beacon = { kind: 'none' };

/** `outputValue` of NIST's beacon is a SHA-512, `randomness` of drand a SHA-256. */
const PULSE_BYTES = { nist: 64, drand: 32 } as const;

/** What the reader of a page has to go on that the agency did not choose the outcome. */
export type Assurance = 'beacon' | 'commitment' | 'external';

export function assuranceOf(allocation: 'drawn' | 'external', beacon: Beacon): Assurance {
  if (allocation === 'external') return 'external';
  return beacon.kind === 'none' ? 'commitment' : 'beacon';
}

/**
 * A beacon's pulse as fetched, or as typed in where there is no internet.
 * @throws DomainError `randomisation:beacon-pulse` when the value has not the length of that beacon's pulses
 */
export function readBeacon(kind: 'nist' | 'drand', reference: string, typed: string): Beacon {
  const pulse = typed.replace(/\s/g, '').toLowerCase();
  const digits = PULSE_BYTES[kind] * 2;
  if (pulse.length !== digits || !/^[0-9a-f]+$/.test(pulse)) {
    throw new DomainError('invalid', 'randomisation:beacon-pulse', { beacon: kind, digits });
  }
  if (reference.trim() === '') throw new DomainError('invalid', 'randomisation:beacon-reference');
  return { kind, reference: reference.trim(), pulse };
}

/** The bytes that are mixed in: none without a beacon. */
export function beaconBytes(beacon: Beacon): Uint8Array {
  return beacon.kind === 'none' ? new Uint8Array(0) : Buffer.from(beacon.pulse, 'hex');
}
