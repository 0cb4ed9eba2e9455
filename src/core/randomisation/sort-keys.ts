/** Bytes of a recipient key. */
export const KEY_BYTES = 32;

/** Below this, clearing the table of buckets takes longer than comparing. */
const SMALLEST_FOR_BUCKETS = 1_024;

/** Two rows to a bucket on average: few comparisons are left, and the table still fits a cache. */
const ROWS_A_BUCKET = 2;
const LARGEST_BUCKET_BITS = 19;

/** Hashes fill buckets evenly; keys that someone made up need not, and more rows than this are sorted by comparing. */
const LARGEST_INSERTION = 64;

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

/** The first four bytes of each key, most significant first, as a number: all but a few comparisons stop there. */
export function keyPrefixes(keys: Uint8Array, count: number): Uint32Array {
  const view = new DataView(keys.buffer, keys.byteOffset, keys.byteLength);
  const prefixes = new Uint32Array(count);
  for (let row = 0; row < count; row += 1) prefixes[row] = view.getUint32(row * KEY_BYTES);
  return prefixes;
}

/**
 * Puts row numbers in ascending order of their 32-byte keys. Keys are hashes, so their first bits deal the rows evenly
 * over buckets of two or so; within a bucket they are put right by insertion. Keys that come in order, as a database
 * can send them, are only looked over.
 * @param keys `count` keys of 32 bytes, one after the other
 */
export function sortKeys(keys: Uint8Array, count: number): SortedRows {
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row += 1) rows[row] = row;
  return sortRows(keys, rows, keyPrefixes(keys, count));
}

/**
 * `sortKeys` for some of the rows, which it may put in another order.
 * @param prefixes of these rows, see `keyPrefixes`
 */
export function sortRows(keys: Uint8Array, rows: Uint32Array, prefixes: Uint32Array): SortedRows {
  const { ascends, hasRepeated } = lookOver(rows, keys);
  if (ascends) return { order: rows, hasRepeated };
  if (rows.length < SMALLEST_FOR_BUCKETS) {
    rows.sort((a, b) => compareKeys(keys, a, b));
    return { order: rows, hasRepeated: lookOver(rows, keys).hasRepeated };
  }
  return sortByBucket(rows, keys, prefixes);
}

function sortByBucket(rows: Uint32Array, keys: Uint8Array, prefixes: Uint32Array): SortedRows {
  const bits = Math.min(LARGEST_BUCKET_BITS, Math.floor(Math.log2(rows.length / ROWS_A_BUCKET)));
  const shift = 32 - bits;
  // First how many rows each bucket has, then where it begins; when all rows are placed, where it ends.
  const ends = new Uint32Array(1 << bits);
  for (let at = 0; at < rows.length; at += 1) {
    const bucket = (prefixes[at] ?? 0) >>> shift;
    ends[bucket] = (ends[bucket] ?? 0) + 1;
  }
  let start = 0;
  for (let bucket = 0; bucket < ends.length; bucket += 1) {
    const size = ends[bucket] ?? 0;
    ends[bucket] = start;
    start += size;
  }
  const order = new Uint32Array(rows.length);
  const sorted = new Uint32Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] ?? 0;
    const prefix = prefixes[at] ?? 0;
    const bucket = prefix >>> shift;
    const place = ends[bucket] ?? 0;
    order[place] = row;
    sorted[place] = prefix;
    ends[bucket] = place + 1;
  }
  let hasRepeated = false;
  let from = 0;
  for (let bucket = 0; bucket < ends.length; bucket += 1) {
    const to = ends[bucket] ?? 0;
    if (to - from > LARGEST_INSERTION) {
      const crowd = order.subarray(from, to).sort((a, b) => compareKeys(keys, a, b));
      hasRepeated = lookOver(crowd, keys).hasRepeated || hasRepeated;
    } else if (to - from > 1) {
      hasRepeated = insert(order, sorted, from, to, keys) || hasRepeated;
    }
    from = to;
  }
  return { order, hasRepeated };
}

/** Orders the rows of one bucket by insertion; tells whether two keys are the same. */
function insert(
  order: Uint32Array,
  prefixes: Uint32Array,
  from: number,
  to: number,
  keys: Uint8Array,
): boolean {
  let hasRepeated = false;
  for (let place = from + 1; place < to; place += 1) {
    const row = order[place] ?? 0;
    const prefix = prefixes[place] ?? 0;
    let at = place;
    while (at > from) {
      const before = prefixes[at - 1] ?? 0;
      if (before < prefix) break;
      if (before === prefix) {
        const difference = compareKeys(keys, order[at - 1] ?? 0, row);
        hasRepeated ||= difference === 0;
        if (difference <= 0) break;
      }
      order[at] = order[at - 1] ?? 0;
      prefixes[at] = before;
      at -= 1;
    }
    order[at] = row;
    prefixes[at] = prefix;
  }
  return hasRepeated;
}
