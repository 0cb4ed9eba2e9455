/** Bytes of a recipient key. */
export const KEY_BYTES = 32;

const RADIX = 65_536;

/** Below this, clearing the radix passes' tables takes longer than comparing. */
const SMALLEST_FOR_RADIX = 8_192;

function compareKeys(keys: Uint8Array, a: number, b: number): number {
  for (let byte = 0; byte < KEY_BYTES; byte += 1) {
    const difference = (keys[a * KEY_BYTES + byte] ?? 0) - (keys[b * KEY_BYTES + byte] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function isSorted(keys: Uint8Array, count: number): boolean {
  for (let row = 1; row < count; row += 1) if (compareKeys(keys, row - 1, row) > 0) return false;
  return true;
}

/** One stable pass of a radix sort over the 16-bit digit at `shift` of each row's prefix. */
function sortByDigit(order: Uint32Array, prefixes: Uint32Array, shift: number): Uint32Array {
  const starts = new Uint32Array(RADIX + 1);
  for (let row = 0; row < prefixes.length; row += 1) {
    const digit = ((prefixes[row] ?? 0) >>> shift) & 0xffff;
    starts[digit + 1] = (starts[digit + 1] ?? 0) + 1;
  }
  for (let digit = 0; digit < RADIX; digit += 1)
    starts[digit + 1] = (starts[digit + 1] ?? 0) + (starts[digit] ?? 0);
  const sorted = new Uint32Array(order.length);
  for (let at = 0; at < order.length; at += 1) {
    const row = order[at] ?? 0;
    const digit = ((prefixes[row] ?? 0) >>> shift) & 0xffff;
    const place = starts[digit] ?? 0;
    sorted[place] = row;
    starts[digit] = place + 1;
  }
  return sorted;
}

/** In order of the first four bytes. */
function sortByPrefix(rows: Uint32Array, keys: Uint8Array): Uint32Array {
  const view = new DataView(keys.buffer, keys.byteOffset, keys.byteLength);
  const prefixes = rows.map((row) => view.getUint32(row * KEY_BYTES));
  return sortByDigit(sortByDigit(rows, prefixes, 0), prefixes, 16);
}

/**
 * Row numbers in ascending order of their 32-byte keys. Two radix passes put the first four bytes in order; the few
 * rows that share them (some hundred in a million) are then put right by insertion. Keys that come in order, as a
 * database can send them, are only looked over.
 * @param keys `count` keys of 32 bytes, one after the other
 */
export function sortKeys(keys: Uint8Array, count: number): Uint32Array {
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row += 1) rows[row] = row;
  if (isSorted(keys, count)) return rows;
  if (count < SMALLEST_FOR_RADIX) return rows.sort((a, b) => compareKeys(keys, a, b));
  const order = sortByPrefix(rows, keys);
  for (let place = 1; place < count; place += 1) {
    const row = order[place] ?? 0;
    let at = place;
    while (at > 0 && compareKeys(keys, order[at - 1] ?? 0, row) > 0) {
      order[at] = order[at - 1] ?? 0;
      at -= 1;
    }
    order[at] = row;
  }
  return order;
}
