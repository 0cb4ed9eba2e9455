import type { PoolClient } from 'pg';

/** Tables that have a partition for each trial. */
export type PartitionedTable = 'recipients' | 'allocations';

/** What no two rows of a trial share. (The number follows from it: a recipient has one reference and one code.) */
const UNIQUE_COLUMN: Readonly<Record<PartitionedTable, string>> = {
  recipients: 'reference',
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
  await client.query(`drop table if exists ${nameOf(table, trialId)}`);
}

/**
 * Makes the indexes by which recipients and their allocations are found by number, where they are not there yet. Who
 * prints batch after batch needs them; import, draw and analysis go over all rows and do not.
 */
export async function indexByNumber(client: PoolClient, trialId: string): Promise<void> {
  for (const table of ['recipients', 'allocations'] as const) {
    const name = nameOf(table, trialId);
    await client.query(`create unique index if not exists ${name}_number on ${name} (number)`);
  }
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
   * @param trialId a uuid that came from the database: statements that make tables take no parameters
   */
  static async open(client: PoolClient, table: PartitionedTable, trialId: string): Promise<TrialPartition> {
    const name = nameOf(table, trialId);
    const { rows } = await client.query<{ found: boolean }>('select to_regclass($1) is not null as found', [
      name,
    ]);
    const partition = new TrialPartition(client, table, trialId, name, rows[0]?.found !== true);
    if (partition.isNew) await partition.create();
    return partition;
  }

  /** The trial's id need not be sent with each row; and with this check attaching reads no rows again. */
  private async create(): Promise<void> {
    const { client, table, name, trialId } = this;
    await client.query(`create table ${name} (
      like ${table} including defaults,
      constraint ${name}_trial check (trial_id = '${trialId}')
    )`);
    await client.query(`alter table ${name} alter trial_id set default '${trialId}'`);
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

  /** Makes the index of a new partition and shows it to everybody, once the transaction is committed. */
  async finish(): Promise<void> {
    if (!this.isNew) return;
    const { client, table, name, trialId } = this;
    const column = UNIQUE_COLUMN[table];
    await client.query(`create unique index ${name}_${column} on ${name} (${column})`);
    await client.query(`alter table ${table} attach partition ${name} for values in ('${trialId}')`);
  }
}
