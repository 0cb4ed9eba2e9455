import { createHash } from 'node:crypto';
import type { Design } from './design.js';
import { listColumns, NO_CLUSTER, type RecipientRows } from './draw-columns.js';
import { KEY_BYTES } from './sort-keys.js';

/** Text handed to the hash at once. */
const CHUNK_CHARACTERS = 65_536;

/**
 * The hash of the list of recipients, which becomes public before a beacon's pulse is out, so that nobody can change
 * the list after it: SHA-256 over `openbrief-list-1`, a zero byte, and for each recipient in ascending order of key a
 * line `key TAB stratum TAB cluster LF` in UTF-8. They are the key in hexadecimal, the label of the stratum in which
 * the recipient's unit is drawn, and the number of the cluster or nothing. Clusters are numbered 1, 2, … in the order in
 * which the list first has them, as in the verification pack, from which the hash can be reckoned anew.
 */
export class RecipientListHash {
  private readonly hash = createHash('sha256').update('openbrief-list-1\0', 'utf8');
  private readonly clusterNumbers = new Map<number, number>();
  private text = '';

  /**
   * Adds the next recipient of the list.
   * @param key 64 hexadecimal digits, greater than the one before
   * @param cluster any number that the members of a cluster share; null for who is in none
   */
  add(key: string, stratum: string, cluster: number | null): void {
    this.text += `${key}\t${stratum}\t${cluster === null ? '' : this.numberOf(cluster)}\n`;
    if (this.text.length >= CHUNK_CHARACTERS) this.flush();
  }

  /** 32 bytes; nothing can be added afterwards. */
  digest(): Buffer {
    this.flush();
    return this.hash.digest();
  }

  private numberOf(cluster: number): number {
    const known = this.clusterNumbers.get(cluster) ?? this.clusterNumbers.size + 1;
    this.clusterNumbers.set(cluster, known);
    return known;
  }

  private flush(): void {
    this.hash.update(this.text, 'utf8');
    this.text = '';
  }
}

/**
 * `RecipientListHash` of recipients in columns, in any order.
 * @throws DomainError `randomisation:repeated-key`
 */
export function recipientListHash(design: Design, rows: RecipientRows): Buffer {
  const { order, strata } = listColumns(design, rows);
  const keys = Buffer.from(rows.keys.buffer, rows.keys.byteOffset, rows.count * KEY_BYTES);
  const list = new RecipientListHash();
  for (const row of order) {
    const cluster = rows.clusters[row] ?? NO_CLUSTER;
    list.add(
      keys.toString('hex', row * KEY_BYTES, (row + 1) * KEY_BYTES),
      rows.stratumLabels[strata[row] ?? 0] ?? '',
      cluster === NO_CLUSTER ? null : cluster,
    );
  }
  return list.digest();
}
