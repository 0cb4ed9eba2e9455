import { DomainError } from '../domain-error.js';
import { taggedHash } from './commitment.js';
import { armCounts, dealArms } from './deal-arms.js';
import type { Design } from './design.js';
import { chacha20Stream } from './random-stream.js';
import { compareKeys, keyPrefixes, sortKeys, sortRows } from './sort-keys.js';

/** In a column of clusters: this recipient is a cluster of their own. */
export const NO_CLUSTER = -1;

/** The recipients to draw for, column by column; row i of each column is recipient i. Columns may be longer. */
export interface RecipientRows {
  readonly count: number;
  /** Keys of 32 bytes (`recipientKey`), one after the other. */
  readonly keys: Uint8Array;
  /** Index into `stratumLabels`. */
  readonly strata: Uint32Array | Int32Array;
  /** Public labels of the strata, all different; '' when there is one only. */
  readonly stratumLabels: readonly string[];
  /** Number of the cluster, from 0 up to `clusterCount`, or NO_CLUSTER. Not read when recipients are drawn. */
  readonly clusters: Int32Array;
  readonly clusterCount: number;
}

/** What the draw gives, row i of each column for recipient i. */
export interface DrawnColumns {
  /** Index into the design's arms. */
  readonly arms: Uint16Array;
  /** The stratum within which the recipient's unit was drawn: all members of a cluster have that of the cluster. */
  readonly strata: Int32Array;
}

/**
 * The draw, version 1: a pure function of the design, the entropy and the set of recipients. It sorts the recipients
 * by key, so the order in which they come, the number of workers and restarts change nothing.
 *
 * The units are put in order of key; a cluster has the smallest key of its members, and is in that member's stratum.
 * `armCounts` says how many units of each stratum every arm gets, from a ChaCha20 stream whose key is
 * SHA-256("openbrief-leftovers-1" ‖ 0 ‖ entropy); `dealArms` gives them to units in a random order, from a stream for
 * each stratum whose key is SHA-256("openbrief-stratum-1" ‖ 0 ‖ entropy ‖ label of the stratum). Given the counts,
 * strata are thus independent of one another. docs/verification-pack.md has it step by step.
 * @param entropy 32 bytes, see `drawEntropy`
 * @throws DomainError `randomisation:repeated-key` when two units of a stratum have one key, so that their order would
 *   not be fixed (that no two recipients have one, `listColumns` and the reader of a pack see to); `randomisation:weights`
 */
export function drawColumns(design: Design, entropy: Uint8Array, rows: RecipientRows): DrawnColumns {
  const units = unitsOf(design, rows);
  const { grouped, prefixes, starts } = groupByStratum(units, rows);
  const dealt = dealStrata(design, entropy, rows.stratumLabels, starts);
  const arms = new Uint16Array(rows.count);
  for (let stratum = 0; stratum < rows.stratumLabels.length; stratum += 1) {
    const start = starts[stratum] ?? 0;
    // A stratum at a time, which fits the processor's cache where all units together do not.
    const end = starts[stratum + 1];
    const { order, hasRepeated } = sortRows(
      rows.keys,
      grouped.subarray(start, end),
      prefixes.subarray(start, end),
    );
    if (hasRepeated) throw new DomainError('conflict', 'randomisation:repeated-key');
    for (let place = 0; place < order.length; place += 1) {
      arms[order[place] ?? 0] = dealt[start + place] ?? 0;
    }
  }
  const strata = Int32Array.from(rows.strata.subarray(0, rows.count));
  followLeaders(rows, units.leaderOf, strata, arms);
  return { arms, strata };
}

/** The public list before the draw: its order, and the stratum in which each recipient's unit will be drawn. */
export interface ListedColumns {
  /** Rows in ascending order of key. */
  readonly order: Uint32Array;
  /** Index into the stratum labels, by row. */
  readonly strata: Int32Array;
}

/**
 * What of the draw is fixed by the recipients alone, before any chance comes in.
 * @throws DomainError `randomisation:repeated-key`
 */
export function listColumns(design: Design, rows: RecipientRows): ListedColumns {
  const { order, hasRepeated } = sortKeys(rows.keys, rows.count);
  if (hasRepeated) throw new DomainError('conflict', 'randomisation:repeated-key');
  return { order, strata: strataOfUnits(design, rows) };
}

/**
 * The stratum in which each recipient's unit is drawn: a cluster is in that of its member with the smallest key, and so
 * are all its members, in the draw, in the list and in every count.
 */
export function strataOfUnits(design: Design, rows: RecipientRows): Int32Array {
  const strata = Int32Array.from(rows.strata.subarray(0, rows.count));
  if (design.unit === 'cluster') followLeaders(rows, unitsOf(design, rows).leaderOf, strata);
  return strata;
}

/** What is drawn: a cluster is drawn where its leader is, the member with the smallest key. */
interface Units {
  /** A row of each unit: the recipient, or the leader of the cluster. */
  readonly leaders: Uint32Array;
  /** The leader's row by cluster; undefined when recipients are drawn. */
  readonly leaderOf: Int32Array | undefined;
  readonly prefixes: Uint32Array;
}

function unitsOf({ unit }: Design, { count, keys, clusters, clusterCount }: RecipientRows): Units {
  const prefixes = keyPrefixes(keys, count);
  const leaders = new Uint32Array(count);
  if (unit === 'recipient') {
    for (let row = 0; row < count; row += 1) leaders[row] = row;
    return { leaders, leaderOf: undefined, prefixes };
  }
  const leaderOf = new Int32Array(clusterCount).fill(-1);
  let found = 0;
  for (let row = 0; row < count; row += 1) {
    const cluster = clusters[row] ?? NO_CLUSTER;
    if (cluster === NO_CLUSTER) {
      leaders[found] = row;
      found += 1;
      continue;
    }
    const leader = leaderOf[cluster] ?? -1;
    const difference = leader === -1 ? -1 : (prefixes[row] ?? 0) - (prefixes[leader] ?? 0);
    if (difference < 0 || (difference === 0 && compareKeys(keys, row, leader) < 0)) leaderOf[cluster] = row;
  }
  for (let cluster = 0; cluster < clusterCount; cluster += 1) {
    const leader = leaderOf[cluster] ?? -1;
    if (leader === -1) continue;
    leaders[found] = leader;
    found += 1;
  }
  return { leaders: leaders.subarray(0, found), leaderOf, prefixes };
}

/** Rows put together by stratum; those of stratum i are from `starts[i]` up to `starts[i + 1]`. */
interface GroupedRows {
  readonly grouped: Uint32Array;
  /** The beginnings of their keys, see `keyPrefixes`. */
  readonly prefixes: Uint32Array;
  readonly starts: Uint32Array;
}

function groupByStratum(
  { leaders, prefixes: prefixOf }: Units,
  { strata, stratumLabels }: RecipientRows,
): GroupedRows {
  const starts = new Uint32Array(stratumLabels.length + 1);
  for (let unit = 0; unit < leaders.length; unit += 1) {
    const next = (strata[leaders[unit] ?? 0] ?? 0) + 1;
    starts[next] = (starts[next] ?? 0) + 1;
  }
  for (let stratum = 0; stratum < stratumLabels.length; stratum += 1) {
    starts[stratum + 1] = (starts[stratum + 1] ?? 0) + (starts[stratum] ?? 0);
  }
  const places = starts.slice();
  const grouped = new Uint32Array(leaders.length);
  const prefixes = new Uint32Array(leaders.length);
  for (let unit = 0; unit < leaders.length; unit += 1) {
    const row = leaders[unit] ?? 0;
    const stratum = strata[row] ?? 0;
    const place = places[stratum] ?? 0;
    grouped[place] = row;
    prefixes[place] = prefixOf[row] ?? 0;
    places[stratum] = place + 1;
  }
  return { grouped, prefixes, starts };
}

/** Gives all members of a cluster the stratum, and where it has been dealt the arm, of its leader. */
function followLeaders(
  { count, clusters }: RecipientRows,
  leaderOf: Int32Array | undefined,
  strata: Int32Array,
  arms?: Uint16Array,
): void {
  if (leaderOf === undefined) return;
  for (let row = 0; row < count; row += 1) {
    const cluster = clusters[row] ?? NO_CLUSTER;
    if (cluster === NO_CLUSTER) continue;
    const leader = leaderOf[cluster] ?? 0;
    strata[row] = strata[leader] ?? 0;
    if (arms !== undefined) arms[row] = arms[leader] ?? 0;
  }
}

/**
 * Deals the arms.
 * @param starts where each stratum's units begin, see `GroupedRows`
 * @returns the arms of the units: stratum by stratum, within one in order of key
 */
function dealStrata(
  design: Design,
  entropy: Uint8Array,
  labels: readonly string[],
  starts: Uint32Array,
): Uint16Array {
  const ordered = labels
    .map((label, stratum) => ({
      label: Buffer.from(label, 'utf8'),
      start: starts[stratum] ?? 0,
      end: starts[stratum + 1] ?? 0,
    }))
    .sort((a, b) => Buffer.compare(a.label, b.label));
  const leftovers = chacha20Stream(taggedHash('openbrief-leftovers-1', entropy));
  const counts = armCounts(
    ordered.map(({ start, end }) => end - start),
    design.arms,
    leftovers,
  );
  const dealt = new Uint16Array(starts.at(-1) ?? 0);
  ordered.forEach(({ label, start, end }, place) => {
    const ofStratum = counts.subarray(place * design.arms.length, (place + 1) * design.arms.length);
    const random = chacha20Stream(taggedHash('openbrief-stratum-1', entropy, label));
    dealArms(ofStratum, random, dealt.subarray(start, end));
  });
  return dealt;
}
