import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { DomainError } from '../core/domain-error.js';
import { dataSourceOptions, openDataSource } from '../platform/database/data-source.js';
import { migrate, type MigrationFile } from '../platform/database/migrations.js';
import type { Sealer } from '../platform/sealing/sealer.js';
import type { FileStore } from '../platform/storage/file-store.js';
import { KEY_PROOF, readBackup, type Backup } from './backup-format.js';
import * as queries from './backup.queries.js';
import { loadTables } from './load-tables.js';

export interface RestoreRequest {
  readonly folder: string;
  /** Of the owner of a database without any table. */
  readonly databaseUrl: string;
  readonly migrations: readonly MigrationFile[];
  readonly files: FileStore;
  readonly sealer: Sealer;
  readonly onStep?: (name: string) => void;
}

/**
 * Puts a backup back into an empty database: the tables as they were then, checked against the sums of the backup, and
 * from there on the steps that are newer than it. The letters go to the store.
 * @returns the manifest
 * @throws DomainError `backup:not-a-backup`, `backup:damaged`, `backup:other-key`, `backup:database-in-use`,
 *   `backup:not-the-same`; `platform:migration-unknown` for a backup of a newer version. Nothing was changed then, but
 *   for empty tables where the sums differ.
 */
export async function restore(request: RestoreRequest): Promise<Backup> {
  const { folder, files, onStep = () => undefined } = request;
  const backup = await readBackup(folder);
  requireKey(backup, request.sealer);
  await requireEmpty(request.databaseUrl);
  await bringTo(request, migrationsOf(backup, request.migrations));
  const client = new Client({ connectionString: request.databaseUrl, application_name: 'openbrief-restore' });
  await client.connect();
  try {
    await loadTables(client, folder, backup, onStep);
  } finally {
    await client.end();
  }
  await bringTo(request, request.migrations);
  for (const { name, file } of backup.files) {
    onStep(name);
    await files.write(name, (path) => copyFile(join(folder, file), path));
  }
  return backup;
}

function requireKey({ keyProof }: Backup, sealer: Sealer): void {
  try {
    sealer.open(Buffer.from(keyProof, 'base64'), KEY_PROOF.owner);
  } catch {
    throw new DomainError('conflict', 'backup:other-key');
  }
}

async function requireEmpty(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ found: boolean }>(queries.hasTables);
    if (rows[0]?.found === true) throw new DomainError('conflict', 'backup:database-in-use');
  } finally {
    await client.end();
  }
}

/** The steps that the backup had seen; each must be one that this version knows, unchanged. */
function migrationsOf({ migrations: seen }: Backup, known: readonly MigrationFile[]): MigrationFile[] {
  return seen.map(({ timestamp, name, sha256 }) => {
    const file = known.find((one) => one.timestamp === timestamp);
    if (file === undefined) throw new DomainError('conflict', 'platform:migration-unknown', { name });
    if (file.sha256 !== sha256) throw new DomainError('conflict', 'platform:migration-changed', { name });
    return file;
  });
}

async function bringTo({ databaseUrl }: RestoreRequest, files: readonly MigrationFile[]): Promise<void> {
  const source = await openDataSource(dataSourceOptions(databaseUrl, [], files));
  try {
    await migrate(source, files);
  } finally {
    await source.destroy();
  }
}
