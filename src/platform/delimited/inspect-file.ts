import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
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
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const part: Buffer = chunk;
    hash.update(part);
    bytes += part.length;
    if (bytes > MAX_FILE_BYTES)
      throw new DomainError('too-large', 'delimited:too-large', { maximum: MAX_FILE_BYTES });
    if (part.includes(0)) throw new DomainError('invalid', 'delimited:not-text');
    if (!valid) continue;
    const whole = rest.length === 0 ? part : Buffer.concat([rest, part]);
    const cut = whole.length - unfinished(whole);
    valid = isUtf8(whole.subarray(0, cut));
    rest = whole.subarray(cut);
  }
  if (bytes === 0) throw new DomainError('invalid', 'delimited:empty');
  return {
    path,
    bytes,
    sha256: hash.digest(),
    encoding: valid && rest.length === 0 ? 'utf-8' : 'windows-1252',
  };
}
