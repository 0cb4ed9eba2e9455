import { createHash, hash } from 'node:crypto';
import { beaconBytes, NO_BEACON, type Beacon } from './beacon.js';

/** Bytes of a seed, of a protocol's hash and of the entropy. */
export const SEED_BYTES = 32;

/** SHA-256 over a name, a zero byte and the parts: the name keeps one use of the hash apart from every other. */
export function taggedHash(name: string, ...parts: readonly Uint8Array[]): Buffer {
  const tagged = createHash('sha256').update(name, 'utf8').update(Buffer.of(0));
  for (const part of parts) tagged.update(part);
  return tagged.digest();
}

/**
 * What is public from registration on: SHA-256("openbrief-commitment-1" ‖ 0 ‖ seed ‖ protocol hash). It binds the
 * agency to the seed without showing it. Both parts are 32 bytes, so no other pair gives the same bytes.
 * @param seed 32 bytes from the operating system
 * @param protocolHash 32 bytes, SHA-256 of the registered protocol
 */
export function commitmentTo(seed: Uint8Array, protocolHash: Uint8Array): Buffer {
  return taggedHash('openbrief-commitment-1', seed, protocolHash);
}

/**
 * The 32 bytes that all chance in the draw comes from: SHA-256("openbrief-entropy-1" ‖ 0 ‖ seed ‖ protocol hash ‖
 * pulse). Without a beacon the last part is empty; a NIST pulse has 64 bytes, one of drand 32.
 */
export function drawEntropy(seed: Uint8Array, protocolHash: Uint8Array, beacon: Beacon = NO_BEACON): Buffer {
  return taggedHash('openbrief-entropy-1', seed, protocolHash, beaconBytes(beacon));
}

/**
 * The name of a recipient in the public list: SHA-256("openbrief-recipient-1" ‖ 0 ‖ letter code). Who has the letter
 * finds their line; nobody else's can be found, because a code has 75 random bits.
 * @param letterCode sixteen symbols, without hyphens, upper case
 */
export function recipientKey(letterCode: string): Buffer {
  return hash('sha256', `openbrief-recipient-1\0${letterCode}`, 'buffer');
}

/**
 * `recipientKey` for many: from the bytes of a letter code at `from` to a place in a column of keys. The digest comes as Latin-1
 * text, which Node makes four times as fast as a Buffer.
 */
export function recipientKeyWriter(
  codeLength: number,
): (codes: Uint8Array, from: number, keys: Buffer, at: number) => void {
  const prefix = Buffer.from('openbrief-recipient-1\0', 'latin1');
  const message = Buffer.concat([prefix], prefix.length + codeLength);
  return (codes, from, keys, at) => {
    for (let place = 0; place < codeLength; place += 1) {
      message[prefix.length + place] = codes[from + place] ?? 0;
    }
    keys.write(hash('sha256', message, 'binary'), at, 'latin1');
  };
}
