const INITIAL_NAMES = 1_024;
const INITIAL_BYTES_A_NAME = 16;

/** A polynomial in a small number: names that follow one another lie beside one another, and so in the cache. */
const FACTOR = 31;

const EMPTY = -1;

/**
 * Numbers names in the order in which they first come. It holds their bytes one after the other and finds them by
 * hash: half a million households take some twenty megabytes, a third of what a Map of strings does.
 */
export class ByteNames {
  /** How many different names came. */
  size = 0;
  private bytes: Buffer;
  /** Where each name begins; the next one's beginning is its end. */
  private starts: Uint32Array;
  private hashes: Uint32Array;
  /** Numbers of names by hash, at most half of the places taken. */
  private slots: Int32Array;
  /** The name that came last: members of a household stand together in most files. */
  private last = EMPTY;

  /** @param expected how many names will come, roughly; more may */
  constructor(expected = INITIAL_NAMES) {
    const names = 2 ** Math.ceil(Math.log2(Math.max(expected, INITIAL_NAMES)));
    this.bytes = Buffer.alloc(names * INITIAL_BYTES_A_NAME);
    this.starts = new Uint32Array(names + 1);
    this.hashes = new Uint32Array(names);
    this.slots = new Int32Array(names * 2).fill(EMPTY);
  }

  /** The number of the name in `source` from `from` up to `to`. */
  numberOf(source: Uint8Array, from: number, to: number): number {
    if (this.last !== EMPTY && this.isName(this.last, source, from, to)) return this.last;
    this.last = this.find(source, from, to);
    return this.last;
  }

  private find(source: Uint8Array, from: number, to: number): number {
    let hash = 0;
    for (let at = from; at < to; at += 1) hash = Math.imul(hash, FACTOR) + (source[at] ?? 0);
    hash >>>= 0;
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = this.slots[slot] ?? EMPTY;
      if (number === EMPTY) return this.add(source, from, to, hash, slot);
      if (this.hashes[number] === hash && this.isName(number, source, from, to)) return number;
    }
  }

  nameOf(number: number): string {
    return this.bytes.toString('utf8', this.starts[number] ?? 0, this.starts[number + 1] ?? 0);
  }

  /** All names, by number. */
  names(): string[] {
    return Array.from({ length: this.size }, (_, number) => this.nameOf(number));
  }

  private isName(number: number, source: Uint8Array, from: number, to: number): boolean {
    const start = this.starts[number] ?? 0;
    if ((this.starts[number + 1] ?? 0) - start !== to - from) return false;
    for (let at = from; at < to; at += 1) if (source[at] !== this.bytes[start + at - from]) return false;
    return true;
  }

  private add(source: Uint8Array, from: number, to: number, hash: number, slot: number): number {
    const number = this.size;
    const start = this.starts[number] ?? 0;
    const end = start + to - from;
    if (end > this.bytes.length)
      this.bytes = Buffer.concat([this.bytes], Math.max(end, this.bytes.length * 2));
    this.bytes.set(source.subarray(from, to), start);
    this.slots[slot] = number;
    this.hashes[number] = hash;
    this.starts[number + 1] = end;
    this.size += 1;
    if (this.size === this.hashes.length) this.grow();
    return number;
  }

  private grow(): void {
    const names = this.size * 2;
    const starts = new Uint32Array(names + 1);
    starts.set(this.starts);
    this.starts = starts;
    const hashes = new Uint32Array(names);
    hashes.set(this.hashes);
    this.hashes = hashes;
    this.slots = new Int32Array(names * 2).fill(EMPTY);
    const mask = this.slots.length - 1;
    for (let number = 0; number < this.size; number += 1) {
      let slot = (this.hashes[number] ?? 0) & mask;
      while (this.slots[slot] !== EMPTY) slot = (slot + 1) & mask;
      this.slots[slot] = number;
    }
  }
}
