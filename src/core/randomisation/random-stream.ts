import { createCipheriv } from 'node:crypto';

/** Four kibibytes at a time: little to throw away for a small stratum, little overhead for a large one. */
const WORDS_AT_A_TIME = 1_024;

/** Unsigned 32-bit words of which none can be told from chance without the key. */
export interface RandomStream {
  /** A whole number from 0 up to (not including) `bound`, each equally likely; 1 ≤ bound ≤ 2³². */
  below(bound: number): number;
}

/**
 * The ChaCha20 key stream (RFC 8439, section 2.4: block counter 0, nonce of zeros) read as little-endian 32-bit words.
 * A number below a bound comes from rejection: words at or above the largest multiple of the bound are thrown away,
 * so that no remainder is favoured.
 * @param key 32 bytes
 */
export function chacha20Stream(key: Uint8Array): RandomStream {
  // node's IV is the 32-bit counter followed by the 96-bit nonce.
  const cipher = createCipheriv('chacha20', key, new Uint8Array(16));
  const zeros = new Uint8Array(WORDS_AT_A_TIME * 4);
  let block = Buffer.alloc(0);
  let at = 0;
  const word = (): number => {
    if (at === block.length) {
      block = cipher.update(zeros);
      at = 0;
    }
    const next = block.readUInt32LE(at);
    at += 4;
    return next;
  };
  return {
    below: (bound) => {
      const limit = 2 ** 32 - (2 ** 32 % bound);
      let drawn = word();
      while (drawn >= limit) drawn = word();
      return drawn % bound;
    },
  };
}
