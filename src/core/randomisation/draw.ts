import { drawColumns, NO_CLUSTER } from './draw-columns.js';
import type { Design } from './design.js';
import { KEY_BYTES } from './sort-keys.js';

/** A recipient as the draw knows one. */
export interface DrawRecipient {
  /** 32 bytes, see `recipientKey`. */
  readonly key: Uint8Array;
  /** Public label of the recipient's stratum; '' when there is one only. */
  readonly stratum: string;
  /** The recipient's cluster, for a design that draws clusters; null is a cluster of its own. */
  readonly cluster: string | null;
}

/** Collects recipients in any order, and draws. */
export interface Draw {
  add(key: Uint8Array, stratum: string, cluster: string | null): void;
  /** @returns for each recipient, in the order in which they were added, an index into the design's arms */
  finish(): Uint16Array;
}

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
 * `drawColumns` for recipients that come one by one, with names for strata and clusters.
 * @param entropy 32 bytes, see `drawEntropy`
 * @throws DomainError at `finish`: `randomisation:repeated-key`, `randomisation:weights`
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
    finish: () =>
      drawColumns(design, entropy, {
        count: columns.count,
        keys: columns.keys,
        strata: columns.strata,
        stratumLabels: strata.names,
        clusters: columns.clusters,
        clusterCount: clusters.names.length,
      }).arms,
  };
}

/**
 * The draw for recipients in an array.
 * @returns for each of them the id of their arm
 */
export function draw(
  design: Design,
  entropy: Uint8Array,
  recipients: readonly DrawRecipient[],
): readonly string[] {
  const drawing = beginDraw(design, entropy);
  for (const { key, stratum, cluster } of recipients) drawing.add(key, stratum, cluster);
  return Array.from(drawing.finish(), (arm) => design.arms[arm]?.id ?? '');
}
