import { createHash } from 'node:crypto';

/** A later pulse of a public randomness beacon, mixed into the draw; `value` is its random value, hexadecimal. */
export interface BeaconPulse {
  readonly beacon: 'nist' | 'drand';
  /** Number or address of the pulse, by which anybody can look it up. */
  readonly pulse: string;
  readonly value: string;
}

/** SHA-256 over a name, a zero byte and the parts: the name keeps one use of the hash apart from every other. */
export function taggedHash(name: string, ...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256').update(name, 'utf8').update(Buffer.of(0));
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/**
 * What is public from registration on: SHA-256("openbrief-commitment-1" ‖ 0 ‖ seed ‖ protocol hash). It binds the
 * agency to the seed without showing it.
 * @param seed 32 bytes from the operating system
 * @param protocolHash 32 bytes, SHA-256 of the registered protocol
 */
export function commitmentTo(seed: Uint8Array, protocolHash: Uint8Array): Buffer {
  return taggedHash('openbrief-commitment-1', seed, protocolHash);
}

/**
 * The 32 bytes that all chance in the draw comes from: SHA-256("openbrief-entropy-1" ‖ 0 ‖ seed ‖ protocol hash ‖
 * beacon value). Without a beacon the last part is empty.
 */
export function drawEntropy(seed: Uint8Array, protocolHash: Uint8Array, beacon?: BeaconPulse): Buffer {
  return taggedHash(
    'openbrief-entropy-1',
    seed,
    protocolHash,
    beacon === undefined ? new Uint8Array(0) : Buffer.from(beacon.value, 'hex'),
  );
}

/**
 * The name of a recipient in the public list: SHA-256("openbrief-recipient-1" ‖ 0 ‖ letter code). Who has the letter
 * finds their line; nobody else's can be found, because a code has 75 random bits.
 * @param letterCode sixteen symbols, without hyphens, upper case
 */
export function recipientKey(letterCode: string): Buffer {
  return taggedHash('openbrief-recipient-1', Buffer.from(letterCode, 'latin1'));
}
