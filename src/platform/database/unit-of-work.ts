import type { PoolClient, QueryResultRow } from 'pg';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { traced } from '../observation/tracing.js';
import { rehearsalMoment } from '../process/rehearsing.js';
import { scopeSetting } from './scope.js';

/** What a use case works with inside one transaction: the same connection as TypeORM's manager and as plain SQL. */
export interface Work {
  readonly manager: EntityManager;
  readonly client: PoolClient;
}

function isPoolClient(connection: unknown): connection is PoolClient {
  return typeof connection === 'object' && connection !== null && 'query' in connection;
}

/** In whose name, and whether in a rehearsal. */
function settings(set: 'set' | 'set local', scope: string): string {
  const name = `${set} openbrief.scope = '${scope}'`;
  return rehearsalMoment() === undefined ? name : `${name}; ${set} openbrief.rehearsal = 'on'`;
}

/**
 * The one way to the database. Entities go through `work.manager`, sets through `work.client` (SQL and COPY); both are
 * the same connection and so the same transaction. Each says in whose name it comes (scope.ts), and the database shows
 * it no other rows.
 */
export class UnitOfWork {
  /** @param scope in whose name this asks; that of the request, job or command when it is left out */
  constructor(
    private readonly dataSource: DataSource,
    private readonly scope: () => string = scopeSetting,
  ) {}

  /** Runs a use case in one transaction: all of it is kept, or none. */
  async transaction<T>(useCase: (work: Work) => Promise<T>): Promise<T> {
    return traced('transaction', () =>
      this.withRunner(async (runner, work) => {
        // The runner has to know of the transaction: else saving an entity would begin and commit one of its own.
        await runner.startTransaction();
        try {
          await work.client.query(settings('set local', this.scope()));
          const result = await useCase(work);
          await runner.commitTransaction();
          return result;
        } catch (error) {
          // A connection that broke can't roll back; the server does it when the connection is gone.
          await runner.rollbackTransaction().catch(() => undefined);
          throw error;
        }
      }),
    );
  }

  /** One connection without a transaction, for work that commits in steps of its own. */
  async onConnection<T>(useCase: (work: Work) => Promise<T>): Promise<T> {
    return this.withRunner(async (_runner, work) => {
      // Not of a transaction here, so it is taken back before anybody else has the connection.
      await work.client.query(settings('set', this.scope()));
      try {
        return await useCase(work);
      } finally {
        await work.client.query('reset openbrief.scope; reset openbrief.rehearsal').catch(() => undefined);
      }
    });
  }

  private async withRunner<T>(use: (runner: QueryRunner, work: Work) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    const connection: unknown = await runner.connect();
    if (!isPoolClient(connection)) throw new TypeError('The database driver gave no PostgreSQL connection.');
    try {
      return await use(runner, { manager: runner.manager, client: connection });
    } finally {
      await runner.release();
    }
  }

  /** The rows of one statement, in a transaction of its own. */
  async rows<Row extends QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.withRunner(async (_runner, { client }) => {
      await client.query(`begin; ${settings('set local', this.scope())}`);
      try {
        const { rows } = await client.query<Row>(sql, [...values]);
        await client.query('commit');
        return rows;
      } catch (error) {
        await client.query('rollback').catch(() => undefined);
        throw error;
      }
    });
  }

  /**
   * The first row of one statement that says itself in whose name it comes, as a function of the database can: it
   * goes there and back once, where `row` does so three times.
   * @param name of the statement, under which each connection reads and plans it once
   */
  async ownRow<Row extends QueryResultRow>(
    name: string,
    sql: string,
    values: readonly unknown[],
  ): Promise<Row | undefined> {
    return this.withRunner(
      async (_runner, { client }) =>
        (await client.query<Row>({ name, text: sql, values: [...values] })).rows[0],
    );
  }

  /** The first row, or undefined. */
  async row<Row extends QueryResultRow>(
    sql: string,
    values: readonly unknown[] = [],
  ): Promise<Row | undefined> {
    return (await this.rows<Row>(sql, values))[0];
  }
}
