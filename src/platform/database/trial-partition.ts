import type { PoolClient } from 'pg';

/** Tables that have a partition for each trial. */
export type PartitionedTable = 'recipients' | 'allocations';

/**
 * What no two rows of a trial share, from the moment that they are there. Letter codes follow from references, so their
 * index is also the proof that no reference came twice; recipients get theirs in `indexPartitions`.
 */
const UNIQUE_COLUMN: Readonly<Record<PartitionedTable, string | null>> = {
  recipients: null,
  allocations: 'letter_code',
};

const nameOf = (table: PartitionedTable, trialId: string): string =>
  `${table}_${trialId.replaceAll('-', '')}`;

/** Removes the rows of a trial, as a file: nothing is left of them in a page, and nothing is written row by row. */
export async function dropPartition(
  client: PoolClient,
  table: PartitionedTable,
  trialId: string,
): Promise<void> {
  await client.query('select drop_partition($1, $2)', [table, trialId]);
}

/**
 * Makes the indexes by which recipients are found by number and reference, and their allocations by number, where they
 * are not there yet. Who prints batch after batch and who takes responses in needs them; import, draw and analysis go
 * over all rows and do not.
 */
export async function indexPartitions(client: PoolClient, trialId: string): Promise<void> {
  await client.query('select index_partitions($1)', [trialId]);
}

/**
 * The rows of one trial in a table of people. They are a partition, made in the transaction that fills it: rows of a
 * million recipients then come in without an index to keep up and, where the server writes no more log than it needs
 * (`wal_level = minimal`), without writing them twice; the indexes are made over all of them at once. What is erased
 * goes as a file, and leaves no holes.
 */
export class TrialPartition {
  private constructor(
    private readonly client: PoolClient,
    private readonly table: PartitionedTable,
    private readonly trialId: string,
    /** The partition's own name. */
    readonly name: string,
    private readonly isNew: boolean,
  ) {}

  /**
   * The partition of a trial, made when it is not there. The caller holds the trial's lock, so nobody else makes it.
   * Until `finish` or the transaction's end it is lent to the service, which can't reach partitions otherwise: COPY does
   * not go into a table with policies. The database refuses a trial of another organisation.
   */
  static async open(client: PoolClient, table: PartitionedTable, trialId: string): Promise<TrialPartition> {
    const { rows } = await client.query<{ made: boolean }>('select open_partition($1, $2) as made', [
      table,
      trialId,
    ]);
    return new TrialPartition(client, table, trialId, nameOf(table, trialId), rows[0]?.made === true);
  }

  /**
   * The statement by which rows come in, in COPY's binary format, without the trial's id.
   * @param columns names of columns, in the order of the rows
   */
  copyIn(columns: readonly string[]): string {
    // Rows of a table that nobody else sees yet need no second look by a later clean-up.
    const options = `format binary${this.isNew ? ', freeze' : ''}`;
    return `copy ${this.name} (${columns.join(', ')}) from stdin with (${options})`;
  }

  /** Gives the partition back; a new one gets its index and is shown to everybody, once the transaction is committed. */
  async finish(): Promise<void> {
    const { client, table, trialId, isNew } = this;
    const column = UNIQUE_COLUMN[table];
    await client.query('select close_partition($1, $2, $3, $4)', [table, trialId, isNew, column]);
  }
}
