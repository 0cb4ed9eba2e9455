import { createHash } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { DomainError } from '../core/domain-error.js';
import type { Sealer } from '../platform/sealing/sealer.js';
import type { FileStore } from '../platform/storage/file-store.js';
import { hashFile, KEY_PROOF, MANIFEST, type Backup, type BackupTable } from './backup-format.js';
import * as queries from './backup.queries.js';

/** For the operator's account alone: sealed or not, this is all that an installation has. */
const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;

export interface BackUpRequest {
  /** Of the database's owner, who sees every row. */
  readonly databaseUrl: string;
  readonly files: FileStore;
  readonly sealer: Sealer;
  /** Made when it is not there; has to be empty. */
  readonly folder: string;
  readonly now: Date;
  readonly onStep?: (name: string) => void;
}

/**
 * Writes all that an installation has to a folder: every table as of one moment, while the service goes on, and the
 * letters in the store. The key that opens what is sealed is not in it and is kept elsewhere. Jobs are not in it either:
 * who restores has them made anew.
 * @returns the manifest, as it was written
 * @throws DomainError `backup:folder-in-use`
 */
export async function backUp(request: BackUpRequest): Promise<Backup> {
  const { folder } = request;
  if (existsSync(folder) && (await readdir(folder)).length > 0) {
    throw new DomainError('conflict', 'backup:folder-in-use', { folder });
  }
  await mkdir(join(folder, 'tables'), { recursive: true, mode: PRIVATE_FOLDER });
  await mkdir(join(folder, 'files'), { recursive: true, mode: PRIVATE_FOLDER });
  const client = new Client({ connectionString: request.databaseUrl, application_name: 'openbrief-backup' });
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    await client.query(queries.plainSettings);
    const backup: Backup = {
      openbriefBackup: 1,
      madeAt: request.now.toISOString(),
      keyProof: request.sealer.seal(Buffer.from(KEY_PROOF.text), KEY_PROOF.owner).toString('base64'),
      migrations: (await client.query<Backup['migrations'][number]>(queries.migrationsThatRan)).rows,
      tables: await copyTables(client, request),
      sequences: (await client.query<Backup['sequences'][number]>(queries.usedSequences)).rows,
      files: await copyFiles(client, request),
    };
    await writeFile(join(folder, MANIFEST), `${JSON.stringify(backup, null, 2)}\n`, { mode: PRIVATE_FILE });
    return backup;
  } finally {
    await client.end();
  }
}

interface TableRow {
  readonly name: string;
  readonly columns: string[];
  readonly parent: string | null;
  readonly bound: string | null;
  readonly indexes: string[];
}

async function copyTables(client: Client, { folder, onStep }: BackUpRequest): Promise<BackupTable[]> {
  const { rows: tables } = await client.query<TableRow>(queries.tablesWithRows);
  const copied: BackupTable[] = [];
  for (const { name, columns, parent, bound, indexes } of tables) {
    onStep?.(name);
    const file = `tables/${name}.copy.gz`;
    const sums = await client.query<{ rows: number; checksum: string }>(queries.countAndSum(name));
    const [sum] = sums.rows;
    if (sum === undefined) throw new Error('A count has one row.');
    const sha256 = await copyTable(client, queries.copyOut(name, columns), join(folder, file));
    copied.push({
      name,
      columns,
      ...(parent !== null && bound !== null && { partition: { of: parent, bound, indexes } }),
      ...sum,
      file,
      sha256,
    });
  }
  return copied;
}

/** @returns the hash of the file, taken on its way to the disk */
async function copyTable(client: Client, sql: string, path: string): Promise<string> {
  const hash = createHash('sha256');
  const taken = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const file = createWriteStream(path, { mode: PRIVATE_FILE });
  // The lightest level: a backup waits for the database, not the other way round.
  await pipeline(client.query(copyTo(sql)), createGzip({ level: 1 }), taken, file);
  return hash.digest('hex');
}

/** Files of the store. One that was erased since the tables were read is not there any more, and need not be. */
async function copyFiles(client: Client, { folder, files, onStep }: BackUpRequest): Promise<Backup['files']> {
  const { rows } = await client.query<{ name: string }>(queries.storedFiles);
  const copied: Backup['files'] = [];
  for (const [place, { name }] of rows.entries()) {
    if (!(await files.has(name))) continue;
    onStep?.(name);
    const file = `files/${place + 1}`;
    const path = join(folder, file);
    await pipeline(await files.read(name), createWriteStream(path, { mode: PRIVATE_FILE }));
    copied.push({ name, file, sha256: await hashFile(path) });
  }
  return copied;
}
