import 'reflect-metadata';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyTrail } from '../../src/audit/verify-trail.js';
import { readConfiguration } from '../../src/platform/configuration/configuration.js';
import { openDatabase } from '../../src/platform/process/open-database.js';
import { anybody, apiClient, people, problemIn, type ApiClient } from '../support/api-client.js';
import { createTestDatabase } from '../support/database.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';
import { Cable } from './cable.js';

const PEOPLE = 600;
const A_CALL = 20;

/** A drawn trial whose letters are out. */
async function mailedTrial(
  service: TestService,
  own: ApiClient,
  name: string,
  count = PEOPLE,
): Promise<string> {
  const trial = (await own.register(drawnProtocol({ trial: name }))).headers['location'] ?? '';
  expect((await own.sendCsv(`${trial}/recipient-files`, people(count))).status).toBe(201);
  expect((await own.call('post', `${trial}/allocations`)).status).toBe(201);
  expect((await own.call('post', `${trial}/hand-overs`).send({})).status).toBeLessThan(300);
  service.clock.set('2026-03-16');
  return trial;
}

const responsesFrom = (first: number): readonly object[] =>
  Array.from({ length: A_CALL }, (_, index) => ({
    reference: `Z-${first + index}`,
    respondedOn: '2026-03-12',
  }));

async function counted(service: TestService, trial: string): Promise<{ responses: number; people: number }> {
  const { rows } = await service.database.pool.query<{ responses: number; people: number }>(
    `select count(*)::int as responses, count(distinct number)::int as people from responses where trial_id = $1`,
    [trial.split('/').at(-1)],
  );
  return rows[0] ?? { responses: -1, people: -1 };
}

async function expectWholeTrail({ database }: TestService): Promise<void> {
  const client = await database.pool.connect();
  try {
    expect(await verifyTrail(client)).toMatchObject({ whole: true });
  } finally {
    client.release();
  }
}

describe('a database that is gone for a while', () => {
  let service: TestService;
  let own: ApiClient;
  let cable: Cable;

  beforeAll(async () => {
    const database = await createTestDatabase();
    cable = new Cable(database.url);
    await cable.mend();
    service = await startTestService('2026-02-10', { database: { ...database, url: cable.url } });
    own = await apiClient(service, 'dienst-een');
  });
  afterAll(async () => {
    await service.close();
    await cable.cut();
  });

  test('is told as that, and nothing that was acknowledged is lost', async () => {
    const trial = await mailedTrial(service, own, 'kabel');
    const waiting = Array.from({ length: PEOPLE / A_CALL }, (_, call) => call * A_CALL);
    const acknowledged: number[] = [];
    const statuses = new Set<number>();
    let sent = 0;
    while (waiting.length > 0) {
      const first = waiting.shift() ?? 0;
      const answer = own.call('post', `${trial}/responses`).send(responsesFrom(first));
      sent += 1;
      // The cable breaks under a call that is on its way, and is mended some calls later.
      if (sent === 8) setTimeout(() => void cable.cut(), 5);
      if (sent === 14) {
        expect((await anybody(service).get('/health/ready')).status).toBe(503);
        expect((await anybody(service).get('/health/live')).status).toBe(200);
        const page = await anybody(service).get('/').set('Accept', 'text/html');
        expect(page.status).toBe(503);
        expect(page.text).toContain('even niet beschikbaar');
        await cable.mend();
      }
      const { status, headers, body } = await answer;
      statuses.add(status);
      if (status < 300) {
        acknowledged.push(first);
        continue;
      }
      expect(problemIn({ status, headers, body } as never)).toMatchObject({ status: 503, faults: [] });
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      waiting.push(first);
      await wait(50);
    }
    expect([...statuses].sort()).toEqual([201, 503]);
    expect(acknowledged).toHaveLength(PEOPLE / A_CALL);
    expect(await counted(service, trial)).toEqual({ responses: PEOPLE, people: PEOPLE });
    expect((await anybody(service).get('/health/ready')).status).toBe(200);
    await expectWholeTrail(service);
  });
});

describe('a day on which everything comes at once', () => {
  let service: TestService;
  let own: ApiClient;

  beforeAll(async () => {
    service = await startTestService('2026-02-10');
    own = await apiClient(service, 'dienst-een');
  });
  afterAll(() => service.close());

  test('the same file of responses thrice at the same time is counted once', async () => {
    const trial = await mailedTrial(service, own, 'driemaal');
    const file = [
      'kenmerk,datum',
      ...Array.from({ length: 400 }, (_, index) => `Z-${index},2026-03-12`),
      '',
    ].join('\n');
    const answers = await Promise.all(
      [1, 2, 3].map(() => own.sendCsv(`${trial}/response-files`, file).then((answer) => answer)),
    );
    // Who came a moment too late is told that it is there, or is given what it became.
    for (const { status, body } of answers)
      if (status !== 409) expect([200, 201]).toContain(status);
      else expect(body.code).toBe('intake:imported-meanwhile');
    expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
    expect((await own.call('get', `${trial}/imports`)).body).toHaveLength(2);
    expect(await counted(service, trial)).toEqual({ responses: 400, people: 400 });
  });

  test('two files with the same people at the same time count each of them once', async () => {
    const trial = await mailedTrial(service, own, 'overlap');
    const fileOf = (from: number, to: number): string =>
      [
        'kenmerk,datum',
        ...Array.from({ length: to - from }, (_, index) => `Z-${from + index},2026-03-12`),
        '',
      ].join('\n');
    const answers = await Promise.all(
      [fileOf(0, 300), fileOf(200, 500), fileOf(100, 400)].map((file) =>
        own.sendCsv(`${trial}/response-files`, file).then((answer) => answer),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    const sum = (key: 'accepted' | 'repeated'): number =>
      answers.reduce((total, { body }) => total + Number(body[key]), 0);
    expect([sum('accepted'), sum('repeated')]).toEqual([500, 400]);
    expect(await counted(service, trial)).toEqual({ responses: 500, people: 500 });
  });

  test('a clock that is set back breaks no chain, opens nothing and gives no error', async () => {
    const trial = await mailedTrial(service, own, 'klok');
    const address = '/trials/dienst-een/klok';
    await own.call('post', `${trial}/responses`).send(responsesFrom(0));
    // Before the registration itself.
    service.clock.set('2026-01-01');
    for (const path of [address, '/', '/feed.atom', `${address}/counts.json`])
      expect((await anybody(service).get(path)).status).toBeLessThan(500);
    expect((await own.call('get', trial)).body.state).toBe('collecting');
    const early = await own.call('post', `${trial}/responses`).send(responsesFrom(A_CALL));
    expect(early.status).toBeLessThan(500);
    expect(problemIn(await own.call('post', `${trial}/closings`)).status).toBe(409);
    expect(problemIn(await own.call('post', `${trial}/analyses`)).status).toBe(409);
    service.clock.set('2026-04-07');
    expect((await own.call('post', `${trial}/responses`).send(responsesFrom(A_CALL))).status).toBeLessThan(
      500,
    );
    const closed = await own.call('post', `${trial}/closings`);
    expect(closed.body).toMatchObject({ state: 'closed' });
    service.clock.set('2026-03-01');
    expect((await own.call('post', `${trial}/analyses`)).status).toBe(201);
    expect((await own.call('post', `${trial}/analyses`)).status).toBe(409);
    expect((await anybody(service).get(address)).status).toBe(200);
    await expectWholeTrail(service);
  });
});

/** A file system of its own size can be made by root on Linux alone. */
function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'openbrief-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.runIf(canMount())('a disk that is full (needs root on Linux)', () => {
  const MEGABYTE = 2 ** 20;
  const LEFT = 6 * MEGABYTE;
  const MANY = 60_000;
  const folder = mkdtempSync(join(tmpdir(), 'openbrief-full-'));
  const ballast = join(folder, 'ballast');
  let service: TestService;
  let own: ApiClient;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=400m,mode=755', 'tmpfs', folder]);
    const dataFolder = join(folder, 'data');
    mkdirSync(dataFolder);
    chmodSync(dataFolder, 0o755);
    const configuration = readConfiguration({ OPENBRIEF_DATA: dataFolder });
    const opened = await openDatabase(configuration, 'migrations', () => undefined);
    stop = opened.close;
    const pool = new Pool({ connectionString: opened.url });
    pool.on('error', () => undefined);
    service = await startTestService('2026-02-10', {
      database: { url: opened.url, pool, drop: () => pool.end() },
    });
    own = await apiClient(service, 'dienst-een');
  }, 120_000);

  afterAll(async () => {
    await service.close();
    await stop();
    execFileSync('umount', ['--lazy', folder]);
    rmSync(folder, { recursive: true, force: true });
  });

  test('is told as that; nothing half is left, and the same file goes in when there is room', async () => {
    const trial = (await own.register(drawnProtocol())).headers['location'] ?? '';
    const { bavail, bsize } = statfsSync(folder);
    writeFileSync(ballast, Buffer.alloc(bavail * bsize - LEFT));
    const file = people(MANY).replaceAll('Z-', `Z-${'0'.repeat(80)}`);
    const refused = await own.sendCsv(`${trial}/recipient-files`, file);
    expect(problemIn(refused)).toEqual({ status: 503, code: 'platform:no-room-to-keep', faults: [] });
    rmSync(ballast);
    expect((await own.call('get', `${trial}/imports`)).body).toEqual([]);
    const taken = await own.sendCsv(`${trial}/recipient-files`, file);
    expect({ status: taken.status, accepted: taken.body.accepted }).toEqual({ status: 201, accepted: MANY });
    await expectWholeTrail(service);
  }, 120_000);
});
