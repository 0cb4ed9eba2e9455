import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import { DomainError } from '../../core/domain-error.js';

/** One step of the database's history: a file of plain SQL, `<13-digit time>-<name>.sql`, forward only. */
export interface MigrationFile {
  readonly timestamp: string;
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
}

const FILE_NAME = /^(\d{13})-([a-z0-9-]+)\.sql$/;

/** Any number that nothing else locks: two processes that start at once migrate one after the other. */
const MIGRATION_LOCK = 7_307_311;

/** The files of a folder, in order of time. */
export function readMigrations(folder: string): MigrationFile[] {
  return readdirSync(folder)
    .sort()
    .flatMap((file) => {
      const [, timestamp, name] = FILE_NAME.exec(file) ?? [];
      if (timestamp === undefined || name === undefined) return [];
      const sql = readFileSync(join(folder, file), 'utf8');
      return [{ timestamp, name, sql, sha256: createHash('sha256').update(sql).digest('hex') }];
    });
}

/**
 * TypeORM takes migrations as classes whose name ends in the time; here is one for each file. The file's hash is kept
 * in the same transaction, so that it is always known what ran.
 */
export function migrationClasses(files: readonly MigrationFile[]): (new () => MigrationInterface)[] {
  return files.map(({ timestamp, name, sql, sha256 }) => {
    const camel = name.replace(/(?:^|-)([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
    return class implements MigrationInterface {
      readonly name = `${camel}${timestamp}`;

      async up(runner: QueryRunner): Promise<void> {
        await runner.query(sql);
        await runner.query('insert into migration_files values ($1, $2, $3)', [timestamp, name, sha256]);
      }

      down(): Promise<void> {
        return Promise.reject(new Error('Migrations go forward only.'));
      }
    };
  });
}

/**
 * Brings the database up to the files, one process at a time. Each step is a transaction. A file that was changed
 * after it ran is refused, because then nobody knows what the database looks like; so is a database that a newer
 * version has been at.
 * @param dataSource made with the same files, see `dataSourceOptions`
 * @param onStep hears how many steps there are to run, when there are any
 * @returns the names of the steps that ran
 * @throws DomainError `platform:postgres-too-old`, `platform:migration-changed` or `platform:migration-unknown`
 */
export async function migrate(
  dataSource: DataSource,
  files: readonly MigrationFile[],
  onStep: (count: number) => void = () => undefined,
): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  await runner.connect();
  try {
    await requireVersion(runner);
    await runner.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const done = await filesThatRan(runner);
    checkHistory(files, done);
    if (done.length < files.length) onStep(files.length - done.length);
    const ran = await dataSource.runMigrations({ transaction: 'each' });
    return ran.map(({ name }) => name);
  } finally {
    await runner.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await runner.release();
  }
}

interface FileThatRan {
  readonly timestamp: string;
  readonly name: string;
  readonly sha256: string;
}

async function filesThatRan(runner: QueryRunner): Promise<FileThatRan[]> {
  await runner.query(
    'create table if not exists migration_files (timestamp text primary key, name text not null, sha256 text not null)',
  );
  const rows: unknown = await runner.query('select timestamp, name, sha256 from migration_files');
  return rows as FileThatRan[];
}

function checkHistory(files: readonly MigrationFile[], done: readonly FileThatRan[]): void {
  const present = new Map(files.map(({ timestamp, sha256 }) => [timestamp, sha256]));
  for (const { timestamp, name, sha256 } of done) {
    const now = present.get(timestamp);
    if (now === undefined) throw new DomainError('conflict', 'platform:migration-unknown', { name });
    if (now !== sha256) throw new DomainError('conflict', 'platform:migration-changed', { name });
  }
}

/** `uuidv7()` and virtual columns came with this version, as `server_version_num` says it. */
const OLDEST_POSTGRES = 180_000;

async function requireVersion(runner: QueryRunner): Promise<void> {
  const rows: unknown = await runner.query(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as text`,
  );
  const [row] = rows as { number: number; text: string }[];
  if (row !== undefined && row.number < OLDEST_POSTGRES)
    throw new DomainError('unavailable', 'platform:postgres-too-old', { version: row.text });
}
