import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { appendFile, open, stat, truncate } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/** AES-256-GCM: each file has a key of its own, so that its first number can be a fixed one. */
const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const TAG_BYTES = 16;
const ONLY_NONCE = Buffer.alloc(12);

/**
 * Writes a file sealed, with its tag at the end.
 * @returns the key, in base64url; it is kept nowhere here, and without it the file can't be read by anybody
 */
export async function sealFile(from: string, to: string): Promise<string> {
  const key = randomBytes(KEY_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, ONLY_NONCE);
  await pipeline(createReadStream(from), cipher, createWriteStream(to, { mode: 0o600 }));
  await appendFile(to, cipher.getAuthTag());
  return key.toString('base64url');
}

async function readTag(from: string, at: number): Promise<Buffer> {
  const tag = Buffer.alloc(TAG_BYTES);
  await using file = await open(from);
  await file.read(tag, 0, TAG_BYTES, at);
  return tag;
}

/**
 * Writes what was sealed as it was.
 * @param from loses its tag
 * @returns false when it is another key, or the file was changed; then nothing of `to` is to be used
 */
export async function openSealedFile(from: string, to: string, key: string): Promise<boolean> {
  const bytes = Buffer.from(key, 'base64url');
  const { size } = await stat(from);
  if (bytes.length !== KEY_BYTES || size < TAG_BYTES) return false;
  const tag = await readTag(from, size - TAG_BYTES);
  await truncate(from, size - TAG_BYTES);
  const decipher = createDecipheriv(ALGORITHM, bytes, ONLY_NONCE);
  decipher.setAuthTag(tag);
  try {
    await pipeline(createReadStream(from), decipher, createWriteStream(to, { mode: 0o600 }));
    return true;
  } catch (error) {
    if (error instanceof Error && /authenticate/.test(error.message)) return false;
    throw error;
  }
}
