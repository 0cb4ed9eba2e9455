import { createCipheriv, type Cipheriv } from 'node:crypto';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';

/**
 * AES-256-GCM (NIST SP 800-38D) for a million short values under one key. Each value has a nonce and a tag of its own,
 * and is what `createCipheriv('aes-256-gcm')` would have made of it; a test holds the two together. Making that cipher
 * anew takes longer than all else for a value of some hundred bytes, so here the key stream of many values comes from
 * one cipher in one call, and the tag's hash is reckoned from tables of the key.
 *
 * Imports nothing of ours, so that the same file is also the worker that does this on another core.
 */

/** What stands before a sealed value: a version and eight bytes of chance. */
export const SEAL_HEAD = 9;

/** What stands behind it. */
export const SEAL_TAG = 16;

export const SEAL_VERSION = 2;

/** Numbers that tell where one value is: its owner's number, where it begins and where it ends. */
export const MARK = 3;

const BLOCK = 16;

/** Blocks of key stream made in one call: some tens of kilobytes, which stay in the cache. */
const BLOCKS_A_CALL = 2_048;

/** Bytes, a word: as `Int32Array` has them. */
const WORDS = 4;

/** Of the field GF(2^128) of GCM, first word of x^128 in its own order of bits. */
const REDUCTION = 0xe1000000;

/** The products of the hash key with each byte at each of the sixteen places of a block. */
function hashTables(hashKey: Buffer): Int32Array {
  const tables = new Int32Array(BLOCK * 256 * WORDS);
  let product = [0, 4, 8, 12].map((at) => hashKey.readUInt32BE(at));
  for (let place = 0; place < BLOCK; place += 1) {
    const base = place * 256 * WORDS;
    for (let bit = 128; bit >= 1; bit >>>= 1) {
      tables.set(product, base + bit * WORDS);
      product = timesX(product);
    }
    for (let byte = 3; byte < 256; byte += 1) {
      const low = byte & -byte;
      if (low === byte) continue;
      for (let word = 0; word < WORDS; word += 1) {
        const one = tables[base + low * WORDS + word] ?? 0;
        tables[base + byte * WORDS + word] = one ^ (tables[base + (byte ^ low) * WORDS + word] ?? 0);
      }
    }
  }
  return tables;
}

function timesX([a = 0, b = 0, c = 0, d = 0]: readonly number[]): number[] {
  const first = (a >>> 1) ^ (d & 1 ? REDUCTION : 0);
  return [first, (b >>> 1) | (a << 31), (c >>> 1) | (b << 31), (d >>> 1) | (c << 31)];
}

export class BulkGcm {
  private readonly cipher: Cipheriv;
  private readonly tables: Int32Array;
  /** State of the hash after what goes with every value. */
  private readonly start = new Int32Array(WORDS);
  private readonly state = new Int32Array(WORDS);
  private readonly scratch = new Uint8Array(BLOCK);
  private readonly counters = Buffer.alloc(BLOCKS_A_CALL * BLOCK);

  /**
   * @param key 32 bytes
   * @param bound 16 bytes that each value is bound to, as additional authenticated data
   */
  constructor(key: Uint8Array, bound: Uint8Array) {
    if (bound.length !== BLOCK) throw new RangeError('A value is bound to sixteen bytes.');
    this.cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
    this.tables = hashTables(this.cipher.update(Buffer.alloc(BLOCK)));
    this.hash(bound, 0, 1);
    this.start.set(this.state);
  }

  /**
   * Seals values where they stand: from the second number of each mark up to the third. Before each stand its head,
   * whose last eight bytes are the nonce's together with the first number; behind it is room for the tag.
   * No number may be sealed twice with the same eight bytes.
   */
  seal(bytes: Uint8Array, marks: Int32Array): void {
    this.go(bytes, marks, (from, to, stream, at) => {
      xor(bytes, from, to, stream, at + BLOCK);
      this.tag(bytes, from, to, stream, at);
      for (let place = 0; place < BLOCK; place += 1) bytes[to + place] = this.scratch[place] ?? 0;
      return true;
    });
  }

  /**
   * Opens sealed values where they stand.
   * @returns whether all were whole; what was not is left as it is
   */
  open(bytes: Uint8Array, marks: Int32Array): boolean {
    return this.go(bytes, marks, (from, to, stream, at) => {
      this.tag(bytes, from, to, stream, at);
      let difference = 0;
      for (let place = 0; place < BLOCK; place += 1)
        difference |= (this.scratch[place] ?? 0) ^ (bytes[to + place] ?? 0);
      if (difference === 0) xor(bytes, from, to, stream, at + BLOCK);
      return difference === 0;
    });
  }

  private go(
    bytes: Uint8Array,
    marks: Int32Array,
    each: (from: number, to: number, stream: Buffer, at: number) => boolean,
  ): boolean {
    let isWhole = true;
    for (let first = 0; first < marks.length;) {
      let blocks = 0;
      let last = first;
      for (; last < marks.length; last += MARK) {
        const from = marks[last + 1] ?? 0;
        const needed = 1 + Math.ceil(((marks[last + 2] ?? 0) - from) / BLOCK);
        if (needed > BLOCKS_A_CALL) throw new RangeError('A value to seal is too long.');
        if (blocks + needed > BLOCKS_A_CALL) break;
        this.count(bytes, marks[last] ?? 0, from, blocks, needed);
        blocks += needed;
      }
      const stream = this.cipher.update(this.counters.subarray(0, blocks * BLOCK));
      for (let at = 0; first < last; first += MARK) {
        const from = marks[first + 1] ?? 0;
        const to = marks[first + 2] ?? 0;
        isWhole = each(from, to, stream, at) && isWhole;
        at += (1 + Math.ceil((to - from) / BLOCK)) * BLOCK;
      }
    }
    return isWhole;
  }

  /** Writes the counter blocks of one value: the first is for its tag, the others for its bytes. */
  private count(bytes: Uint8Array, number: number, from: number, first: number, blocks: number): void {
    const { counters } = this;
    for (let block = 0; block < blocks; block += 1) {
      const at = (first + block) * BLOCK;
      const counter = block + 1;
      counters[at] = number >>> 24;
      counters[at + 1] = number >>> 16;
      counters[at + 2] = number >>> 8;
      counters[at + 3] = number;
      for (let place = 0; place < 8; place += 1) counters[at + 4 + place] = bytes[from - 8 + place] ?? 0;
      counters[at + 12] = 0;
      counters[at + 13] = 0;
      counters[at + 14] = counter >>> 8;
      counters[at + 15] = counter;
    }
  }

  /** Leaves the tag of a sealed value in `scratch`. */
  private tag(bytes: Uint8Array, from: number, to: number, stream: Buffer, at: number): void {
    const { scratch, state } = this;
    const length = to - from;
    const whole = length >>> 4;
    state.set(this.start);
    this.hash(bytes, from, whole);
    if (whole * BLOCK < length) {
      scratch.fill(0);
      for (let place = whole * BLOCK; place < length; place += 1)
        scratch[place & 15] = bytes[from + place] ?? 0;
      this.hash(scratch, 0, 1);
    }
    scratch.fill(0);
    // Bits of what it is bound to, and of itself.
    scratch[7] = BLOCK * 8;
    scratch[13] = length >>> 13;
    scratch[14] = length >>> 5;
    scratch[15] = length << 3;
    this.hash(scratch, 0, 1);
    for (let place = 0; place < BLOCK; place += 1) {
      const word = state[place >>> 2] ?? 0;
      scratch[place] = (word >>> (24 - 8 * (place & 3))) ^ (stream[at + place] ?? 0);
    }
  }

  /** GHASH: takes whole blocks into the state. */
  private hash(bytes: Uint8Array, from: number, blocks: number): void {
    const { tables, state } = this;
    for (let block = 0; block < blocks; block += 1) {
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      let at = from + block * BLOCK;
      let place = 0;
      for (let word = 0; word < WORDS; word += 1) {
        const before = state[word] ?? 0;
        for (let shift = 24; shift >= 0; shift -= 8) {
          const byte = ((bytes[at] ?? 0) ^ (before >>> shift)) & 0xff;
          const entry = (place << 10) | (byte << 2);
          a ^= tables[entry] ?? 0;
          b ^= tables[entry + 1] ?? 0;
          c ^= tables[entry + 2] ?? 0;
          d ^= tables[entry + 3] ?? 0;
          at += 1;
          place += 1;
        }
      }
      state[0] = a;
      state[1] = b;
      state[2] = c;
      state[3] = d;
    }
  }
}

function xor(bytes: Uint8Array, from: number, to: number, stream: Buffer, at: number): void {
  const difference = at - from;
  for (let place = from; place < to; place += 1)
    bytes[place] = (bytes[place] ?? 0) ^ (stream[place + difference] ?? 0);
}

/** What the worker is begun with. */
export interface BulkGcmWorkerData {
  readonly isBulkGcm: true;
  readonly key: Uint8Array;
  readonly bound: Uint8Array;
}

/** A piece of shared memory with values to seal. */
export interface SealOrder {
  readonly bytes: Uint8Array;
  readonly marks: Int32Array;
}

function isOrder(data: unknown): data is BulkGcmWorkerData {
  return typeof data === 'object' && data !== null && 'isBulkGcm' in data;
}

const order: unknown = workerData;
if (!isMainThread && isOrder(order)) {
  const bulk = new BulkGcm(order.key, order.bound);
  parentPort?.on('message', ({ bytes, marks }: SealOrder) => {
    bulk.seal(bytes, marks);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads has no origin
    parentPort?.postMessage(marks.length);
  });
}
