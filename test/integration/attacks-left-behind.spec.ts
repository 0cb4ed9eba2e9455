import 'reflect-metadata';
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ErasureJobs } from '../../src/erasure/erasure-jobs.js';
import { asSystem } from '../../src/platform/database/scope.js';
import { apiClient } from '../support/api-client.js';
import { browserUser, type BrowserUser } from '../support/browser-user.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

let service: TestService;
let designer: BrowserUser;

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  await (await apiClient(service, 'dienst-een')).register(drawnProtocol());
  designer = await browserUser(service, 'dienst-een', 'D. Ontwerper', ['designer']);
}, 60_000);
afterAll(() => service.close());

const night = (): Promise<void> => asSystem(() => service.app.get(ErasureJobs).night());

const rowsWith = async (word: string): Promise<string[]> => {
  const { rows } = await service.database.pool.query<{ name: string }>(
    "select format('%I', relname) as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace",
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const { rowCount } = await service.database.pool.query(
      `select from ${name} t where t::text like '%' || $1 || '%' limit 1`,
      [word],
    );
    if ((rowCount ?? 0) > 0) found.push(name);
  }
  return found;
};

test('a file without a header leaves its first person nowhere after the night', async () => {
  const file = 'Z-1,Echteman,Dorpsstraat\nZ-2,Tweedeman,Kerkstraat\n';
  const shown = await designer.upload('/workbench/trials/klein/import', file);
  const waiting = /name="waiting" value="([^"]+)"/.exec(shown.text)?.[1] ?? '';
  const refused = await designer.post('/workbench/trials/klein/imports', {
    waiting,
    'column:reference': 'Z-1',
  });
  // Whoever sent it is told what was found, on the page alone.
  expect([refused.status, refused.text.includes('Echteman')]).toEqual([422, true]);
  expect(await rowsWith('Echteman')).toEqual(['file_readings']);
  await night();
  expect(await rowsWith('Echteman')).toEqual(['file_readings']);
  await service.database.pool.query("update file_readings set moved_at = moved_at - interval '25 hours'");
  await night();
  expect(await rowsWith('Echteman')).toEqual([]);
});

test('what a killed process left opened goes in the night, and what is being read stays', async () => {
  const [left, waiting, fresh, another] = ['received', 'waiting', 'received', 'other'].map((kind) => {
    const folder = mkdtempSync(join(tmpdir(), `openbrief-${kind}-`));
    writeFileSync(join(folder, 'body.csv'), 'kenmerk\nZ-1\n');
    return folder;
  }) as [string, string, string, string];
  const old = new Date(Date.now() - 2 * 86_400_000);
  for (const folder of [left, waiting, another]) utimesSync(folder, old, old);
  await night();
  expect([left, waiting, fresh, another].map((folder) => existsSync(folder))).toEqual([
    false,
    false,
    true,
    true,
  ]);
  for (const folder of [fresh, another]) rmSync(folder, { recursive: true });
});

test('the answers of calls that could come again go after three days', async () => {
  const { pool } = service.database;
  await pool.query(
    `insert into repeated_calls (organisation_id, key, call_sha256, began_at)
     select id, 'oud', sha256('x'), $1::timestamptz from organisations where slug = 'dienst-een'
     union all select id, 'vers', sha256('x'), $2::timestamptz from organisations where slug = 'dienst-een'`,
    ['2026-02-06T12:00:00Z', '2026-02-09T12:00:00Z'],
  );
  await night();
  const { rows } = await pool.query<{ key: string }>('select key from repeated_calls');
  expect(rows).toEqual([{ key: 'vers' }]);
});
