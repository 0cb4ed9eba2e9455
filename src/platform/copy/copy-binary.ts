/**
 * The binary format of PostgreSQL's COPY (PostgreSQL documentation, COPY, "Binary Format"): nothing to escape, and a
 * server that has nothing to parse. All numbers are big-endian.
 */

/** "PGCOPY\n\377\r\n\0", no flags, no extension. */
export const BINARY_HEADER = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);

/** A row of −1 columns. */
export const BINARY_TRAILER = Buffer.of(0xff, 0xff);

const INITIAL_BYTES = 1 << 16;

/**
 * Rows to send, one after the other in one piece of memory. Every value is begun by its length. Some pieces are filled
 * by turns: of two, what was taken is good until it has been taken from a second time.
 */
export class BinaryRows {
  private bytes: Buffer;
  private readonly others: Buffer[];
  private readonly allocate: (bytes: number) => Buffer;
  private end = 0;
  private valueAt = 0;

  /** @param isShared whether another thread is to reach the rows where they are */
  constructor({ pieces = 2, isShared = false } = {}) {
    this.allocate = isShared ? (bytes) => Buffer.from(new SharedArrayBuffer(bytes)) : Buffer.allocUnsafeSlow;
    this.bytes = this.allocate(INITIAL_BYTES);
    this.others = Array.from({ length: pieces - 1 }, () => this.allocate(INITIAL_BYTES));
  }

  /** Bytes gathered so far. */
  get length(): number {
    return this.end;
  }

  row(columns: number): void {
    this.reserve(2);
    this.put2(columns);
  }

  null(): void {
    this.reserve(4);
    this.put4(-1);
  }

  int4(value: number): void {
    this.reserve(8);
    this.put4(4);
    this.put4(value);
  }

  int2(value: number): void {
    this.reserve(6);
    this.put4(2);
    this.put2(value);
  }

  bool(value: boolean): void {
    this.reserve(5);
    this.put4(1);
    this.bytes[this.end] = value ? 1 : 0;
    this.end += 1;
  }

  text(value: string): void {
    this.beginValue();
    // A unit of UTF-16 is at most three bytes of UTF-8.
    this.end += this.reserve(value.length * 3).write(value, this.end, 'utf8');
    this.endValue();
  }

  slice(source: Uint8Array, from: number, to: number): void {
    this.beginValue();
    this.part(source, from, to);
    this.endValue();
  }

  /** Begins a value that is put together from parts. */
  beginValue(): void {
    this.reserve(4);
    this.valueAt = this.end;
    this.end += 4;
  }

  part(source: Uint8Array, from: number, to: number): void {
    const bytes = this.reserve(to - from);
    let { end } = this;
    // Values are short: a loop is faster than a call to copy.
    for (let at = from; at < to; at += 1) {
      bytes[end] = source[at] ?? 0;
      end += 1;
    }
    this.end = end;
  }

  /** Parts of one piece of memory, by their places in `starts` and `ends`, with something behind each. */
  parts(
    source: Uint8Array,
    { starts, ends }: { readonly starts: Int32Array; readonly ends: Int32Array },
    places: Uint16Array,
    behind: Uint8Array,
  ): void {
    let length = places.length * behind.length;
    for (const place of places) length += (ends[place] ?? 0) - (starts[place] ?? 0);
    const bytes = this.reserve(length);
    let { end } = this;
    for (const place of places) {
      const to = ends[place] ?? 0;
      for (let at = starts[place] ?? 0; at < to; at += 1) {
        bytes[end] = source[at] ?? 0;
        end += 1;
      }
      for (let at = 0; at < behind.length; at += 1) {
        bytes[end] = behind[at] ?? 0;
        end += 1;
      }
    }
    this.end = end;
  }

  endValue(): void {
    const { end } = this;
    this.end = this.valueAt;
    this.put4(end - this.valueAt - 4);
    this.end = end;
  }

  /** Hands over what was gathered, and begins anew. */
  take(): Buffer {
    const taken = this.bytes.subarray(0, this.end);
    this.others.push(this.bytes);
    this.bytes = this.others.shift() ?? this.allocate(INITIAL_BYTES);
    this.end = 0;
    return taken;
  }

  /** Byte by byte: Buffer's own writers check each number first, which takes longer than writing it. */
  private put2(value: number): void {
    const { bytes, end } = this;
    bytes[end] = value >>> 8;
    bytes[end + 1] = value;
    this.end = end + 2;
  }

  private put4(value: number): void {
    const { bytes, end } = this;
    bytes[end] = value >>> 24;
    bytes[end + 1] = value >>> 16;
    bytes[end + 2] = value >>> 8;
    bytes[end + 3] = value;
    this.end = end + 4;
  }

  private reserve(more: number): Buffer {
    if (this.end + more > this.bytes.length) {
      const larger = this.allocate(Math.max(this.bytes.length * 2, this.end + more));
      this.bytes.copy(larger, 0, 0, this.end);
      this.bytes = larger;
    }
    return this.bytes;
  }
}

/** Reads rows of a known number of columns out of pieces of any size. */
export class BinaryRowReader {
  /** The memory in which the values of the last row are; good until the next push. */
  bytes: Buffer = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  /** Where each value of the last row begins and ends; both −1 for null. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  private at = 0;
  /** Where the bytes that came end. */
  private end = 0;
  private isBegun = false;

  constructor(private readonly columns: number) {
    this.starts = new Int32Array(columns);
    this.ends = new Int32Array(columns);
  }

  push(chunk: Buffer): void {
    const held = this.end - this.at;
    const before = this.bytes;
    if (held + chunk.length > before.length) this.bytes = Buffer.allocUnsafeSlow((held + chunk.length) * 2);
    before.copy(this.bytes, 0, this.at, this.end);
    chunk.copy(this.bytes, held);
    this.at = 0;
    this.end = held + chunk.length;
  }

  /** Goes to the next row; false when it is not there (yet). */
  next(): boolean {
    const { bytes, end, starts, ends, columns } = this;
    if (!this.isBegun) {
      if (end < BINARY_HEADER.length) return false;
      this.at = BINARY_HEADER.length;
      this.isBegun = true;
    }
    let at = this.at + 2;
    if (at > end || bytes.readInt16BE(this.at) !== columns) return false;
    for (let column = 0; column < columns; column += 1) {
      if (at + 4 > end) return false;
      const length = bytes.readInt32BE(at);
      at += 4;
      starts[column] = length === -1 ? -1 : at;
      if (length !== -1) at += length;
      ends[column] = length === -1 ? -1 : at;
    }
    if (at > end) return false;
    this.at = at;
    return true;
  }

  isNull(column: number): boolean {
    return this.starts[column] === -1;
  }

  int4(column: number): number {
    return this.bytes.readInt32BE(this.starts[column]);
  }

  /** '' for null. */
  text(column: number): string {
    return this.bytes.toString(
      'utf8',
      Math.max(0, this.starts[column] ?? 0),
      Math.max(0, this.ends[column] ?? 0),
    );
  }
}
