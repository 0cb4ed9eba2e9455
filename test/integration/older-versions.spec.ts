import 'reflect-metadata';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyTrail } from '../../src/audit/verify-trail.js';
import { MANIFEST, type Backup } from '../../src/backup/backup-format.js';
import { restore } from '../../src/backup/restore.js';
import { readMigrations } from '../../src/platform/database/migrations.js';
import { projectRoot } from '../../src/platform/process/project-root.js';
import { Sealer } from '../../src/platform/sealing/sealer.js';
import { FolderStore } from '../../src/platform/storage/folder-store.js';
import { apiClient, type ApiClient } from '../support/api-client.js';
import { createTestDatabase } from '../support/database.js';
import { startTestService, type TestService } from '../support/test-service.js';

// A backup that was made with the database of version 0.1.0: one trial that is published, one that is drawn. Its key is
// thirty-two bytes of 7. A later version gets a folder of its own beside it.
const folder = join(import.meta.dirname, '..', 'fixtures', 'data-of-0.1.0');
const migrations = readMigrations(join(projectRoot, 'migrations'));

let service: TestService;
let own: ApiClient;

beforeAll(async () => {
  const database = await createTestDatabase({ migrated: false });
  await restore({
    folder,
    databaseUrl: database.url,
    migrations,
    files: new FolderStore(join(tmpdir(), 'openbrief-older-versions')),
    sealer: new Sealer(Buffer.alloc(32, 7)),
  });
  service = await startTestService('2026-05-02', { database });
  own = await apiClient(service, 'dienst-een');
});
afterAll(() => service.close());

test('the data are of an older version, and every step since has run on them', async () => {
  const { migrations: before }: Backup = JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8'));
  expect(before.length).toBeLessThan(migrations.length);
  expect(readdirSync(join(folder, 'tables')).length).toBeGreaterThan(20);
  const { rows } = await service.database.pool.query<{ name: string }>('select name from migration_files');
  expect(rows.map(({ name }) => name).sort()).toEqual(migrations.map(({ name }) => name).sort());
});

test('what was public is as it was, and the trail is whole', async () => {
  const server = service.app.getHttpServer();
  const register = await request(server).get('/');
  expect(register.text).toContain('Kleine proef');
  expect(register.text).toContain('Lopende proef');
  const page = await request(server).get('/trials/dienst-een/klein');
  expect(page.status).toBe(200);
  expect(page.text).toContain('120');
  const client = await service.database.pool.connect();
  expect(await verifyTrail(client)).toMatchObject({ whole: true });
  client.release();
});

test('a trial that was under way goes on to its result', async () => {
  const { rows } = await service.database.pool.query<{ id: string }>(
    `select id from trials where slug = 'lopend'`,
  );
  const trial = `/v1/trials/${rows[0]?.id}`;
  const answers = [
    await own.call('post', `${trial}/hand-overs`).send({}),
    await own.call('post', `${trial}/responses`).send([
      { reference: 'Z-7', respondedOn: '2026-03-10' },
      { reference: 'Z-8', respondedOn: '2026-03-11' },
    ]),
    await own.call('post', `${trial}/closings`).send({}),
    await own.call('post', `${trial}/analyses`),
  ];
  expect(answers.map(({ status, body }) => [status, body.code])).toEqual(answers.map(() => [201, undefined]));
  expect((await own.call('get', trial)).body.flow).toMatchObject({ allocated: 120, responses: 2 });
  expect(existsSync(join(tmpdir(), 'openbrief-older-versions'))).toBe(false);
});
