import { createCipheriv } from 'node:crypto';

/** A stratum of a few units needs few words; a large one soon gets large blocks, where a call costs next to nothing. */
const FIRST_BLOCK_BYTES = 256;
const LARGEST_BLOCK_BYTES = 65_536;

/** Unsigned 32-bit words of which none can be told from chance without the key. */
export interface RandomStream {
  /** A whole number from 0 up to (not including) `bound`, each equally likely; 1 ≤ bound ≤ 2³². */
  below(bound: number): number;
}

const IS_LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** Bytes as little-endian words, in memory of their own: typed arrays are read in whole words, many times as fast. */
function littleEndianWords(bytes: Buffer): Uint32Array {
  if (!IS_LITTLE_ENDIAN) bytes.swap32();
  const words = new Uint32Array(bytes.length / 4);
  new Uint8Array(words.buffer).set(bytes);
  return words;
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
  let size = FIRST_BLOCK_BYTES;
  let block: Uint32Array = new Uint32Array(0);
  let at = 0;
  const refill = (): void => {
    block = littleEndianWords(cipher.update(new Uint8Array(size)));
    size = Math.min(size * 4, LARGEST_BLOCK_BYTES);
    at = 0;
  };
  const word = (): number => {
    if (at === block.length) refill();
    const next = block[at] ?? 0;
    at += 1;
    return next;
  };
  return {
    below: (bound) => {
      if (bound === 2 ** 32) return word();
      // Both as unsigned words, which a processor divides many times as fast as doubles.
      const divisor = bound >>> 0;
      for (;;) {
        const drawn = word();
        const remainder = (drawn % divisor) >>> 0;
        // The whole run of `bound` words that this one is in must exist below 2³².
        if (drawn - remainder <= 2 ** 32 - divisor) return remainder;
      }
    },
  };
}
