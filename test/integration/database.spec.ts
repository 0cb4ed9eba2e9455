import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Organisation } from '../../src/organisations/organisation.entity.js';
import { dataSourceOptions, openDataSource } from '../../src/platform/database/data-source.js';
import { migrate, readMigrations } from '../../src/platform/database/migrations.js';
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
