/** Bytes of a recipient key. */
export const KEY_BYTES = 32;

const RADIX = 65_536;

function compareKeys(keys: Uint8Array, a: number, b: number): number {
  for (let byte = 0; byte < KEY_BYTES; byte += 1) {
    const difference = (keys[a * KEY_BYTES + byte] ?? 0) - (keys[b * KEY_BYTES + byte] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** One stable pass of a radix sort over the 16-bit digit at `offset` of each key. */
function sortByDigit(order: Uint32Array, keys: Uint8Array, offset: number): Uint32Array {
  const digit = (row: number): number =>
    ((keys[row * KEY_BYTES + offset] ?? 0) << 8) | (keys[row * KEY_BYTES + offset + 1] ?? 0);
  const starts = new Uint32Array(RADIX + 1);
  for (const row of order) starts[digit(row) + 1] = (starts[digit(row) + 1] ?? 0) + 1;
  for (let value = 0; value < RADIX; value += 1)
    starts[value + 1] = (starts[value + 1] ?? 0) + (starts[value] ?? 0);
  const sorted = new Uint32Array(order.length);
  for (const row of order) {
    const place = starts[digit(row)] ?? 0;
    sorted[place] = row;
    starts[digit(row)] = place + 1;
  }
  return sorted;
}

/**
 * Row numbers in ascending order of their 32-byte keys. Two radix passes put the first four bytes in order; the few
 * rows that share them (some hundred in a million) are then put right by insertion.
 * @param keys `count` keys of 32 bytes, one after the other
 */
export function sortKeys(keys: Uint8Array, count: number): Uint32Array {
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row += 1) rows[row] = row;
  const order = sortByDigit(sortByDigit(rows, keys, 2), keys, 0);
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
