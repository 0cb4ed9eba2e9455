import 'reflect-metadata';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anybody, apiClient, people, problem, problemIn, type ApiClient } from '../support/api-client.js';
import { discloseByTwo, personClient } from '../support/person-client.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';
import { workbenchClient, type WorkbenchClient } from '../support/workbench-client.js';

const PAGE = '/workbench/trials/klein';
const REASON = 'De nieuwe brief leidt tot boze telefoontjes.';

let service: TestService;
let own: ApiClient;
let trial: string;
let analyst: WorkbenchClient;
let second: WorkbenchClient;
let designer: WorkbenchClient;

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  own = await apiClient(service, 'dienst-een');
  trial = (await own.register(drawnProtocol())).headers['location'] ?? '';
  analyst = await workbenchClient(service, 'dienst-een', 'A Analist', ['analyst', 'reviewer']);
  second = await workbenchClient(service, 'dienst-een', 'B Ander', ['reviewer']);
  designer = await workbenchClient(service, 'dienst-een', 'D Ontwerper', ['designer']);
}, 60_000);
afterAll(() => service.close());

const said = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const acts = async (): Promise<string[]> => {
  const { rows } = await service.database.pool.query<{ action: string; actor: string }>(
    "select action, actor from audit_entries where action like '%unblind%' order by id",
  );
  return rows.map(({ action, actor }) => `${actor}: ${action}`);
};

test('there is nothing to see before the draw', async () => {
  expect((await analyst.send(`${PAGE}/unblinding`, { reason: REASON })).status).toBe(409);
  await own.sendCsv(`${trial}/recipient-files`, people(120));
  await own.call('post', `${trial}/allocations`);
  service.clock.set('2026-03-03');
  await own.call('post', `${trial}/hand-overs`).send({});
  const { rows } = await service.database.pool.query<{ reference: string; arm: number }>(
    'select reference, arm from recipients r join allocations a using (trial_id, number) order by number',
  );
  const answered = rows.filter(({ arm }, place) => place % (arm === 0 ? 5 : 2) === 0);
  await own
    .call('post', `${trial}/responses`)
    .send(answered.map(({ reference }) => ({ reference, respondedOn: '2026-03-03' })))
    .expect(201);
});

test('one person can’t see the results, however they ask', async () => {
  expect((await analyst.get(PAGE)).text).toContain(`href="${PAGE}/unblinding"`);
  expect((await designer.get(PAGE)).text).not.toContain(`href="${PAGE}/unblinding"`);
  expect((await designer.send(`${PAGE}/unblinding`, { reason: REASON })).status).toBe(403);
  expect((await analyst.send(`${PAGE}/unblinding`, { reason: ' ' })).status).toBe(422);
  expect((await analyst.send(`${PAGE}/unblinding/agreement`, {})).status).toBe(409);
  expect((await analyst.send(`${PAGE}/unblinding`, { reason: REASON })).status).toBe(303);
  expect((await analyst.send(`${PAGE}/unblinding`, { reason: REASON })).status).toBe(409);
  const agreed = await analyst.send(`${PAGE}/unblinding/agreement`, {});
  expect([agreed.status, said(agreed.text).includes('Dit is uw eigen verzoek')]).toEqual([403, true]);
  // Neither by their own token, nor by one that belongs to nobody.
  const mine = await personClient(service, 'dienst-een', 'a-analist', ['analyst', 'reviewer']);
  expect(problemIn(await mine.call('post', `${trial}/unblindings/agreement`))).toEqual(
    problem(403, 'unblinding:own-request'),
  );
  expect(problemIn(await own.call('post', `${trial}/unblindings/agreement`))).toEqual(
    problem(403, 'accounts:token-of-nobody'),
  );
  expect(problemIn(await own.call('get', `${trial}/unblindings/result`))).toEqual(
    problem(403, 'trials:results-hidden'),
  );
  await expect(
    service.database.pool.query(
      "update unblindings set decision = 'agreed', decider = asker, decided_at = now()",
    ),
  ).rejects.toThrow('check constraint');
  expect((await anybody(service).get('/trials/dienst-een/klein')).text).not.toContain(REASON);
  expect(said((await analyst.get(PAGE)).text)).not.toContain('tussenstand');
});

test('a request can be refused, and asked anew', async () => {
  expect((await second.send(`${PAGE}/unblinding/refusal`, {})).status).toBe(303);
  expect(said((await second.get(`${PAGE}/unblinding`)).text)).toContain('Niet doorgegaan: B Ander');
  expect((await analyst.send(`${PAGE}/unblinding`, { reason: REASON })).status).toBe(303);
});

test('two people see them, and from then on everybody knows', async () => {
  expect((await second.send(`${PAGE}/unblinding/agreement`, {})).status).toBe(303);
  const page = said((await analyst.get(PAGE)).text);
  expect(page).toContain('Dit is de tussenstand');
  expect(page).toContain('Van elke');
  const soFar = (await own.call('get', `${trial}/unblindings/result`)).body;
  const counts: { n: number; x: number }[] = soFar.data.counts;
  expect(counts.reduce((sum, { x }) => sum + x, 0)).toBeGreaterThan(20);
  const open = said((await anybody(service).get('/trials/dienst-een/klein')).text);
  expect(open).toContain('De uitkomsten van deze proef zijn voortijdig ingezien, sinds 3 maart 2026');
  expect(open).toContain('Gevraagd door: analist, beoordelaar. Akkoord van: beoordelaar.');
  expect(open).toContain(REASON);
  // The public is told that, and no result; who did it is in the trail.
  expect(open).not.toMatch(/Van elke \d+ mensen|A Analist|B Ander/);
  const register = (await anybody(service).get('/v1/register/dienst-een/klein')).body;
  expect(register.unblinded).toEqual({
    at: service.clock.now().toISOString(),
    reason: REASON,
    askedBy: ['analyst', 'reviewer'],
    agreedBy: ['reviewer'],
  });
  expect((await anybody(service).get('/trials/dienst-een/klein/feed.atom')).text).toContain(
    'Voortijdig ingezien',
  );
  expect(await acts()).toEqual([
    'A Analist: ask-unblinding',
    'B Ander: refuse-unblinding',
    'a-analist: ask-unblinding',
    'B Ander: unblind-early',
  ]);
});

test('it is for good, and for those whose role sees results', async () => {
  await expect(service.database.pool.query('delete from unblindings')).rejects.toThrow('final');
  await expect(
    service.database.pool.query("update unblindings set reason = 'x' where decision = 'agreed'"),
  ).rejects.toThrow('final');
  const desk = await workbenchClient(service, 'dienst-een', 'C Balie', ['front-desk']);
  const page = said((await desk.get(PAGE)).text);
  expect([page.includes('Dit is de tussenstand'), page.includes('Van elke')]).toEqual([false, false]);
  expect((await analyst.send(`${PAGE}/unblinding`, { reason: REASON })).status).toBe(409);
});

test('the analysis and what is published say so to the end', async () => {
  service.clock.set('2026-04-06');
  await own.call('post', `${trial}/closings`).send({});
  await own.call('post', `${trial}/analyses`);
  expect((await discloseByTwo(service, 'dienst-een', trial)).status).toBe(201);
  const analysis = await analyst.get(`${PAGE}/analysis.json`);
  expect(JSON.parse(analysis.text).unblinded.reason).toBe(REASON);
  expect(said((await analyst.get(PAGE)).text)).toContain('voortijdig ingezien');
  const open = anybody(service);
  const version = await open.get('/trials/dienst-een/klein/versions/1/disclosure.json');
  expect(version.body.unblinded).toMatchObject({ reason: REASON });
  expect((await open.get('/trials/dienst-een/klein/versions/1')).text).toContain(REASON);
});
