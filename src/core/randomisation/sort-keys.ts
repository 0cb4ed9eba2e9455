/** Bytes of a recipient key. */
export const KEY_BYTES = 32;

/** Eleven bits a pass: three passes see 32 bits, and the 2,048 places written to by turns stay in the cache. */
const DIGIT_BITS = 11;
const RADIX = 1 << DIGIT_BITS;

/** Below this, clearing the radix passes' tables takes longer than comparing. */
const SMALLEST_FOR_RADIX = 1_024;

/** Rows in ascending order of their keys. */
export interface SortedRows {
  readonly order: Uint32Array;
  /** Whether two rows have the same key. */
  readonly hasRepeated: boolean;
}

/** Below zero when row `a` has the smaller key, zero when both have one key. */
export function compareKeys(keys: Uint8Array, a: number, b: number): number {
  for (let byte = 0; byte < KEY_BYTES; byte += 1) {
    const difference = (keys[a * KEY_BYTES + byte] ?? 0) - (keys[b * KEY_BYTES + byte] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A row's first four key bytes, most significant first, beside its number: what the passes move. */
interface PrefixedRows {
  readonly prefixes: Uint32Array;
  readonly order: Uint32Array;
}

/** One stable pass of a radix sort, by the digit of the prefix at `shift`. */
function sortByDigit({ prefixes, order }: PrefixedRows, shift: number): PrefixedRows {
  const starts = new Uint32Array(RADIX + 1);
  for (let at = 0; at < order.length; at += 1) {
    const digit = ((prefixes[at] ?? 0) >>> shift) & (RADIX - 1);
    starts[digit + 1] = (starts[digit + 1] ?? 0) + 1;
  }
  for (let digit = 0; digit < RADIX; digit += 1)
    starts[digit + 1] = (starts[digit + 1] ?? 0) + (starts[digit] ?? 0);
  const sorted = { prefixes: new Uint32Array(order.length), order: new Uint32Array(order.length) };
  for (let at = 0; at < order.length; at += 1) {
    const prefix = prefixes[at] ?? 0;
    const digit = (prefix >>> shift) & (RADIX - 1);
    const place = starts[digit] ?? 0;
    sorted.prefixes[place] = prefix;
    sorted.order[place] = order[at] ?? 0;
    starts[digit] = place + 1;
  }
  return sorted;
}

function sortByPrefix(rows: Uint32Array, keys: Uint8Array): PrefixedRows {
  const view = new DataView(keys.buffer, keys.byteOffset, keys.byteLength);
  let sorted: PrefixedRows = { prefixes: rows.map((row) => view.getUint32(row * KEY_BYTES)), order: rows };
  for (let shift = 0; shift < 32; shift += DIGIT_BITS) sorted = sortByDigit(sorted, shift);
  return sorted;
}

/** Whether keys that come one after the other ascend, and whether two that are next to one another are the same. */
function lookOver(order: Uint32Array, keys: Uint8Array): { ascends: boolean; hasRepeated: boolean } {
  let hasRepeated = false;
  for (let place = 1; place < order.length; place += 1) {
    const difference = compareKeys(keys, order[place - 1] ?? 0, order[place] ?? 0);
    if (difference > 0) return { ascends: false, hasRepeated };
    hasRepeated ||= difference === 0;
  }
  return { ascends: true, hasRepeated };
}

/**
 * Puts row numbers in ascending order of their 32-byte keys. Radix passes put the first four bytes in order; the few
 * rows that share them (some hundred in a million) are then put right by insertion. Keys that come in order, as a
 * database can send them, are only looked over.
 * @param keys `count` keys of 32 bytes, one after the other
 */
export function sortKeys(keys: Uint8Array, count: number): SortedRows {
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row += 1) rows[row] = row;
  return sortRows(keys, rows);
}

/** `sortKeys` for some of the rows, which it may put in another order. */
export function sortRows(keys: Uint8Array, rows: Uint32Array): SortedRows {
  const { ascends, hasRepeated } = lookOver(rows, keys);
  if (ascends) return { order: rows, hasRepeated };
  if (rows.length < SMALLEST_FOR_RADIX) {
    rows.sort((a, b) => compareKeys(keys, a, b));
    return { order: rows, hasRepeated: lookOver(rows, keys).hasRepeated };
  }
  const sorted = sortByPrefix(rows, keys);
  return { order: sorted.order, hasRepeated: putRight(sorted, keys) };
}

/** Orders rows of one prefix by the rest of their keys; tells whether two are the same. */
function putRight({ prefixes, order }: PrefixedRows, keys: Uint8Array): boolean {
  let hasRepeated = false;
  for (let place = 1; place < order.length; place += 1) {
    if (prefixes[place] !== prefixes[place - 1]) continue;
    const row = order[place] ?? 0;
    let at = place;
    while (at > 0 && prefixes[at - 1] === prefixes[place]) {
      const difference = compareKeys(keys, order[at - 1] ?? 0, row);
      hasRepeated ||= difference === 0;
      if (difference <= 0) break;
      order[at] = order[at - 1] ?? 0;
      at -= 1;
    }
    order[at] = row;
  }
  return hasRepeated;
}
