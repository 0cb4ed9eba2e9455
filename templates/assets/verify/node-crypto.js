/**
 * What the draw and its verification use of node:crypto, for a browser: SHA-256, HMAC and ChaCha20 of the audited noble
 * libraries. The verification itself is the very code of the service; only this stands in for what Node.js brings.
 */
import { chacha20 } from '@noble/ciphers/chacha.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { Buffer } from 'buffer';

const bytesOf = (data) => (typeof data === 'string' ? Buffer.from(data, 'utf8') : data);

const encoded = (digest, encoding) => {
  const bytes = Buffer.from(digest);
  return encoding === undefined || encoding === 'buffer' ? bytes : bytes.toString(encoding);
};

function only(name, expected) {
  if (name !== expected) throw new Error(`There is no ${name} here.`);
}

/** One shot; hexadecimal unless told. */
export function hash(name, data, encoding = 'hex') {
  only(name, 'sha256');
  return encoded(sha256(bytesOf(data)), encoding);
}

function updated(state) {
  const own = {
    update(data) {
      state.update(bytesOf(data));
      return own;
    },
    digest: (encoding) => encoded(state.digest(), encoding),
  };
  return own;
}

export function createHash(name) {
  only(name, 'sha256');
  return updated(sha256.create());
}

export function createHmac(name, key) {
  only(name, 'sha256');
  return updated(hmac.create(sha256, bytesOf(key)));
}

const CHACHA_BLOCK = 64;

/** The key stream, call by call. Node's IV is the 32-bit counter followed by the 96-bit nonce. */
export function createCipheriv(name, key, iv) {
  only(name, 'chacha20');
  const nonce = iv.subarray(4);
  let counter = new DataView(iv.buffer, iv.byteOffset).getUint32(0, true);
  return {
    update(data) {
      if (data.length % CHACHA_BLOCK !== 0)
        throw new RangeError('Whole blocks only: the counter goes on by blocks.');
      const out = chacha20(key, nonce, data, undefined, counter);
      counter += data.length / CHACHA_BLOCK;
      return Buffer.from(out.buffer, out.byteOffset, out.length);
    },
  };
}
