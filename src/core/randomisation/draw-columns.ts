import { DomainError } from '../domain-error.js';
import { taggedHash } from './commitment.js';
import { armCounts, dealArms } from './deal-arms.js';
import type { Design } from './design.js';
import { chacha20Stream } from './random-stream.js';
import { sortKeys } from './sort-keys.js';

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
 * @throws DomainError `randomisation:repeated-key` when two recipients have one key; `randomisation:weights`
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
  const { order, unitOfRow, stratumOfUnit } = numberUnits(design, rows);
  return { order, strata: Int32Array.from(unitOfRow, (unit) => stratumOfUnit[unit] ?? 0) };
}

interface Units {
  readonly order: Uint32Array;
  readonly unitOfRow: Uint32Array;
  readonly stratumOfUnit: Uint32Array;
  readonly unitsInStratum: Uint32Array;
}

/** Numbers the units in order of key. */
function numberUnits({ unit: drawn }: Design, rows: RecipientRows): Units {
  const { count, keys, strata, clusters, clusterCount, stratumLabels } = rows;
  const { order, hasRepeated } = sortKeys(keys, count);
  if (hasRepeated) throw new DomainError('conflict', 'randomisation:repeated-key');
  const unitOfCluster = new Int32Array(clusterCount).fill(-1);
  const unitOfRow = new Uint32Array(count);
  const stratumOfUnit = new Uint32Array(count);
  const unitsInStratum = new Uint32Array(stratumLabels.length);
  let units = 0;
  for (let place = 0; place < count; place += 1) {
    const row = order[place] ?? 0;
    const cluster = drawn === 'cluster' ? (clusters[row] ?? NO_CLUSTER) : NO_CLUSTER;
    let unit = cluster === NO_CLUSTER ? -1 : (unitOfCluster[cluster] ?? -1);
    if (unit === -1) {
      unit = units;
      units += 1;
      const stratum = strata[row] ?? 0;
      stratumOfUnit[unit] = stratum;
      unitsInStratum[stratum] = (unitsInStratum[stratum] ?? 0) + 1;
      if (cluster !== NO_CLUSTER) unitOfCluster[cluster] = unit;
    }
    unitOfRow[row] = unit;
  }
  return { order, unitOfRow, stratumOfUnit: stratumOfUnit.subarray(0, units), unitsInStratum };
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
