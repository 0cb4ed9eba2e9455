import { DomainError } from '../domain-error.js';
import { taggedHash } from './commitment.js';
import { dealArms } from './deal-arms.js';
import type { Design } from './design.js';
import { chacha20Stream } from './random-stream.js';
import { KEY_BYTES, sortKeys } from './sort-keys.js';

/** Collects recipients in any order, and draws. */
export interface Draw {
  /**
   * @param key 32 bytes, see `recipientKey`
   * @param stratum public label of the recipient's stratum; '' when there is one only
   * @param cluster the recipient's cluster, for a design that draws clusters; null is a cluster of its own
   */
  add(key: Uint8Array, stratum: string, cluster: string | null): void;
  /** @returns for each recipient, in the order in which they were added, an index into the design's arms */
  finish(): Uint16Array;
}

const NO_CLUSTER = -1;

/** Numbers names in the order in which they first come. */
class Names {
  readonly names: string[] = [];
  private readonly numbers = new Map<string, number>();

  numberOf(name: string): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    this.numbers.set(name, this.names.length);
    return this.names.push(name) - 1;
  }
}

/** Columns that grow by doubling: a million recipients take some fifty megabytes, not a million objects. */
class Columns {
  keys = new Uint8Array(1024 * KEY_BYTES);
  strata = new Uint32Array(1024);
  clusters = new Int32Array(1024);
  count = 0;

  push(key: Uint8Array, stratum: number, cluster: number): void {
    if (this.count === this.strata.length) this.grow();
    this.keys.set(key, this.count * KEY_BYTES);
    this.strata[this.count] = stratum;
    this.clusters[this.count] = cluster;
    this.count += 1;
  }

  private grow(): void {
    const size = this.count * 2;
    const keys = new Uint8Array(size * KEY_BYTES);
    keys.set(this.keys);
    this.keys = keys;
    const strata = new Uint32Array(size);
    strata.set(this.strata);
    this.strata = strata;
    const clusters = new Int32Array(size);
    clusters.set(this.clusters);
    this.clusters = clusters;
  }
}

/**
 * The draw, version 1: a pure function of the design, the entropy and the set of recipients. It sorts the recipients
 * by key, so the order in which they come, the number of workers and restarts change nothing.
 *
 * In each stratum the units are put in order of key (a cluster has the smallest key of its members, and is in that
 * member's stratum), and get the arms that `dealArms` deals from a ChaCha20 stream whose key is
 * SHA-256("openbrief-stratum-1" ‖ 0 ‖ entropy ‖ label of the stratum). docs/verification-pack.md has it step by step.
 * @param entropy 32 bytes, see `drawEntropy`
 * @throws DomainError `randomisation:repeated-key` when two recipients have one key
 */
export function beginDraw(design: Design, entropy: Uint8Array): Draw {
  const columns = new Columns();
  const strata = new Names();
  const clusters = new Names();
  const byCluster = design.unit === 'cluster';
  return {
    add: (key, stratum, cluster) =>
      columns.push(
        key,
        strata.numberOf(stratum),
        byCluster && cluster !== null ? clusters.numberOf(cluster) : NO_CLUSTER,
      ),
    finish: () => drawSorted(design, entropy, columns, strata.names, clusters.names.length),
  };
}

function drawSorted(
  design: Design,
  entropy: Uint8Array,
  { keys, strata, clusters, count }: Columns,
  labels: readonly string[],
  clusterCount: number,
): Uint16Array {
  const order = sortKeys(keys, count);
  refuseRepeatedKeys(keys, order);
  const unitOfCluster = new Int32Array(clusterCount).fill(NO_CLUSTER);
  const unitOfRow = new Uint32Array(count);
  const stratumOfUnit: number[] = [];
  const unitsInStratum = new Uint32Array(labels.length);
  for (const row of order) {
    const cluster = clusters[row] ?? NO_CLUSTER;
    let unit = cluster === NO_CLUSTER ? NO_CLUSTER : (unitOfCluster[cluster] ?? NO_CLUSTER);
    if (unit === NO_CLUSTER) {
      const stratum = strata[row] ?? 0;
      unit = stratumOfUnit.push(stratum) - 1;
      unitsInStratum[stratum] = (unitsInStratum[stratum] ?? 0) + 1;
      if (cluster !== NO_CLUSTER) unitOfCluster[cluster] = unit;
    }
    unitOfRow[row] = unit;
  }
  const dealt = labels.map((label, stratum) =>
    dealArms(
      unitsInStratum[stratum] ?? 0,
      design.arms,
      chacha20Stream(taggedHash('openbrief-stratum-1', entropy, Buffer.from(label, 'utf8'))),
    ),
  );
  const next = new Uint32Array(labels.length);
  const armOfUnit = Uint16Array.from(stratumOfUnit, (stratum) => {
    const place = next[stratum] ?? 0;
    next[stratum] = place + 1;
    return dealt[stratum]?.[place] ?? 0;
  });
  return unitOfRow.length === 0
    ? new Uint16Array(0)
    : Uint16Array.from(unitOfRow, (unit) => armOfUnit[unit] ?? 0);
}

function refuseRepeatedKeys(keys: Uint8Array, order: Uint32Array): void {
  for (let place = 1; place < order.length; place += 1) {
    const a = (order[place - 1] ?? 0) * KEY_BYTES;
    const b = (order[place] ?? 0) * KEY_BYTES;
    let byte = 0;
    while (byte < KEY_BYTES && keys[a + byte] === keys[b + byte]) byte += 1;
    if (byte === KEY_BYTES) throw new DomainError('conflict', 'randomisation:repeated-key');
  }
}
