import { randomBytes } from 'node:crypto';
import { Client, Pool } from 'pg';
import { inject } from 'vitest';

export interface TestDatabase {
  readonly url: string;
  readonly pool: Pool;
  /** Closes the pool and removes the database, whoever is still connected. */
  drop(): Promise<void>;
}

async function asAdmin(sql: string): Promise<void> {
  const admin = new Client({ connectionString: inject('databaseServer') });
  await admin.connect();
  try {
    await admin.query(sql);
  } finally {
    await admin.end();
  }
}

/** A migrated, empty database of a test's own; or one without any table. */
export async function createTestDatabase({ migrated = true } = {}): Promise<TestDatabase> {
  const template = inject('databasePrefix');
  const name = `${template}_${randomBytes(8).toString('hex')}`;
  await asAdmin(`create database ${name} ${migrated ? `template ${template} strategy file_copy` : ''}`);
  return opened(name);
}

/** A second database that is the same to the last row; whoever uses the first is cut off for it. */
export async function copyOfDatabase({ url }: TestDatabase): Promise<TestDatabase> {
  const from = new URL(url).pathname.slice(1);
  const name = `${inject('databasePrefix')}_${randomBytes(8).toString('hex')}`;
  await asAdmin(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${from}'`);
  await asAdmin(`create database ${name} template ${from} strategy file_copy`);
  return opened(name);
}

function opened(name: string): TestDatabase {
  const url = new URL(inject('databaseServer'));
  url.pathname = `/${name}`;
  const pool = new Pool({ connectionString: url.href });
  // Dropping the database cuts the connections of whoever still has one; that is no failure of the test.
  pool.on('error', () => undefined);
  return {
    url: url.href,
    pool,
    drop: async () => {
      await pool.end();
      await asAdmin(`drop database ${name} with (force)`);
    },
  };
}
