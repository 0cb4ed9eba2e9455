import type { Refusal } from '../intake/import-summary.js';
import type { DelimitedRecord } from '../platform/delimited/record-splitter.js';
import {
  matchResponseColumns,
  readResponseLine,
  type IncomingResponse,
  type ResponseColumns,
} from './response-line.js';

/** Where the columns of a file of letters that came back are. */
export interface UndeliverableColumns extends ResponseColumns {
  readonly wave: number | undefined;
}

export type UndeliverableLine =
  | { readonly ok: true; readonly response: IncomingResponse; readonly wave: number | null }
  | { readonly ok: false; readonly refusal: Refusal };

const WAVE = ['wave', 'ronde'];

/** @throws DomainError `responses:columns-missing` */
export function matchUndeliverableColumns(header: readonly string[]): UndeliverableColumns {
  const place = header.findIndex((name) => WAVE.includes(name.trim().toLowerCase()));
  return { ...matchResponseColumns(header), kind: undefined, wave: place === -1 ? undefined : place };
}

/** Reads one line: a letter code or a reference, the day on which it came back, and its wave where that is known. */
export function readUndeliverableLine(
  record: DelimitedRecord,
  columns: UndeliverableColumns,
  kind: string,
  today: string,
): UndeliverableLine {
  const read = readResponseLine(record, columns, kind, today);
  if (!read.ok) return read;
  const written = columns.wave === undefined ? '' : (record.cells[columns.wave] ?? '').trim();
  if (written === '') return { ...read, wave: null };
  if (!/^[1-9]\d?$/.test(written)) {
    const column = columns.header[columns.wave ?? -1] ?? null;
    return { ok: false, refusal: { line: record.line, column, code: 'responses:wave-wrong', params: {} } };
  }
  return { ...read, wave: Number(written) };
}
