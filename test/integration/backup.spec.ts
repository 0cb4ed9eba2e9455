import 'reflect-metadata';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyTrail } from '../../src/audit/verify-trail.js';
import { backUp } from '../../src/backup/back-up.js';
import { MANIFEST, type Backup } from '../../src/backup/backup-format.js';
import { restore } from '../../src/backup/restore.js';
import { readMigrations } from '../../src/platform/database/migrations.js';
import { projectRoot } from '../../src/platform/process/project-root.js';
import { Sealer } from '../../src/platform/sealing/sealer.js';
import { FolderStore } from '../../src/platform/storage/folder-store.js';
import { FileStore } from '../../src/platform/storage/file-store.js';
import { apiClient, people } from '../support/api-client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

const now = new Date('2026-05-02T10:00:00Z');
const migrations = readMigrations(join(projectRoot, 'migrations'));
const LETTERS = 'trial/wave-1-batch-0001.pdf';

let service: TestService;
let folder: string;
let sealer: Sealer;
let made: Backup;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'openbrief-backup-'));
  service = await startTestService('2026-02-10');
  const own = await apiClient(service, 'dienst-een');
  const trial = (await own.register(drawnProtocol())).headers['location'] ?? '';
  await own.sendCsv(`${trial}/recipient-files`, people(120));
  await own.call('post', `${trial}/allocations`);
  await own.call('post', `${trial}/hand-overs`).send({});
  service.clock.set('2026-04-20');
  await own.sendCsv(`${trial}/response-files`, 'kenmerk,datum\nZ-7,2026-03-10\nZ-999,2026-03-10\n');
  await own.call('post', `${trial}/closings`).send({});
  await own.call('post', `${trial}/analyses`);
  const id = trial.split('/').at(-1) ?? '';
  await service.database.pool.query(
    `with wave as (insert into waves (trial_id, number, created_at) values ($1, 1, now()) returning id)
     insert into batches (wave_id, number, letters, state, pdf_file, pdf_sha256)
     select id, 1, 1, 'rendered', $2, sha256('x') from wave`,
    [id, LETTERS],
  );
  const files = service.app.get(FileStore);
  await files.write(LETTERS, (path) => Promise.resolve(writeFileSync(path, 'letters')));
  sealer = service.app.get(Sealer);
  made = await backUp({ databaseUrl: service.database.url, files, sealer, folder: join(folder, 'one'), now });
});
afterAll(async () => {
  await service.close();
  rmSync(folder, { recursive: true, force: true });
});

const storeOf = (name: string): FolderStore => new FolderStore(join(folder, name));

/** A database without a table, for as long as the work takes. */
async function onEmpty<T>(work: (database: TestDatabase) => Promise<T>): Promise<T> {
  const database = await createTestDatabase({ migrated: false });
  try {
    return await work(database);
  } finally {
    await database.drop();
  }
}

const into = (database: TestDatabase, from: string, store: string) =>
  restore({ folder: from, databaseUrl: database.url, migrations, files: storeOf(store), sealer });

test('what is restored is what was there, rows, numbers and letters alike', async () => {
  expect(made.tables.find(({ name }) => name === 'responses')?.rows).toBe(1);
  expect(made.tables.filter(({ partition }) => partition?.of === 'recipients')).toHaveLength(1);
  await onEmpty(async (database) => {
    await into(database, join(folder, 'one'), 'store');
    const second = await backUp({
      databaseUrl: database.url,
      files: storeOf('store'),
      sealer,
      folder: join(folder, 'two'),
      now,
    });
    const sums = ({ tables, sequences, files }: Backup) => ({
      tables: tables.map(({ name, rows, checksum, partition }) => ({ name, rows, checksum, partition })),
      sequences,
      files: files.map(({ name, sha256 }) => ({ name, sha256 })),
    });
    expect(sums(second)).toEqual(sums(made));
    expect(await text(await storeOf('store').read(LETTERS))).toBe('letters');
    const client = await database.pool.connect();
    expect(await verifyTrail(client)).toMatchObject({ whole: true });
    // A row that comes after the restore gets a number of its own.
    const { rows } = await client.query<{ id: string }>(
      `insert into audit_entries (at, actor, action, detail, sha256) values (now(), 'x', 'x', '{}', sha256('x'))
       returning id`,
    );
    const last = made.sequences.find(({ name }) => name === 'audit_entries_id_seq')?.value;
    expect(Number(rows[0]?.id)).toBe(Number(last) + 1);
    client.release();
  });
});

test('the service’s role is held to its policies in what was restored', async () => {
  await onEmpty(async (database) => {
    await into(database, join(folder, 'one'), 'store-of-role');
    const client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query('set role openbrief_app');
    expect((await client.query('select from recipients')).rowCount).toBe(0);
    const partition = made.tables.find(({ partition: part }) => part?.of === 'recipients')?.name ?? '';
    await expect(client.query(`select from ${partition}`)).rejects.toThrow('permission denied');
    await client.query(`set openbrief.scope = 'system'`);
    expect((await client.query('select from recipients')).rowCount).toBe(120);
    await client.end();
  });
});

test.each<[string, string, (copy: string) => void]>([
  [
    'a table that was changed',
    'backup:damaged',
    (copy) => writeFileSync(join(copy, 'tables/trials.copy.gz'), 'x'),
  ],
  ['a table that is gone', 'backup:damaged', (copy) => rmSync(join(copy, 'tables/trials.copy.gz'))],
  ['letters that were changed', 'backup:damaged', (copy) => writeFileSync(join(copy, 'files/1'), 'other')],
  ['no manifest, because it was broken off', 'backup:not-a-backup', (copy) => rmSync(join(copy, MANIFEST))],
  ['half a manifest', 'backup:damaged', (copy) => writeFileSync(join(copy, MANIFEST), '{')],
  [
    'a step of a newer version',
    'platform:migration-unknown',
    (copy) => {
      const manifest: Backup = JSON.parse(readFileSync(join(copy, MANIFEST), 'utf8'));
      manifest.migrations.push({ timestamp: '9999999999999', name: 'later', sha256: '0'.repeat(64) });
      writeFileSync(join(copy, MANIFEST), JSON.stringify(manifest));
    },
  ],
])('a backup with %s is refused before anything is done', async (_what, code, damage) => {
  const copy = join(folder, 'damaged');
  cpSync(join(folder, 'one'), copy, { recursive: true });
  damage(copy);
  await onEmpty(async (database) => {
    await expect(into(database, copy, 'none')).rejects.toThrow(code);
    const { rowCount } = await database.pool.query(
      `select from pg_class where relnamespace = 'public'::regnamespace`,
    );
    expect(rowCount).toBe(0);
  });
  expect(existsSync(join(folder, 'none'))).toBe(false);
  rmSync(copy, { recursive: true });
});

test('a database that is somebody’s, another key, and a folder in use are refused', async () => {
  const files = storeOf('none');
  const request = { folder: join(folder, 'one'), databaseUrl: service.database.url, migrations, files };
  await expect(restore({ ...request, sealer })).rejects.toThrow('backup:database-in-use');
  await expect(restore({ ...request, sealer: new Sealer(Buffer.alloc(32, 9)) })).rejects.toThrow(
    'backup:other-key',
  );
  await expect(backUp({ ...request, sealer, now })).rejects.toThrow('backup:folder-in-use');
});
