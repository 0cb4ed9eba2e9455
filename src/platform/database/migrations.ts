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

/** TypeORM takes migrations as classes whose name ends in the time; here is one for each file. */
export function migrationClasses(files: readonly MigrationFile[]): (new () => MigrationInterface)[] {
  return files.map(({ timestamp, name, sql }) => {
    const camel = name.replace(/(?:^|-)([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
    return class implements MigrationInterface {
      readonly name = `${camel}${timestamp}`;

      async up(runner: QueryRunner): Promise<void> {
        await runner.query(sql);
      }

      down(): Promise<void> {
        return Promise.reject(new Error('Migrations go forward only.'));
      }
    };
  });
}

/**
 * Brings the database up to the files. Each step is a transaction; a file that was changed after it ran is refused,
 * because then nobody knows what the database looks like.
 * @returns the names of the steps that ran
 */
export async function migrate(dataSource: DataSource, files: readonly MigrationFile[]): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  await runner.connect();
  try {
    await runner.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await runner.query(
      'create table if not exists migration_files (timestamp text primary key, name text not null, sha256 text not null)',
    );
    const done: { timestamp: string; sha256: string }[] = await runner.query(
      'select timestamp, sha256 from migration_files',
    );
    const hashes = new Map(done.map(({ timestamp, sha256 }) => [timestamp, sha256]));
    const changed = files.find(({ timestamp, sha256 }) => (hashes.get(timestamp) ?? sha256) !== sha256);
    if (changed !== undefined) {
      throw new DomainError('conflict', 'platform:migration-changed', { name: changed.name });
    }
    const ran = await dataSource.runMigrations({ transaction: 'each' });
    for (const file of files) {
      await runner.query('insert into migration_files values ($1, $2, $3) on conflict do nothing', [
        file.timestamp,
        file.name,
        file.sha256,
      ]);
    }
    return ran.map(({ name }) => name);
  } finally {
    await runner.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await runner.release();
  }
}
