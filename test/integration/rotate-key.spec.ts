import 'reflect-metadata';
import { spawn } from 'node:child_process';
import { existsSync, linkSync, mkdtempSync, writeFileSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandLine } from '../../src/accounts/actor.js';
import { AuditHeads } from '../../src/audit/audit-heads.js';
import { requireSilence } from '../../src/command-line/key-command.js';
import { changeKey } from '../../src/key-change/change-key.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { sealedColumns } from '../../src/key-change/sealed-columns.js';
import { projectRoot } from '../../src/platform/process/project-root.js';
import { SystemChance } from '../../src/platform/process/time-and-chance.js';
import { beginKeyChange, endKeyChange } from '../../src/platform/sealing/key-change.js';
import { Sealer } from '../../src/platform/sealing/sealer.js';
import { readPreviousKey, readSealingKey } from '../../src/platform/sealing/sealing-key.js';
import { TrialKeysService } from '../../src/recipients/trial-keys.service.js';
import { apiClient, people } from '../support/api-client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService } from '../support/test-service.js';

/** More than are sealed anew at once, so that a kill falls in between. */
const PEOPLE = 220;

let folder: string;
let database: TestDatabase;
let old: Buffer;
let trialId: string;

/** On a connection that is gone after it: the command refuses to work beside anybody. */
async function asked<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

const settings = (): Parameters<typeof readPreviousKey>[0] => ({
  key: undefined,
  keyFile: undefined,
  previousKey: undefined,
  previousKeyFile: undefined,
  dataFolder: folder,
});
const keyNow = (): Buffer => readSealingKey(settings(), new SystemChance());

/** How many of the values a key opens by itself. */
async function openedBy(key: Buffer): Promise<number> {
  const sealer = new Sealer(key);
  let opened = 0;
  for (const { table, id, column, owner } of sealedColumns) {
    const rows = await asked<{ id: string; sealed: Buffer }>(
      `select ${id}::text as id, ${column} as sealed from ${table} where ${column} is not null`,
    );
    for (const row of rows) {
      try {
        sealer.open(row.sealed, owner(row.id));
        opened += 1;
      } catch {
        // Not with this one.
      }
    }
  }
  return opened;
}

/** Changes the key in a process that is killed, with what can't be heeded, after so many values. */
function killedAfter(values: number): Promise<number | null> {
  const child = spawn(
    process.execPath,
    [
      '--import',
      './test/support/typescript-in-child.mjs',
      'test/support/change-key-in-child.ts',
      database.url,
      folder,
    ],
    { cwd: projectRoot, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  child.stdout.on('data', (bytes: Buffer) => {
    if (
      bytes
        .toString('utf8')
        .split('\n')
        .some((line) => Number(line) >= values)
    )
      child.kill('SIGKILL');
  });
  return new Promise((resolve) => child.once('close', resolve));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'openbrief-rotate-'));
  database = await createTestDatabase();
  const service = await startTestService('2026-02-10', { database, environment: { OPENBRIEF_DATA: folder } });
  const own = await apiClient(service, 'dienst-een');
  const made = (await own.register(drawnProtocol())).headers['location'] ?? '';
  trialId = made.replace('/v1/trials/', '');
  await own.sendCsv(`${made}/recipient-files`, people(12)).expect(201);
  await own.call('post', '/v1/opt-outs').send({ reference: 'Z-1' });
  await service.app.close();
  old = keyNow();
  const [organisation] = await asked<{ id: string }>('select id from organisations');
  const sealer = new Sealer(old);
  const accounts = await asked<{ id: string }>(
    `insert into accounts (organisation_id, email, name, roles, created_at)
     select $1, 'x' || n || '@dienst.example', 'X', array['designer'], now() from generate_series(1, $2) n returning id`,
    [organisation?.id, PEOPLE],
  );
  const sealed = accounts.map(({ id }) => sealer.seal(Buffer.from('geheim'), `second-factor:${id}`));
  await asked(
    `update accounts set totp_sealed = s.sealed
     from unnest($1::uuid[], $2::bytea[]) s(id, sealed) where accounts.id = s.id`,
    [accounts.map(({ id }) => id), sealed],
  );
}, 60_000);
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

test('a killed change goes on, nothing is lost meanwhile, and the old key opens nothing after it', async () => {
  const all = await openedBy(old);
  expect(all).toBeGreaterThan(PEOPLE);
  expect(await killedAfter(100)).toBeNull();
  const [byOld, byNew] = [await openedBy(old), await openedBy(keyNow())];
  expect([byOld > 0, byNew > 0, byOld + byNew]).toEqual([true, true, all]);
  expect(readPreviousKey(settings())).toEqual(old);

  // A service that starts now reads with both; beside it the command does nothing.
  const service = await startTestService('2026-02-10', { database, environment: { OPENBRIEF_DATA: folder } });
  expect((await service.app.get(TrialKeysService).of(trialId)).isSealed).toBe(true);
  await service.app.get(AuditHeads).work();
  await expect(requireSilence(database.url)).rejects.toThrow('platform:service-is-running');
  const done = await changeKey({
    unitOfWork: service.app.get(UnitOfWork),
    sealer: service.app.get(Sealer),
    clock: service.clock,
    actor: commandLine,
  });
  expect(done).toEqual({ values: all, resealed: byOld });
  endKeyChange(folder);
  await service.app.close();
  await expect(requireSilence(database.url)).resolves.toBeUndefined();
  expect([await openedBy(old), await openedBy(keyNow())]).toEqual([0, all]);
  expect(readPreviousKey(settings())).toBeUndefined();
  expect(readdirSync(folder)).not.toContain('key.next');
  const acts = await asked<{ action: string }>(
    "select action from audit_entries where action like '%key-change' order by id",
  );
  expect(acts.map(({ action }) => action)).toEqual([
    'begin-key-change',
    'begin-key-change',
    'end-key-change',
  ]);
}, 120_000);

test('a change of the files that is killed at any step can be given again', () => {
  const chance = new SystemChance();
  const own = mkdtempSync(join(tmpdir(), 'openbrief-key-change-'));
  const given = { ...settings(), dataFolder: own };
  const begun = readSealingKey(given, chance);
  // Killed between the link and the rename: both names are the same key, and the new one waits beside them.
  linkSync(join(own, 'key'), join(own, 'key.previous'));
  writeFileSync(join(own, 'key.next'), 'half of a k', { mode: 0o600 });
  beginKeyChange(own, chance);
  const second = readSealingKey(given, chance);
  expect([second.equals(begun), readPreviousKey(given)?.equals(begun)]).toEqual([false, true]);
  // Begun already: the same two keys.
  beginKeyChange(own, chance);
  expect([readSealingKey(given, chance), readPreviousKey(given)]).toEqual([second, begun]);
  endKeyChange(own);
  expect([existsSync(join(own, 'key.previous')), readSealingKey(given, chance)]).toEqual([false, second]);
  rmSync(own, { recursive: true });
});

test('everything that the code seals under the key of the installation is in the list', () => {
  const sources = readdirSync(join(projectRoot, 'src'), { recursive: true, encoding: 'utf8' }).filter(
    (file) =>
      file.endsWith('.ts') && !file.endsWith('.spec.ts') && !file.startsWith(join('platform', 'sealing')),
  );
  const sealing = sources.filter((file) =>
    /\bsealer\.seal\((?!\{)/.test(readFileSync(join(projectRoot, 'src', file), 'utf8')),
  );
  expect(sealing.sort()).toEqual([
    'accounts/openid/openid-sign-ins.service.ts',
    'accounts/second-factor/second-factor.service.ts',
    // The proof in a backup is of that backup, and goes with the key of then.
    'backup/back-up.ts',
    'disclosure/talk-back/talk-back.service.ts',
    'recipients/opt-outs.service.ts',
    'recipients/trial-keys.service.ts',
  ]);
});
