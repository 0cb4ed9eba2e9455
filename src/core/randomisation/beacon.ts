import { hash } from 'node:crypto';
import { DomainError } from '../domain-error.js';
import { isDrandSignature } from './drand-signature.js';
import { isNistOutput, type NistPulse } from './nist-pulse.js';

/**
 * A public randomness beacon whose later pulse is mixed into the draw, so that nobody could try seeds until the draw
 * pleased. `reference` is the pulse's number (drand) or time (NIST), by which anybody can look it up; `pulse` its random
 * value in hexadecimal. `signature` is drand's, of which the value is the hash; absent when somebody typed the value in.
 */
export type Beacon =
  | { readonly kind: 'none' }
  | {
      readonly kind: BeaconKind;
      readonly reference: string;
      readonly pulse: string;
      readonly signature?: string | undefined;
      /** NIST's whole pulse, of which the value is a hash; absent when somebody typed the value alone in. */
      readonly record?: NistPulse | undefined;
    };

/** drand: the chain quicknet of the League of Entropy. nist: the beacon of the US standards institute, version 2. */
export type BeaconKind = 'nist' | 'drand';

/** For a draw that rests on the commitment to the seed alone. */
export const NO_BEACON: Beacon = { kind: 'none' };

/** `outputValue` of NIST's beacon is a SHA-512, `randomness` of drand a SHA-256. */
const PULSE_BYTES = { nist: 64, drand: 32 } as const;

/**
 * A beacon's pulse as fetched, or as typed in where there is no internet.
 * @param typedSignature drand's signature of the round, where it is known: the pulse must be its SHA-256, and it must be
 *   the chain's own of that round
 * @param chainKey the chain's public key; that of quicknet unless a test has a chain of its own
 * @throws DomainError `randomisation:beacon-pulse` when the value has not the length of that beacon's pulses,
 * `randomisation:beacon-signature` when the signature is not that of the value, or not the chain's for that round
 */
export function readBeacon(
  kind: BeaconKind,
  reference: string,
  typed: string,
  typedSignature?: string,
  chainKey?: string,
): Beacon {
  const pulse = plainHex(typed);
  const digits = PULSE_BYTES[kind] * 2;
  if (pulse.length !== digits || !HEX.test(pulse)) {
    throw new DomainError('invalid', 'randomisation:beacon-pulse', { beacon: kind, digits });
  }
  if (reference.trim() === '') throw new DomainError('invalid', 'randomisation:beacon-reference');
  const beacon = { kind, reference: reference.trim(), pulse };
  if (kind !== 'drand' || typedSignature === undefined) return beacon;
  const signature = plainHex(typedSignature);
  const isItsValue = HEX.test(signature) && hash('sha256', Buffer.from(signature, 'hex'), 'hex') === pulse;
  if (!isItsValue || !isDrandSignature(beacon.reference, signature, chainKey)) {
    throw new DomainError('invalid', 'randomisation:beacon-signature');
  }
  return { ...beacon, signature };
}

/**
 * NIST's pulse with all of its fields, of which the random value is recomputed.
 * @throws DomainError `randomisation:beacon-record` when the value is not the hash of the fields and the signature, or the
 *   beacon itself says that something was wrong with this pulse
 */
export function readNistBeacon(reference: string, record: NistPulse): Beacon {
  if (!isNistOutput(record) || record.statusCode !== 0) {
    throw new DomainError('invalid', 'randomisation:beacon-record', { reference });
  }
  const pulse = record.outputValue.toLowerCase();
  return { kind: 'nist', reference, pulse, record };
}

const HEX = /^([0-9a-f]{2})+$/;

const plainHex = (typed: string): string => typed.replace(/\s/g, '').toLowerCase();

/** The bytes that are mixed in: none without a beacon. */
export function beaconBytes(beacon: Beacon): Uint8Array {
  return beacon.kind === 'none' ? new Uint8Array(0) : Buffer.from(beacon.pulse, 'hex');
}
