import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { DomainError } from '../../core/domain-error.js';

/** Length of a key in bytes: AES-256. */
export const SEALING_KEY_BYTES = 32;

/** First byte of what is sealed, so that a later way of sealing can be told from this one. */
const VERSION = 1;

/** NIST SP 800-38D: ninety-six bits are what GCM is made for; drawn by chance, a key may seal four thousand million. */
const NONCE_BYTES = 12;

const TAG_BYTES = 16;

/**
 * Seals secrets that have to be read again (AES-256-GCM), under a key that lives outside the database: who has the
 * database alone can read nothing, and can change or move nothing unseen.
 */
export class Sealer {
  /** @param key 32 bytes @throws RangeError for any other length */
  constructor(private readonly key: Buffer) {
    if (key.length !== SEALING_KEY_BYTES) throw new RangeError('A sealing key has 32 bytes.');
  }

  /**
   * Version, nonce, what was sealed, and the tag.
   * @param owner what it belongs to, such as `second-factor:<account>`: it opens for this owner only
   */
  seal(plain: Uint8Array, owner: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    cipher.setAAD(Buffer.from(owner, 'utf8'));
    const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([Buffer.of(VERSION), nonce, sealed, cipher.getAuthTag()]);
  }

  /** @throws DomainError `platform:seal-broken` with another key or owner, or when a bit of it was changed */
  open(sealed: Uint8Array, owner: string): Buffer {
    try {
      const bytes = Buffer.from(sealed);
      if (bytes[0] !== VERSION) throw new RangeError('Unknown version.');
      const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
      const tag = bytes.subarray(bytes.length - TAG_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', this.key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(owner, 'utf8'));
      decipher.setAuthTag(tag);
      const body = bytes.subarray(1 + NONCE_BYTES, bytes.length - TAG_BYTES);
      return Buffer.concat([decipher.update(body), decipher.final()]);
    } catch {
      throw new DomainError('unavailable', 'platform:seal-broken');
    }
  }
}
