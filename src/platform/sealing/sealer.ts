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
  /**
   * @param key 32 bytes
   * @param previous the key before it, while the key of an installation is being changed: it opens, and never seals
   * @throws RangeError for any other length
   */
  constructor(
    private readonly key: Buffer,
    private readonly previous?: Buffer,
  ) {
    if ([key, previous].some((one) => one !== undefined && one.length !== SEALING_KEY_BYTES))
      throw new RangeError('A sealing key has 32 bytes.');
  }

  /** Whether a key of before is at hand, so that what it sealed can be sealed anew. */
  get isChanging(): boolean {
    return this.previous !== undefined;
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
    const plain =
      openedWith(this.key, sealed, owner) ??
      (this.previous === undefined ? undefined : openedWith(this.previous, sealed, owner));
    if (plain === undefined) throw new DomainError('unavailable', 'platform:seal-broken');
    return plain;
  }

  /**
   * The same, sealed under the key of now.
   * @returns undefined for what is sealed under it already
   * @throws DomainError as `open`
   */
  reseal(sealed: Uint8Array, owner: string): Buffer | undefined {
    if (openedWith(this.key, sealed, owner) !== undefined) return undefined;
    return this.seal(this.open(sealed, owner), owner);
  }
}

function openedWith(key: Buffer, sealed: Uint8Array, owner: string): Buffer | undefined {
  try {
    const bytes = Buffer.from(sealed);
    if (bytes[0] !== VERSION) return undefined;
    const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
    const tag = bytes.subarray(bytes.length - TAG_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(owner, 'utf8'));
    decipher.setAuthTag(tag);
    const body = bytes.subarray(1 + NONCE_BYTES, bytes.length - TAG_BYTES);
    return Buffer.concat([decipher.update(body), decipher.final()]);
  } catch {
    return undefined;
  }
}
