import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Organisation } from '../../src/organisations/organisation.entity.js';
import { dataSourceOptions, openDataSource } from '../../src/platform/database/data-source.js';
import { migrate, readMigrations, type MigrationFile } from '../../src/platform/database/migrations.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const files = readMigrations('migrations');

describe('migrations', () => {
  test('a second run, and two runs at once, do nothing', async () => {
    const sources = await Promise.all(
      [1, 2].map(() => openDataSource(dataSourceOptions(database.url, [], files))),
    );
    expect(await Promise.all(sources.map((source) => migrate(source, files)))).toEqual([[], []]);
    await Promise.all(sources.map((source) => source.destroy()));
  });

  test('a step that was changed after it ran is refused by name', async () => {
    const tampered = files.map((file, place) => (place === 0 ? { ...file, sha256: '00' } : file));
    const source = await openDataSource(dataSourceOptions(database.url, [], tampered));
    await expect(migrate(source, tampered)).rejects.toMatchObject({
      code: 'platform:migration-changed',
      params: { name: files[0]?.name },
    });
    await source.destroy();
  });

  test('a database that a newer version has been at is refused by the name of its step', async () => {
    const older = files.slice(0, -1);
    const source = await openDataSource(dataSourceOptions(database.url, [], older));
    await expect(migrate(source, older)).rejects.toMatchObject({
      code: 'platform:migration-unknown',
      params: { name: files.at(-1)?.name },
    });
    await source.destroy();
  });

  test('a step that fails leaves nothing of itself, and those before it stay', async () => {
    const step = (timestamp: string, sql: string): MigrationFile => ({
      timestamp,
      name: `step-${timestamp}`,
      sql,
      sha256: timestamp,
    });
    const good = step('9000000000000', 'create table good (id int)');
    const bad = step('9000000000001', 'create table bad (id int); select 1 / 0');
    const more = [...files, good, bad];
    const source = await openDataSource(dataSourceOptions(database.url, [], more));
    const counts: number[] = [];
    await expect(migrate(source, more, (count) => counts.push(count))).rejects.toThrow('division by zero');
    await source.destroy();
    expect(counts).toEqual([2]);
    const { rows } = await database.pool.query<{ good: boolean; bad: boolean }>(
      `select to_regclass('good') is not null as good, to_regclass('bad') is not null as bad`,
    );
    expect(rows).toEqual([{ good: true, bad: false }]);
    const ran = await database.pool.query<{ timestamp: string }>(
      `select timestamp from migration_files where timestamp like '9%'`,
    );
    expect(ran.rows).toEqual([{ timestamp: good.timestamp }]);
  });

  test('a server that does not answer is refused with its address, without the password', async () => {
    const attempt = openDataSource(
      dataSourceOptions('postgresql://openbrief:secret@127.0.0.1:1/x', [], files),
    );
    const error: unknown = await attempt.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'platform:database-unreachable' });
    expect(JSON.stringify(error)).toContain('127.0.0.1:1');
    expect(JSON.stringify(error)).not.toContain('secret');
  });
});

describe('a unit of work', () => {
  test('entities and SQL are in one transaction: all is kept, or nothing', async () => {
    const source = await openDataSource(dataSourceOptions(database.url, [Organisation], files));
    const work = new UnitOfWork(source);
    const attempt = work.transaction(async ({ manager, client }) => {
      const repository = manager.getRepository(Organisation);
      await repository.save(
        repository.create({
          slug: 'duo',
          name: 'DUO',
          contact: { name: 'x', email: 'x@example.org', url: 'https://example.org' },
          letterhead: {},
          disclosureThreshold: 10,
          createdAt: new Date(0),
        }),
      );
      const { rows } = await client.query('select slug from organisations');
      expect(rows).toEqual([{ slug: 'duo' }]);
      throw new Error('broken off');
    });
    await expect(attempt).rejects.toThrow('broken off');
    expect(await work.rows('select slug from organisations')).toEqual([]);
    await source.destroy();
  });
});
