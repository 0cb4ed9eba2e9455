import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { readConfiguration } from '../../src/platform/configuration/configuration.js';
import { dataSourceOptions, openDataSource } from '../../src/platform/database/data-source.js';
import { migrate, readMigrations } from '../../src/platform/database/migrations.js';
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres/embedded-postgres.js';
import { projectRoot } from '../../src/platform/process/project-root.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Server on which each test file makes databases of its own. */
    readonly databaseServer: string;
    /** What the names of this run's databases begin with; the migrated template has this very name. */
    readonly databasePrefix: string;
  }
}

interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

/** The server of DATABASE_URL, or else one for this run that does not wait for the disk. */
async function openServer(): Promise<Server> {
  const { databaseUrl } = readConfiguration(process.env);
  if (databaseUrl !== undefined) return { url: databaseUrl, stop: () => Promise.resolve() };
  const folder = mkdtempSync(join(tmpdir(), 'openbrief-test-'));
  // Run as root, the server has another account, which has to get in.
  chmodSync(folder, 0o755);
  const server = await startEmbeddedPostgres({ dataFolder: join(folder, 'data'), durable: false });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One PostgreSQL for the whole run, with a migrated template from which a database is copied in milliseconds. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await openServer();
  const prefix = `openbrief_test_${randomBytes(4).toString('hex')}`;
  await onServer(server.url, (admin) => admin.query(`create database ${prefix}`));
  const url = new URL(server.url);
  url.pathname = `/${prefix}`;
  const migrations = readMigrations(join(projectRoot, 'migrations'));
  const dataSource = await openDataSource(dataSourceOptions(url.href, [], migrations));
  await migrate(dataSource, migrations);
  await dataSource.destroy();
  project.provide('databaseServer', server.url);
  project.provide('databasePrefix', prefix);
  return async () => {
    await onServer(server.url, (admin) => removeDatabases(admin, prefix));
    await server.stop();
  };
}

async function onServer(url: string, work: (admin: Client) => Promise<unknown>): Promise<void> {
  const admin = new Client({ connectionString: url });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

/** The template, and what a test that broke off has left on a server that stays. */
async function removeDatabases(admin: Client, prefix: string): Promise<void> {
  const { rows } = await admin.query<{ datname: string }>(
    'select datname from pg_database where starts_with(datname, $1)',
    [prefix],
  );
  for (const { datname } of rows) await admin.query(`drop database if exists ${datname} with (force)`);
}
