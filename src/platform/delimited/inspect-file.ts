import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { DomainError } from '../../core/domain-error.js';

/** A file larger than this is divided by whoever sends it; ten million recipients fit. */
export const MAX_FILE_BYTES = 2_000_000_000;

export type TextEncoding = 'utf-8' | 'windows-1252';

/** What is known of a file before it is read: its hash, and how its bytes become text. */
export interface InspectedFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: Buffer;
  readonly encoding: TextEncoding;
}

const BYTES_A_READ = 256 * 1024;

/** The most of a character that can be without its end. */
const MAX_HELD = 3;

/** Bytes at the end of a chunk that may be the beginning of a character: at most three of UTF-8's four. */
function unfinished(chunk: Buffer): number {
  for (let back = 1; back <= Math.min(3, chunk.length); back += 1) {
    const byte = chunk[chunk.length - back] ?? 0;
    if ((byte & 0b1100_0000) === 0b1000_0000) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

/**
 * Reads a file once, for its hash and its encoding: UTF-8 when all of it is, else Windows-1252, which is what older
 * exports are. (A text with one accent in Windows-1252 is practically never valid UTF-8.)
 * @throws DomainError `delimited:empty`, `delimited:too-large`, `delimited:not-text` for a file with zero bytes in it
 * (a spreadsheet, a UTF-16 text)
 */
export async function inspectFile(path: string): Promise<InspectedFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  let valid = true;
  /** Bytes at the beginning of the buffer that are of a character without its end. */
  let held = 0;
  // One piece of memory, filled again and again: a stream would leave as much as the file to be cleared away.
  const buffer = Buffer.allocUnsafeSlow(MAX_HELD + BYTES_A_READ);
  const handle = await open(path);
  try {
    for (;;) {
      const { bytesRead } = await handle.read(buffer, held, BYTES_A_READ);
      if (bytesRead === 0) break;
      const part = buffer.subarray(held, held + bytesRead);
      hash.update(part);
      bytes += bytesRead;
      if (bytes > MAX_FILE_BYTES)
        throw new DomainError('too-large', 'delimited:too-large', { maximum: MAX_FILE_BYTES });
      if (part.includes(0)) throw new DomainError('invalid', 'delimited:not-text');
      if (!valid) continue;
      const whole = buffer.subarray(0, held + bytesRead);
      const unread = unfinished(whole);
      valid = isUtf8(whole.subarray(0, whole.length - unread));
      held = valid ? unread : 0;
      buffer.copyWithin(0, whole.length - held, whole.length);
    }
  } finally {
    await handle.close();
  }
  if (bytes === 0) throw new DomainError('invalid', 'delimited:empty');
  return {
    path,
    bytes,
    sha256: hash.digest(),
    encoding: valid && held === 0 ? 'utf-8' : 'windows-1252',
  };
}
