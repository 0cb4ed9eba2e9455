import { createCipheriv } from 'node:crypto';

/** A stratum of a few units needs few words; a large one soon gets large blocks, where a call costs next to nothing. */
const FIRST_BLOCK_BYTES = 256;
const LARGEST_BLOCK_BYTES = 65_536;

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
  let block = Buffer.alloc(0);
  let at = 0;
  const word = (): number => {
    if (at === block.length) {
      const size = Math.min(Math.max(block.length * 4, FIRST_BLOCK_BYTES), LARGEST_BLOCK_BYTES);
      block = cipher.update(new Uint8Array(size));
      at = 0;
    }
    const next = block.readUInt32LE(at);
    at += 4;
    return next;
  };
  return {
    below: (bound) => {
      for (;;) {
        const drawn = word();
        const remainder = drawn % bound;
        // The whole run of `bound` words that this one is in must exist below 2³².
        if (drawn - remainder + bound <= 2 ** 32) return remainder;
      }
    },
  };
}
