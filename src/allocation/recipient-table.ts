import { DomainError } from '../core/domain-error.js';
import { LETTER_CODE_LENGTH } from '../core/post/letter-code.js';
import { KEY_BYTES } from '../core/randomisation/sort-keys.js';

const INITIAL_ROWS = 4_096;

/** Names and the numbers they have by order of coming. */
class NameTable {
  readonly names: string[] = [];
  readonly counts: number[] = [];
  private readonly numbers = new Map<string, number>();

  count(name: string): number {
    let number = this.numbers.get(name);
    if (number === undefined) {
      number = this.names.push(name) - 1;
      this.numbers.set(name, number);
    }
    this.counts[number] = (this.counts[number] ?? 0) + 1;
    return number;
  }
}

const NONE = -1;

/** The recipients of a trial in columns of numbers and bytes: a million of them take some seventy megabytes. */
export class RecipientColumns {
  count = 0;
  private numbers = new Int32Array(INITIAL_ROWS);
  private codes = Buffer.alloc(INITIAL_ROWS * LETTER_CODE_LENGTH);
  private keys = new Uint8Array(INITIAL_ROWS * KEY_BYTES);
  private stratumNames = new Int32Array(INITIAL_ROWS);
  private clusters = new Int32Array(INITIAL_ROWS);
  private arms = new Int32Array(INITIAL_ROWS);
  private readonly stratumTable = new NameTable();
  private readonly clusterTable = new NameTable();
  private readonly armTable = new NameTable();

  push(
    number: number,
    code: string,
    key: Uint8Array,
    stratum: string,
    cluster: string | null,
    arm: string | null,
  ): void {
    if (this.count === this.numbers.length) this.grow();
    const row = this.count;
    this.numbers[row] = number;
    this.codes.write(code, row * LETTER_CODE_LENGTH, 'latin1');
    this.keys.set(key, row * KEY_BYTES);
    this.stratumNames[row] = this.stratumTable.count(stratum);
    this.clusters[row] = cluster === null ? NONE : this.clusterTable.count(cluster);
    this.arms[row] = arm === null ? NONE : this.armTable.count(arm);
    this.count += 1;
  }

  private grow(): void {
    const size = this.count * 2;
    this.numbers = larger(this.numbers, size);
    this.stratumNames = larger(this.stratumNames, size);
    this.clusters = larger(this.clusters, size);
    this.arms = larger(this.arms, size);
    this.codes = Buffer.concat([this.codes], size * LETTER_CODE_LENGTH);
    const keys = new Uint8Array(size * KEY_BYTES);
    keys.set(this.keys);
    this.keys = keys;
  }

  get clusterCount(): number {
    return this.clusterTable.names.length;
  }

  numberOf(row: number): number {
    return this.numbers[row] ?? 0;
  }

  codeOf(row: number): string {
    return this.codes.toString('latin1', row * LETTER_CODE_LENGTH, (row + 1) * LETTER_CODE_LENGTH);
  }

  keyOf(row: number): Uint8Array {
    return this.keys.subarray(row * KEY_BYTES, (row + 1) * KEY_BYTES);
  }

  clusterOf(row: number): string | null {
    return this.clusterTable.names[this.clusters[row] ?? NONE] ?? null;
  }

  /** The cluster's number: opaque, and the same for all its members. */
  clusterNumber(row: number): number | null {
    const cluster = this.clusters[row] ?? NONE;
    return cluster === NONE ? null : cluster + 1;
  }

  /** How many recipients have each combination of stratum values. */
  stratumCounts(): Map<string, number> {
    return new Map(
      this.stratumTable.names.map((name, index) => [name, this.stratumTable.counts[index] ?? 0]),
    );
  }

  /** The stratum of each recipient, given the stratum of each combination of values. */
  strataBy(indexOf: ReadonlyMap<string, number>): Int32Array {
    const byName = this.stratumTable.names.map((name) => indexOf.get(name) ?? 0);
    return this.stratumNames.slice(0, this.count).map((name) => byName[name] ?? 0);
  }

  /**
   * The arms that the file gave.
   * @throws DomainError `allocation:arm-missing`
   */
  externalArms(ids: readonly string[]): Uint16Array {
    const byName = this.armTable.names.map((name) => ids.indexOf(name));
    return Uint16Array.from(this.arms.subarray(0, this.count), (name) => {
      const arm = byName[name] ?? NONE;
      if (arm === NONE) throw new DomainError('conflict', 'allocation:arm-missing');
      return arm;
    });
  }
}

function larger(column: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(size);
  grown.set(column);
  return grown;
}
