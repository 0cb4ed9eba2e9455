import { DomainError } from '../domain-error.js';
import { taggedHash } from './commitment.js';
import { armCounts, dealArms } from './deal-arms.js';
import type { Design } from './design.js';
import { chacha20Stream } from './random-stream.js';
import { compareKeys, sortKeys, sortRows } from './sort-keys.js';

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
 * @throws DomainError `randomisation:repeated-key` when two units have one key, so that their order would not be fixed
 *   (that no two recipients have one, `listColumns` and the reader of a pack see to); `randomisation:weights`
 */
export function drawColumns(design: Design, entropy: Uint8Array, rows: RecipientRows): DrawnColumns {
  const { unitOfRow, stratumOfUnit, unitsInStratum } = numberUnits(design, rows);
  const dealt = dealStrata(design, entropy, rows.stratumLabels, unitsInStratum);
  const next = new Uint32Array(rows.stratumLabels.length);
  const armOfUnit = stratumOfUnit.map((stratum) => {
    const place = next[stratum] ?? 0;
    next[stratum] = place + 1;
    return dealt[stratum]?.[place] ?? 0;
  });
  const arms = new Uint16Array(rows.count);
  const strata = new Int32Array(rows.count);
  for (let row = 0; row < rows.count; row += 1) {
    const unit = unitOfRow[row] ?? 0;
    arms[row] = armOfUnit[unit] ?? 0;
    strata[row] = stratumOfUnit[unit] ?? 0;
  }
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
  const { unitOfRow, stratumOfUnit } = numberUnits(design, rows);
  return { order, strata: Int32Array.from(unitOfRow, (unit) => stratumOfUnit[unit] ?? 0) };
}

interface Units {
  readonly unitOfRow: Uint32Array;
  readonly stratumOfUnit: Uint32Array;
  readonly unitsInStratum: Uint32Array;
}

/** Numbers the units in order of key: of a cluster, the smallest key of its members. */
function numberUnits({ unit: drawn }: Design, rows: RecipientRows): Units {
  const { count, keys, strata, clusters, stratumLabels } = rows;
  const byCluster = drawn === 'cluster';
  // Only one row of each unit is sorted: a cluster is where its first member is.
  const { order, hasRepeated } = byCluster ? sortRows(keys, leadersOf(rows)) : sortKeys(keys, count);
  if (hasRepeated) throw new DomainError('conflict', 'randomisation:repeated-key');
  const stratumOfUnit = new Uint32Array(order.length);
  const unitsInStratum = new Uint32Array(stratumLabels.length);
  const unitOfRow = new Uint32Array(count);
  const unitOfCluster = new Uint32Array(byCluster ? rows.clusterCount : 0);
  for (let unit = 0; unit < order.length; unit += 1) {
    const row = order[unit] ?? 0;
    const stratum = strata[row] ?? 0;
    stratumOfUnit[unit] = stratum;
    unitsInStratum[stratum] = (unitsInStratum[stratum] ?? 0) + 1;
    const cluster = byCluster ? (clusters[row] ?? NO_CLUSTER) : NO_CLUSTER;
    if (cluster === NO_CLUSTER) unitOfRow[row] = unit;
    else unitOfCluster[cluster] = unit;
  }
  if (byCluster) {
    for (let row = 0; row < count; row += 1) {
      const cluster = clusters[row] ?? NO_CLUSTER;
      if (cluster !== NO_CLUSTER) unitOfRow[row] = unitOfCluster[cluster] ?? 0;
    }
  }
  return { unitOfRow, stratumOfUnit, unitsInStratum };
}

/** Of every unit the row with the smallest key. */
function leadersOf({ count, keys, clusters, clusterCount }: RecipientRows): Uint32Array {
  const leaders = new Uint32Array(count);
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
    if (leader === -1 || compareKeys(keys, row, leader) < 0) leaderOf[cluster] = row;
  }
  for (const leader of leaderOf) {
    if (leader === -1) continue;
    leaders[found] = leader;
    found += 1;
  }
  return leaders.subarray(0, found);
}

/** The arms of each stratum's units in order of key; the strata as `labels` has them. */
function dealStrata(
  design: Design,
  entropy: Uint8Array,
  labels: readonly string[],
  unitsInStratum: Uint32Array,
): readonly Uint16Array[] {
  const bytes = labels.map((label) => Buffer.from(label, 'utf8'));
  const ordered = bytes
    .map((label, stratum) => ({ label, stratum }))
    .sort((a, b) => Buffer.compare(a.label, b.label));
  const leftovers = chacha20Stream(taggedHash('openbrief-leftovers-1', entropy));
  const counts = armCounts(
    ordered.map(({ stratum }) => unitsInStratum[stratum] ?? 0),
    design.arms,
    leftovers,
  );
  const dealt: Uint16Array[] = Array.from({ length: labels.length });
  ordered.forEach(({ label, stratum }, place) => {
    const ofStratum = counts.subarray(place * design.arms.length, (place + 1) * design.arms.length);
    dealt[stratum] = dealArms(ofStratum, chacha20Stream(taggedHash('openbrief-stratum-1', entropy, label)));
  });
  return dealt;
}
