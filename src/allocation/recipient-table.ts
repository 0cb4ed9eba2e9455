import { DomainError } from '../core/domain-error.js';
import { LETTER_CODE_LENGTH, writeLetterCode } from '../core/post/letter-code.js';
import { recipientKeyWriter } from '../core/randomisation/commitment.js';
import { NO_CLUSTER, type RecipientRows } from '../core/randomisation/draw-columns.js';
import { KEY_BYTES } from '../core/randomisation/sort-keys.js';
import type { Stratum } from '../core/randomisation/strata.js';
import { ByteNames } from './byte-names.js';
import type { BinaryRowReader, BinaryRows } from '../platform/copy/copy-binary.js';

const NONE = NO_CLUSTER;

/** The recipients of a trial in columns of numbers and bytes: a million of them take some seventy megabytes. */
export class RecipientColumns {
  count = 0;
  private numbers: Int32Array;
  private codes: Buffer;
  private keys: Buffer;
  private stratumNames: Int32Array;
  private clusters: Int32Array;
  private arms: Int32Array;
  private readonly writeKey = recipientKeyWriter(LETTER_CODE_LENGTH);
  private readonly stratumTable = new ByteNames();
  private readonly clusterTable: ByteNames;
  private readonly armTable = new ByteNames();

  /** @param expected how many rows will come; more may */
  constructor(expected: number, hasClusters: boolean) {
    const size = Math.max(expected, 1);
    this.numbers = new Int32Array(size);
    this.codes = Buffer.alloc(size * LETTER_CODE_LENGTH);
    this.keys = Buffer.alloc(size * KEY_BYTES);
    this.stratumNames = new Int32Array(size);
    this.clusters = new Int32Array(size);
    this.arms = new Int32Array(size);
    // Two to a cluster, as households are; where there are none, as little as need be.
    this.clusterTable = new ByteNames(hasClusters ? size / 2 : undefined);
  }

  /** Adds the row that the reader is at, of `copyRecipientsOut`. */
  push(reader: BinaryRowReader): void {
    if (this.count === this.numbers.length) this.grow();
    const row = this.count;
    const at = row * LETTER_CODE_LENGTH;
    this.numbers[row] = reader.int4(0);
    writeLetterCode(reader.bytes, reader.starts[1] ?? 0, this.codes, at);
    this.writeKey(this.codes, at, this.keys, row * KEY_BYTES);
    this.stratumNames[row] = nameIn(reader, 2, this.stratumTable);
    this.clusters[row] = nameIn(reader, 3, this.clusterTable);
    this.arms[row] = nameIn(reader, 4, this.armTable);
    this.count += 1;
  }

  private grow(): void {
    const size = this.count * 2;
    this.numbers = larger(this.numbers, size);
    this.stratumNames = larger(this.stratumNames, size);
    this.clusters = larger(this.clusters, size);
    this.arms = larger(this.arms, size);
    this.codes = Buffer.concat([this.codes], size * LETTER_CODE_LENGTH);
    this.keys = Buffer.concat([this.keys], size * KEY_BYTES);
  }

  private get clusterCount(): number {
    return this.clusterTable.size;
  }

  /** How many clusters there are; who is in none is a cluster of one. */
  get unitCount(): number {
    let alone = 0;
    for (let row = 0; row < this.count; row += 1) if (this.clusters[row] === NONE) alone += 1;
    return this.clusterCount + alone;
  }

  /** Adds a recipient's number and letter code to a row that is being sent. */
  writeNumberAndCode(row: number, rows: BinaryRows): void {
    rows.int4(this.numbers[row] ?? 0);
    rows.slice(this.codes, row * LETTER_CODE_LENGTH, (row + 1) * LETTER_CODE_LENGTH);
  }

  /** The recipients as the draw reads them, in these strata. */
  rowsIn(strata: readonly Stratum[], stratumOf: Int32Array): RecipientRows {
    return { ...this.rowsByName(), strata: stratumOf, stratumLabels: strata.map(({ label }) => label) };
  }

  /** With each combination of values as a stratum of its own, before small ones are merged. */
  rowsByName(): RecipientRows {
    return {
      count: this.count,
      keys: this.keys,
      strata: this.stratumNames,
      stratumLabels: this.stratumTable.names(),
      clusters: this.clusters,
      clusterCount: this.clusterCount,
    };
  }

  /** Clusters whose members the file puts in several arms. */
  clustersInSeveralArms(arms: Uint16Array): number {
    const armOf = new Int32Array(this.clusterCount).fill(NONE);
    const torn = new Set<number>();
    for (let row = 0; row < this.count; row += 1) {
      const cluster = this.clusters[row] ?? NONE;
      if (cluster === NONE) continue;
      const arm = arms[row] ?? 0;
      if (armOf[cluster] === NONE) armOf[cluster] = arm;
      else if (armOf[cluster] !== arm) torn.add(cluster);
    }
    return torn.size;
  }

  /** The cluster's number: opaque, and the same for all its members. */
  clusterNumber(row: number): number | null {
    const cluster = this.clusters[row] ?? NONE;
    return cluster === NONE ? null : cluster + 1;
  }

  /**
   * How many recipients have each combination of stratum values.
   * @param names number of the combination, by row: that of the recipient's unit
   */
  stratumCounts(names: Int32Array): Map<string, number> {
    const { stratumTable } = this;
    const counts = new Uint32Array(stratumTable.size);
    for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
    const all = Array.from(counts, (count, name) => [stratumTable.nameOf(name), count] as const);
    // Values that only members have whose cluster is elsewhere are nobody's stratum.
    return new Map(all.filter(([, count]) => count > 0));
  }

  /** The stratum of each recipient, given the stratum of each combination of values. */
  strataBy(indexOf: ReadonlyMap<string, number>, names: Int32Array): Int32Array {
    const byName = this.stratumTable.names().map((name) => indexOf.get(name) ?? 0);
    return names.map((name) => byName[name] ?? 0);
  }

  /**
   * The arms that the file gave.
   * @throws DomainError `allocation:arm-missing`
   */
  externalArms(ids: readonly string[]): Uint16Array {
    const byName = this.armTable.names().map((name) => ids.indexOf(name));
    return Uint16Array.from(this.arms.subarray(0, this.count), (name) => {
      const arm = byName[name] ?? NONE;
      if (arm === NONE) throw new DomainError('conflict', 'allocation:arm-missing');
      return arm;
    });
  }
}

/** The number of a column's name; NONE for null. */
function nameIn(reader: BinaryRowReader, column: number, names: ByteNames): number {
  return reader.isNull(column)
    ? NONE
    : names.numberOf(reader.bytes, reader.starts[column] ?? 0, reader.ends[column] ?? 0);
}

function larger(column: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(size);
  grown.set(column);
  return grown;
}
