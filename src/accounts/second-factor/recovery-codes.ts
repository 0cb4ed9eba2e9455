import { createHash } from 'node:crypto';
import type { Chance } from '../../platform/process/time-and-chance.js';

/** A sheet of paper; who used half of them has a new telephone by then. */
const COUNT = 10;

/** 80 bits each: with that much chance a quick hash is enough. */
const BYTES = 10;

/** Crockford's: no letter that can be taken for a digit. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Fresh codes, in groups of four for who copies them by hand. */
export function makeRecoveryCodes(chance: Chance): readonly string[] {
  return Array.from({ length: COUNT }, () => {
    let bits = BigInt(`0x${chance.bytes(BYTES).toString('hex')}`);
    let text = '';
    for (let place = 0; place < (BYTES * 8) / 5; place += 1) {
      text += ALPHABET[Number(bits & 31n)];
      bits >>= 5n;
    }
    return (text.match(/.{4}/g) ?? []).join('-');
  });
}

/** What is kept of a code, however it was typed. */
export function recoveryHash(typed: string): Buffer {
  const read = typed
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .replaceAll('o', '0')
    .replaceAll(/[il]/g, '1');
  return createHash('sha256').update(read).digest();
}
