import { DomainError } from '../../core/domain-error.js';

/** The longest record, in characters: an unclosed quote would swallow the rest of the file. */
export const MAX_RECORD_CHARACTERS = 100_000;

/** Columns that a file may have. */
const MAX_COLUMNS = 500;

/** A record of a delimited file. */
export interface DelimitedRecord {
  /** 1-based number of the line of the file on which the record begins. */
  readonly line: number;
  readonly cells: string[];
}

/**
 * Splits the text of a delimited file (RFC 4180, with any delimiter and any line ending) into records. Text comes in
 * pieces of any size. Quoted cells may hold delimiters, line ends and doubled quotes. Empty lines are passed over but
 * counted.
 */
export class RecordSplitter {
  private rest = '';

  /** @param line the number of the line on which the text begins */
  constructor(
    private readonly delimiter: string,
    private line = 1,
  ) {}

  /** The records that are whole by now. */
  push(text: string): DelimitedRecord[] {
    return this.split(this.rest + text, false);
  }

  /** The records that the end of the file makes whole. */
  end(): DelimitedRecord[] {
    return this.split(this.rest, true);
  }

  private split(text: string, atEnd: boolean): DelimitedRecord[] {
    // Most pieces of most files have no quote, and are split many times faster than record by record.
    if (!text.includes('"')) return this.splitPlain(text, atEnd);
    const records: DelimitedRecord[] = [];
    let at = 0;
    while (at < text.length) {
      const line = this.line;
      const record = this.recordAt(text, at, atEnd);
      if (record === undefined) break;
      if (record.cells.length > MAX_COLUMNS) throw tooManyColumns(line);
      const { cells } = record;
      if (cells.length > 1 || cells[0] !== '') records.push({ line, cells });
      at = record.next;
    }
    this.keep(text.slice(at));
    return records;
  }

  /** Text without quotes: every line is a record. */
  private splitPlain(text: string, atEnd: boolean): DelimitedRecord[] {
    // A CR at the very end may still be followed by its LF.
    const held = !atEnd && text.endsWith('\r') ? '\r' : '';
    const whole = held === '' ? text : text.slice(0, -1);
    const lines = (whole.includes('\r') ? whole.replace(/\r\n?/g, '\n') : whole).split('\n');
    const last = lines.pop() ?? '';
    if (atEnd && last !== '') lines.push(last);
    const records: DelimitedRecord[] = [];
    for (const text of lines) {
      const cells = text.split(this.delimiter);
      if (cells.length > MAX_COLUMNS) throw tooManyColumns(this.line);
      if (text !== '') records.push({ line: this.line, cells });
      this.line += 1;
    }
    this.keep(atEnd ? '' : last + held);
    return records;
  }

  /** Holds the beginning of a record until its end comes. */
  private keep(rest: string): void {
    this.rest = rest;
    if (this.rest.length > MAX_RECORD_CHARACTERS) {
      throw new DomainError('invalid', 'delimited:record-too-long', {
        line: this.line,
        maximum: MAX_RECORD_CHARACTERS,
      });
    }
  }

  /** The record that begins at a place, and where the next one does; undefined when its end is not there yet. */
  private recordAt(
    text: string,
    start: number,
    atEnd: boolean,
  ): { cells: string[]; next: number } | undefined {
    const end = lineEnd(text, start, atEnd);
    if (end === undefined) return undefined;
    const line = text.slice(start, end.at);
    // Nearly all lines have no quote, and are split many times faster than character by character.
    if (!line.includes('"')) {
      this.line += 1;
      return { cells: line.split(this.delimiter), next: end.next };
    }
    return this.quotedRecordAt(text, start, atEnd);
  }

  private quotedRecordAt(
    text: string,
    start: number,
    atEnd: boolean,
  ): { cells: string[]; next: number } | undefined {
    const cells: string[] = [];
    let at = start;
    let lines = 0;
    for (;;) {
      let cell = '';
      if (text[at] === '"') {
        at += 1;
        for (;;) {
          const quote = text.indexOf('"', at);
          if (quote === -1 || (quote === text.length - 1 && !atEnd)) {
            if (!atEnd) return undefined;
            throw new DomainError('invalid', 'delimited:quote-not-closed', { line: this.line });
          }
          cell += text.slice(at, quote);
          at = quote + 1;
          if (text[at] !== '"') break;
          cell += '"';
          at += 1;
        }
        lines += countLineEnds(cell);
      }
      // What stands behind a closing quote, or a cell without quotes, runs up to a delimiter or the end of the line.
      const end = lineEnd(text, at, atEnd);
      if (end === undefined) return undefined;
      const delimiter = text.indexOf(this.delimiter, at);
      if (delimiter !== -1 && delimiter < end.at) {
        cells.push(cell + text.slice(at, delimiter));
        at = delimiter + 1;
        continue;
      }
      cells.push(cell + text.slice(at, end.at));
      this.line += lines + 1;
      return { cells, next: end.next };
    }
  }
}

const tooManyColumns = (line: number): DomainError =>
  new DomainError('invalid', 'delimited:too-many-columns', { line, maximum: MAX_COLUMNS });

/** The end of a line (LF, CR LF or CR) from a place on; a CR at the very end may still be followed by its LF. */
function lineEnd(text: string, from: number, atEnd: boolean): { at: number; next: number } | undefined {
  const lf = text.indexOf('\n', from);
  const upTo = lf === -1 ? text.length : lf;
  const crInLine = text.slice(from, upTo).indexOf('\r');
  if (crInLine !== -1) {
    const cr = from + crInLine;
    if (cr === text.length - 1 && !atEnd) return undefined;
    return { at: cr, next: text[cr + 1] === '\n' ? cr + 2 : cr + 1 };
  }
  if (lf !== -1) return { at: lf, next: lf + 1 };
  return atEnd ? { at: text.length, next: text.length } : undefined;
}

const countLineEnds = (text: string): number => text.match(/\r\n|\n|\r/g)?.length ?? 0;
