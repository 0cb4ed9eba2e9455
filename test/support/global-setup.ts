import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { dataSourceOptions, openDataSource } from '../../src/platform/database/data-source.js';
import { migrate, readMigrations } from '../../src/platform/database/migrations.js';
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres/embedded-postgres.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Server on which each test file makes databases of its own. */
    readonly databaseServer: string;
  }
}

export const TEMPLATE = 'openbrief_template';

/** One PostgreSQL for the whole run, with a migrated template from which a database is copied in milliseconds. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'openbrief-test-'));
  chmodSync(folder, 0o755);
  const server = await startEmbeddedPostgres({ dataFolder: join(folder, 'data'), durable: false });
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  await admin.query(`create database ${TEMPLATE}`);
  await admin.end();
  const url = new URL(server.url);
  url.pathname = `/${TEMPLATE}`;
  const migrations = readMigrations('migrations');
  const dataSource = await openDataSource(dataSourceOptions(url.href, [], migrations));
  await migrate(dataSource, migrations);
  await dataSource.destroy();
  project.provide('databaseServer', server.url);
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
