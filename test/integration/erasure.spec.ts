import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AllocationService } from '../../src/allocation/allocation.service.js';
import { verifyTrail } from '../../src/audit/verify-trail.js';
import { EraseTrials } from '../../src/erasure/erase-trials.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { FileStore } from '../../src/platform/storage/file-store.js';
import { apiClient, people, type ApiClient } from '../support/api-client.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

let service: TestService;
let own: ApiClient;
let trial = '';
let id = '';
let letters = '';

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  own = await apiClient(service, 'dienst-een');
  trial = (await own.register(drawnProtocol())).headers['location'] ?? '';
  id = trial.split('/').at(-1) ?? '';
  await own.sendCsv(`${trial}/recipient-files`, `${people(120)}Geheim-1,noord,te veel\n`);
  await own.call('post', `${trial}/allocations`);
  await own.call('post', `${trial}/hand-overs`).send({});
  service.clock.set('2026-03-20');
  await own.call('post', `${trial}/responses`).send([
    { reference: 'Z-7', respondedOn: '2026-03-10' },
    { reference: 'Geheim-2', respondedOn: '2026-03-10' },
  ]);
  letters = `${id}/wave-1-batch-0001.pdf`;
  await writeLetters();
});
afterAll(() => service.close());

const writeLetters = (): Promise<void> =>
  service.app.get(FileStore).write(letters, async (path) => writeFileSync(path, 'letters'));

const erase = (): Promise<unknown> => service.app.get(EraseTrials).eraseDue();

/** Everything that the database holds, as text. */
async function dump(): Promise<string> {
  const { pool } = service.database;
  const { rows: tables } = await pool.query<{ name: string }>(
    `select format('%I', relname) as name from pg_class
     where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await pool.query<{ text: string }>(`select t::text as text from ${name} t`);
    texts.push(...rows.map(({ text }) => text));
  }
  return texts.join('\n');
}

test('nothing is erased before its day', async () => {
  service.clock.set('2026-12-30');
  expect(await erase()).toEqual([]);
  expect(await dump()).toContain('Geheim-2');
});

test('on its day references go, with the files; what was counted and drawn stays', async () => {
  await own.call('post', `${trial}/closings`).send({});
  await own.call('post', `${trial}/analyses`);
  service.clock.set('2027-01-02');
  const allocation = service.app.get(AllocationService);
  const before = [await allocation.recipientTotals(id), await allocation.byArm(id)];
  const analysis = (await own.call('get', `${trial}/analyses`)).body;
  expect(await erase()).toEqual([{ trialId: id, recipients: 120 }]);
  const left = await dump();
  expect(left).not.toMatch(/Z-\d+\b/);
  expect(left).not.toContain('Geheim');
  expect(await service.app.get(FileStore).has(letters)).toBe(false);
  expect([await allocation.recipientTotals(id), await allocation.byArm(id)]).toEqual(before);
  expect((await own.call('get', `${trial}/analyses`)).body).toEqual(analysis);
  expect((await own.call('get', trial)).body.flow).toMatchObject({
    allocated: 120,
    responses: 1,
    unmatched: 1,
  });
});

test('it happens once, is in the trail, and the trail is whole', async () => {
  expect(await erase()).toEqual([]);
  const work = service.app.get(UnitOfWork);
  const acts = await work.rows(`select detail from audit_entries where action = 'erase'`);
  expect(acts).toEqual([{ detail: { recipients: 120, promised: '2026-12-31' } }]);
  expect(await work.onConnection(({ client }) => verifyTrail(client))).toMatchObject({ whole: true });
  expect(await service.app.get(EraseTrials).erasedOn(id)).toBe('2027-01-02');
});

test('files that a crash left are removed the next time', async () => {
  await writeLetters();
  await service.app.get(UnitOfWork).rows('update erasures set files_removed_at = null');
  await erase();
  expect(await service.app.get(FileStore).has(letters)).toBe(false);
});

describe('of a trial that nobody ended', () => {
  /** A trial of its own, of which as much was done as `steps` does; where it then is. */
  async function overdue(name: string, steps: (address: string) => Promise<void>): Promise<string> {
    service.clock.set('2026-02-10');
    const address = (await own.register(drawnProtocol({ trial: name }))).headers['location'] ?? '';
    await own.sendCsv(`${address}/recipient-files`, people(60));
    await steps(address);
    service.clock.set('2026-12-31');
    expect(await erase()).toEqual([{ trialId: address.split('/').at(-1), recipients: 60 }]);
    return address;
  }
  const allocate = async (address: string): Promise<void> =>
    void (await own.call('post', `${address}/allocations`));

  test('that collects, the close and the registered analysis come first', async () => {
    const address = await overdue('vergeten', async (at) => {
      await allocate(at);
      await own.call('post', `${at}/hand-overs`).send({});
    });
    expect((await own.call('get', address)).body).toMatchObject({ state: 'analysed', stoppedReason: null });
    expect((await own.call('get', `${address}/analyses`)).status).toBe(200);
  });

  test.each([
    ['was drawn and not mailed', 'blijven-liggen', allocate],
    ['was not drawn', 'nooit-geloot', async () => undefined],
  ])('that %s, it is stopped, and says in public why', async (_, name, steps) => {
    const address = await overdue(name, steps);
    const { body } = await own.call('get', address);
    expect(body).toMatchObject({
      stoppedReason:
        'De dag waarop de persoonsgegevens zouden worden gewist (2026-12-31), kwam voordat de proef was afgesloten.',
    });
    const page = await request(service.app.getHttpServer()).get(`/trials/dienst-een/${name}`);
    expect(page.text).toContain('kwam voordat de proef was afgesloten');
    // Nothing of it can be sent any more.
    expect((await own.sendCsv(`${address}/recipient-files`, people(3))).status).toBe(409);
  });

  test('one that has no recipients yet is left alone', async () => {
    service.clock.set('2026-02-10');
    const address = (await own.register(drawnProtocol({ trial: 'nog-leeg' }))).headers['location'] ?? '';
    service.clock.set('2026-12-31');
    expect(await erase()).toEqual([]);
    expect((await own.call('get', address)).body).toMatchObject({ state: 'registered' });
  });
});
