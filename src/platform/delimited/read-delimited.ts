import { createReadStream } from 'node:fs';
import { DomainError } from '../../core/domain-error.js';
import type { InspectedFile } from './inspect-file.js';
import { RecordSplitter, type DelimitedRecord } from './record-splitter.js';

/** Candidates for the delimiter, the one that Dutch spreadsheets write first. */
const DELIMITERS = [';', '\t', ','];

/** A delimited file that is being read. */
export interface DelimitedFile {
  /** The header's cells, trimmed. */
  readonly header: readonly string[];
  /** The records after the header, some thousand at a time. */
  readonly batches: AsyncIterable<DelimitedRecord[]>;
}

/** The delimiter is the candidate that the header has most of, outside quotes. */
export function guessDelimiter(header: string): string {
  const bare = header.replace(/"[^"]*"/g, '');
  const counts = DELIMITERS.map((delimiter) => bare.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ';';
}

async function* decode(file: InspectedFile): AsyncGenerator<string> {
  // A byte-order mark is taken off by the decoder.
  const decoder = new TextDecoder(file.encoding);
  for await (const chunk of createReadStream(file.path, { highWaterMark: 256 * 1024 })) {
    const part: Buffer = chunk;
    const text = decoder.decode(part, { stream: true });
    if (text !== '') yield text;
  }
  const last = decoder.decode();
  if (last !== '') yield last;
}

/**
 * Opens a file of records. Memory does not grow with the file.
 * @throws DomainError `delimited:no-header`, `delimited:repeated-column`, and while reading what `RecordSplitter` throws
 */
export async function readDelimited(file: InspectedFile): Promise<DelimitedFile> {
  const texts = decode(file);
  const first = await texts.next();
  const text = first.done === true ? '' : first.value;
  const splitter = new RecordSplitter(guessDelimiter(text.split(/[\r\n]/, 1)[0] ?? ''));
  let records = splitter.push(text);
  let ended = false;
  while (records.length === 0 && !ended) {
    const more = await texts.next();
    ended = more.done === true;
    records = more.done === true ? splitter.end() : splitter.push(more.value);
  }
  const [headerRecord, ...rest] = records;
  const header = (headerRecord?.cells ?? []).map((name) => name.trim());
  if (header.every((name) => name === '')) throw new DomainError('invalid', 'delimited:no-header');
  const twice = header.find((name, place) => name !== '' && header.indexOf(name) !== place);
  if (twice !== undefined) throw new DomainError('invalid', 'delimited:repeated-column', { column: twice });
  async function* batches(): AsyncGenerator<DelimitedRecord[]> {
    if (rest.length > 0) yield rest;
    if (ended) return;
    for await (const more of texts) {
      const whole = splitter.push(more);
      if (whole.length > 0) yield whole;
    }
    const last = splitter.end();
    if (last.length > 0) yield last;
  }
  return { header, batches: batches() };
}
