import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asSystem } from '../../src/platform/database/scope.js';
import { RehearsalsService } from '../../src/rehearsals/rehearsals.service.js';
import { anybody, apiClient, people, type ApiClient } from '../support/api-client.js';
import { browserUser, type BrowserUser } from '../support/browser-user.js';
import { concrete, endpointsOf } from '../support/endpoints.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

const SLUG = 'oefening-klein-1';
const TRIAL = `/workbench/trials/${SLUG}`;

let service: TestService;
let system: ApiClient;
let designer: BrowserUser;
let desk: BrowserUser;
let other: BrowserUser;

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  system = await apiClient(service, 'dienst-een');
  await system.register(drawnProtocol());
  designer = await browserUser(service, 'dienst-een', 'D. Ontwerper', ['designer']);
  desk = await browserUser(service, 'dienst-een', 'B. Balie', ['front-desk', 'designer']);
  other = await browserUser(service, 'dienst-twee', 'A. Ander', ['designer', 'reviewer', 'analyst']);
  await designer.post('/workbench/rehearsals', {
    from: 'trial:klein',
    recipients: '200',
    baseline: '40',
    'uplift:nieuw': '10',
  });
}, 120_000);
afterAll(() => service.close());

const rowsOf = async (sql: string): Promise<number> => {
  const { rows } = await service.database.pool.query<{ n: number }>(`select count(*)::int as n from ${sql}`);
  return rows[0]?.n ?? -1;
};
const waitingIn = (html: string): string => /name="waiting" value="([^"]+)"/.exec(html)?.[1] ?? '';
const invented = async (): Promise<string> => (await designer.get(`${TRIAL}/rehearsal/recipients.csv`)).text;

describe('a rehearsal', () => {
  test('on a calendar of years ahead leaves what waits in a real trial', async () => {
    const shown = await designer.upload('/workbench/trials/klein/import', people(60));
    const waiting = waitingIn(shown.text);
    expect(waiting).not.toBe('');
    expect((await designer.post(`${TRIAL}/rehearsal/clock`, { day: '2031-01-01' })).status).toBe(303);
    // Each look at a new file removes those that waited too long.
    expect((await designer.upload(`${TRIAL}/import`, await invented())).status).toBe(200);
    const taken = await designer.post('/workbench/trials/klein/imports', {
      waiting,
      fileName: 'echt.csv',
      'column:reference': 'kenmerk',
      'column:regio': 'regio',
    });
    expect([taken.status, await rowsOf('recipients')]).toEqual([303, 60]);
  });

  test('takes in nobody who exists', async () => {
    const real = (await invented()).replace(
      /\n[^\n]*\n/,
      '\nZ-1;A.;;Echteman;M;Dorpsstraat;1;;1011 AB;Amsterdam;H1;noord\n',
    );
    const refused = await designer.upload(`${TRIAL}/import`, real);
    expect([refused.status, refused.text.includes('Echteman')]).toEqual([422, false]);
    const waiting = waitingIn((await designer.upload('/workbench/trials/klein/import', people(60))).text);
    // A file that waits for another trial does not wait for this one.
    expect((await designer.post(`${TRIAL}/imports`, { waiting })).status).toBe(404);
    expect(await rowsOf('recipients')).toBe(60);
  });

  test('goes with a person in it who was erased', async () => {
    for (const step of ['recipients', 'draw'])
      expect((await designer.post(`${TRIAL}/rehearsal/step`, { step })).status).toBe(303);
    const reference = (await invented()).split('\n')[1]?.split(';')[0] ?? '';
    const erased = await desk.post(`${TRIAL}/person/erase`, { who: reference });
    expect([erased.status, await rowsOf('person_erasures')]).toEqual([200, 1]);
    expect((await designer.post(`${TRIAL}/rehearsal/remove`)).status).toBe(303);
    expect([await rowsOf('rehearsals'), await rowsOf('person_erasures'), await rowsOf('trials')]).toEqual([
      0, 0, 1,
    ]);
    // The erasures of real trials stay for ever, as before.
    await expect(
      service.database.pool.query('select remove_rehearsal((select id from trials))'),
    ).rejects.toThrow();
  });

  test('that nobody removes goes by itself after a quarter of a year', async () => {
    await designer.post('/workbench/rehearsals', {
      from: 'trial:klein',
      recipients: '20',
      baseline: '40',
      'uplift:nieuw': '10',
    });
    const removeOld = () => asSystem(() => service.app.get(RehearsalsService).removeOld());
    expect([await removeOld(), await rowsOf('rehearsals')]).toEqual([0, 1]);
    service.clock.set('2026-05-13');
    expect([await removeOld(), await rowsOf('rehearsals')]).toEqual([1, 0]);
    expect(await rowsOf("audit_entries where action = 'remove-rehearsal' and actor = 'erasure'")).toBe(1);
    service.clock.set('2026-02-10');
  });

  test('is not found by another organisation, by a system and by nobody, at any address', async () => {
    await designer.post('/workbench/rehearsals', {
      from: 'trial:klein',
      recipients: '200',
      baseline: '40',
      'uplift:nieuw': '10',
    });
    const { rows } = await service.database.pool.query<{ id: string }>(
      "select id from trials where kind = 'rehearsal'",
    );
    const id = rows[0]?.id ?? '';
    expect(id).not.toBe('');
    let tried = 0;
    for (const { method, path } of endpointsOf(service)) {
      if (!/:trial/.test(path)) continue;
      const at = concrete(
        path.replace(':trialId', id).replace(':organisation', 'dienst-een').replace(':trial', SLUG),
      );
      const answers = path.startsWith('/v1/')
        ? [await system.call(method, at)]
        : path.startsWith('/workbench/')
          ? [method === 'get' ? await other.get(at) : await other.post(at)]
          : method === 'get'
            ? [await anybody(service).get(at), await designer.get(at)]
            : [];
      for (const { status, text } of answers) {
        tried += 1;
        expect([path, [403, 404, 415, 422].includes(status)]).toEqual([path, true]);
        expect([path, text.includes('Kleine proef')]).toEqual([path, false]);
      }
    }
    expect(tried).toBeGreaterThan(80);
    for (const from of ['trial:klein', `trial:${SLUG}`, `draft:${id}`])
      expect((await other.get(`/workbench/rehearsals/new?from=${from}`)).status).toBe(404);
  });
});
