import type { RecipientRows } from '../core/randomisation/draw-columns.js';
import { NO_CLUSTER } from '../core/randomisation/draw-columns.js';
import { KEY_BYTES } from '../core/randomisation/sort-keys.js';

/** What is wrong with a line of the list; each has its words under `verify.reason` in randomisation.json. */
export type LineFault =
  'not-four-values' | 'key' | 'order' | 'stratum' | 'cluster' | 'arm' | 'more-lines' | 'fewer-lines';

const KEY = /^[0-9a-f]{64}$/;

/** The list of a pack in columns, filled line by line; what a pack announces is never allocated beforehand. */
export class PackList {
  private count = 0;
  private keys = Buffer.alloc(1024 * KEY_BYTES);
  private strata = new Int32Array(1024);
  private clusters = new Int32Array(1024);
  private arms = new Int32Array(1024);
  private readonly stratumNumbers = new Map<string, number>();
  private readonly clusterNumbers = new Map<number, number>();
  private readonly armNumbers: ReadonlyMap<string, number>;
  private lastKey = '';

  /** @param armIds ids of the design's arms, in their order */
  constructor(armIds: readonly string[]) {
    this.armNumbers = new Map(armIds.map((id, index) => [id, index]));
  }

  /** Takes in a line; tells what is wrong with it, and then leaves it out. */
  add(line: string): LineFault | undefined {
    const values = parseArray(line);
    if (values?.length !== 4) return 'not-four-values';
    const [key, stratum, cluster, armId] = values;
    if (typeof key !== 'string' || !KEY.test(key)) return 'key';
    if (key <= this.lastKey) return 'order';
    if (typeof stratum !== 'string') return 'stratum';
    if (cluster !== null && !isClusterNumber(cluster)) return 'cluster';
    const arm = typeof armId === 'string' ? this.armNumbers.get(armId) : undefined;
    if (arm === undefined) return 'arm';
    this.lastKey = key;
    if (this.count === this.arms.length) this.grow();
    this.keys.write(key, this.count * KEY_BYTES, 'hex');
    this.strata[this.count] = numberOf(this.stratumNumbers, stratum);
    this.clusters[this.count] = cluster === null ? NO_CLUSTER : numberOf(this.clusterNumbers, cluster);
    this.arms[this.count] = arm;
    this.count += 1;
    return undefined;
  }

  /** The recipients, as the draw takes them. */
  rows(): RecipientRows {
    return {
      count: this.count,
      keys: this.keys,
      strata: this.strata,
      stratumLabels: [...this.stratumNumbers.keys()],
      clusters: this.clusters,
      clusterCount: this.clusterNumbers.size,
    };
  }

  /** The arm that the pack says a recipient is in, by number of its line in the list, from 0. */
  armOf(row: number): number {
    return this.arms[row] ?? 0;
  }

  private grow(): void {
    const size = this.count * 2;
    this.keys = Buffer.concat([this.keys], size * KEY_BYTES);
    this.strata = larger(this.strata, size);
    this.clusters = larger(this.clusters, size);
    this.arms = larger(this.arms, size);
  }
}

const isClusterNumber = (cluster: unknown): cluster is number => Number.isSafeInteger(cluster);

function numberOf<T>(numbers: Map<T, number>, name: T): number {
  const known = numbers.get(name) ?? numbers.size;
  numbers.set(name, known);
  return known;
}

function larger(column: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(size);
  grown.set(column);
  return grown;
}

function parseArray(line: string): readonly unknown[] | undefined {
  try {
    const document: unknown = JSON.parse(line);
    return Array.isArray(document) ? document : undefined;
  } catch {
    return undefined;
  }
}
