import { open } from 'node:fs/promises';
import { DomainError } from '../../core/domain-error.js';
import type { InspectedFile } from './inspect-file.js';
import { MAX_RECORD_CHARACTERS, RecordSplitter, type DelimitedRecord } from './record-splitter.js';

/** Candidates for the delimiter, the one that Dutch spreadsheets write first. */
const DELIMITERS = [';', '\t', ','];

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/**
 * A piece of a delimited file. Where there are no quotes, every line is a record, and a piece is whole lines of UTF-8,
 * each ended by LF or CR LF: who is in a hurry reads the bytes.
 */
export type DelimitedPiece =
  | { readonly kind: 'lines'; readonly bytes: Buffer; readonly firstLine: number }
  | { readonly kind: 'records'; readonly records: readonly DelimitedRecord[] };

/** A delimited file that is being read; `await using` closes it, also when it was not read to its end. */
export interface DelimitedFile extends AsyncDisposable {
  /** The header's cells, trimmed. */
  readonly header: readonly string[];
  readonly delimiter: string;
  /** What comes after the header. Read these or the batches. */
  readonly pieces: AsyncIterable<DelimitedPiece>;
  /** The records after the header, some thousand at a time. */
  readonly batches: AsyncIterable<readonly DelimitedRecord[]>;
}

/** The delimiter is the candidate that the header has most of, outside quotes. */
function guessDelimiter(header: string): string {
  const bare = header.replace(/"[^"]*"/g, '');
  const counts = DELIMITERS.map((delimiter) => bare.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ';';
}

/** Whether every line is a record: no quotes, and no CR that ends a line by itself. */
function hasPlainLines(bytes: Buffer): boolean {
  if (bytes.includes(QUOTE)) return false;
  for (let at = bytes.indexOf(CR); at !== -1; at = bytes.indexOf(CR, at + 1)) {
    if (at + 1 < bytes.length && bytes[at + 1] !== LF) return false;
  }
  return true;
}

/** Bytes read at once; with the longest record before them. */
const BYTES_A_READ = 256 * 1024;

/**
 * The pieces of a file, the header among them. The bytes of a piece are good until the next one is asked for: they are
 * in one buffer that is filled again and again, so that a file of any size leaves nothing to clear away.
 */
async function* piecesFrom(
  file: InspectedFile,
  choose: (start: string) => string,
): AsyncGenerator<DelimitedPiece> {
  const handle = await open(file.path);
  try {
    const decoder = new TextDecoder(file.encoding);
    const buffer = Buffer.allocUnsafeSlow(MAX_RECORD_CHARACTERS + BYTES_A_READ);
    let splitter: RecordSplitter | undefined;
    let delimiter: string | undefined;
    /** Bytes at the beginning of the buffer that are of a line without its end. */
    let held = 0;
    let line = 1;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, held, BYTES_A_READ);
      if (bytesRead === 0) break;
      const bytes = buffer.subarray(0, held + bytesRead);
      held = 0;
      delimiter ??= choose(new TextDecoder(file.encoding).decode(bytes.subarray(0, MAX_RECORD_CHARACTERS)));
      if (splitter === undefined && file.encoding === 'utf-8' && hasPlainLines(bytes)) {
        const end = bytes.lastIndexOf(LF) + 1;
        const whole = withoutMark(bytes.subarray(0, end), line);
        if (whole.length > 0) yield { kind: 'lines', bytes: whole, firstLine: line };
        line += countLines(whole);
        held = bytes.length - end;
        if (held > MAX_RECORD_CHARACTERS) {
          throw new DomainError('invalid', 'delimited:record-too-long', {
            line,
            maximum: MAX_RECORD_CHARACTERS,
          });
        }
        bytes.copyWithin(0, end);
        continue;
      }
      // From the first quote on, lines and records are no longer the same.
      splitter ??= new RecordSplitter(delimiter, line);
      yield { kind: 'records', records: splitter.push(decoder.decode(bytes, { stream: true })) };
    }
    delimiter ??= choose('');
    splitter ??= new RecordSplitter(delimiter, line);
    yield { kind: 'records', records: splitter.push(decoder.decode(buffer.subarray(0, held))) };
    yield { kind: 'records', records: splitter.end() };
  } finally {
    await handle.close();
  }
}

/** A byte-order mark begins the file, not its first cell. */
function withoutMark(bytes: Buffer, line: number): Buffer {
  return line === 1 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
    ? bytes.subarray(3)
    : bytes;
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) lines += 1;
  return lines;
}

/** Takes the first record off, and gives it with the rest of its piece. */
function takeHeader(
  piece: DelimitedPiece,
  delimiter: string,
): { header: readonly string[]; rest: DelimitedPiece } | undefined {
  if (piece.kind === 'records') {
    const [first, ...records] = piece.records;
    return first && { header: first.cells, rest: { kind: 'records', records } };
  }
  let { firstLine: line } = piece;
  for (let from = 0; from < piece.bytes.length; line += 1) {
    const lf = piece.bytes.indexOf(LF, from);
    const text = piece.bytes.toString('utf8', from, lf).replace(/\r$/, '');
    from = lf + 1;
    if (text === '') continue;
    const [record] = new RecordSplitter(delimiter, line).push(`${text}\n`);
    return {
      header: record?.cells ?? [],
      rest: { kind: 'lines', bytes: piece.bytes.subarray(from), firstLine: line + 1 },
    };
  }
  return undefined;
}

/** The records of a piece. */
export function recordsOf(piece: DelimitedPiece, delimiter: string): readonly DelimitedRecord[] {
  return piece.kind === 'records'
    ? piece.records
    : new RecordSplitter(delimiter, piece.firstLine).push(piece.bytes.toString('utf8'));
}

/**
 * Opens a file of records. Memory does not grow with the file.
 * @throws DomainError `delimited:no-header`, `delimited:repeated-column`, and while reading what `RecordSplitter` throws
 */
export async function readDelimited(file: InspectedFile): Promise<DelimitedFile> {
  let delimiter = ';';
  const all = piecesFrom(file, (start) => {
    delimiter = guessDelimiter(start.replace(/^[\uFEFF\r\n]+/, '').split(/[\r\n]/, 1)[0] ?? '');
    return delimiter;
  });
  const close = async (): Promise<void> => void (await all.return(undefined));
  try {
    const { header, rest } = await readHeader(all, () => delimiter);
    async function* pieces(): AsyncGenerator<DelimitedPiece> {
      if (rest !== undefined) yield rest;
      yield* all;
    }
    async function* batches(): AsyncGenerator<readonly DelimitedRecord[]> {
      for await (const piece of pieces()) {
        const records = recordsOf(piece, delimiter);
        if (records.length > 0) yield records;
      }
    }
    return { header, delimiter, pieces: pieces(), batches: batches(), [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The first record's cells, and what came with it. */
async function readHeader(
  pieces: AsyncGenerator<DelimitedPiece>,
  delimiter: () => string,
): Promise<{ readonly header: readonly string[]; readonly rest: DelimitedPiece | undefined }> {
  let found: ReturnType<typeof takeHeader>;
  while (found === undefined) {
    const piece = await pieces.next();
    if (piece.done === true) break;
    found = takeHeader(piece.value, delimiter());
  }
  const header = (found?.header ?? []).map((name) => name.trim());
  if (header.every((name) => name === '')) throw new DomainError('invalid', 'delimited:no-header');
  const twice = header.find((name, place) => name !== '' && header.indexOf(name) !== place);
  if (twice !== undefined) throw new DomainError('invalid', 'delimited:repeated-column', { column: twice });
  return { header, rest: found?.rest };
}
