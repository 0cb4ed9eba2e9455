import request from 'supertest';
import type { Response } from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SessionsService } from '../../src/accounts/sessions.service.js';
import { TokensService } from '../../src/accounts/tokens.service.js';
import { scopes, type Role } from '../../src/core/access.js';
import { apiClient, clientWith, problem, problemIn, type ApiClient } from '../support/api-client.js';
import type { Method } from '../support/endpoints.js';
import { asYaml, drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';
import { workbenchClient, type WorkbenchClient } from '../support/workbench-client.js';

let service: TestService;
let person: WorkbenchClient;
let designer: ApiClient;
let second: ApiClient;
let reviewer: ApiClient;
let both: ApiClient;
let elsewhere: ApiClient;
let system: ApiClient;

/** A token that somebody made for themselves, with all that a token can have. */
async function ownToken(slug: string, name: string, roles: readonly Role[]): Promise<ApiClient> {
  const { account } = await workbenchClient(service, slug, name, roles);
  const actor = { accountId: account.accountId, name: account.name, organisationId: account.organisationId };
  return clientWith(service, await service.app.get(TokensService).create(slug, name, scopes, { actor }));
}

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  system = await apiClient(service, 'dienst-een');
  person = await workbenchClient(service, 'dienst-een', 'W. Werkbank', ['designer']);
  designer = await ownToken('dienst-een', 'D. Ontwerper', ['designer']);
  second = await ownToken('dienst-een', 'T. Tweede', ['designer']);
  reviewer = await ownToken('dienst-een', 'R. Beoordelaar', ['reviewer']);
  both = await ownToken('dienst-een', 'B. Beide', ['designer', 'reviewer']);
  elsewhere = await ownToken('dienst-twee', 'E. Elders', ['designer', 'reviewer']);
}, 60_000);
afterAll(() => service.close());

const call = (who: ApiClient, method: Method, path: string, body?: object): Promise<Response> =>
  Promise.resolve(body === undefined ? who.call(method, path) : who.call(method, path).send(body));

async function begun(who: ApiClient, body: object): Promise<string> {
  const answer = await call(who, 'post', '/v1/drafts', body);
  expect([answer.status, answer.headers['location']]).toEqual([201, `/v1/drafts/${answer.body.id}`]);
  return String(answer.headers['location']);
}

const protocolOf = (trial: string): object => drawnProtocol({ trial });

test('a protocol becomes a draft, is changed by step, and is registered by two people', async () => {
  const path = await begun(designer, { from: 'protocol', protocol: protocolOf('via-de-api') });
  const draft = await call(designer, 'get', path);
  expect(draft.body).toMatchObject({ state: 'writing', revision: 1, authors: ['D. Ontwerper'] });
  // What follows from who writes and approves is no part of a draft.
  expect(Object.keys(draft.body.content)).not.toContain('approval');
  expect((await call(designer, 'get', `${path}/issues`)).body).toEqual([]);

  const emptied = await call(designer, 'patch', `${path}/steps/planning`, {
    revision: 1,
    changes: { planning: null },
  });
  expect([emptied.status, emptied.body.revision, emptied.body.content.planning]).toEqual([200, 2, undefined]);
  expect((await call(designer, 'get', `${path}/issues`)).body).toContainEqual({
    step: 'planning',
    path: 'planning.mailing',
    code: 'trials:missing-key',
    missing: true,
    detail: 'still to fill in',
  });
  const early = await call(designer, 'post', `${path}/review`, { revision: 2 });
  expect(problemIn(early)).toEqual(problem(422, 'drafts:not-finished'));
  const { planning } = draft.body.content;
  await call(designer, 'patch', `${path}/steps/planning`, { revision: 2, changes: { planning } });

  const stale = await call(designer, 'post', `${path}/review`, { revision: 2 });
  expect(problemIn(stale)).toEqual(problem(409, 'drafts:changed-meanwhile'));
  const sent = await call(designer, 'post', `${path}/review`, { revision: 3 });
  expect([sent.status, sent.body]).toMatchObject([200, { state: 'in-review', sentBy: 'D. Ontwerper' }]);
  const meanwhile = { revision: 3, changes: { title: 'Anders' } };
  expect(problemIn(await call(designer, 'patch', `${path}/steps/question`, meanwhile))).toEqual(
    problem(409, 'drafts:not-open'),
  );

  const back = await call(reviewer, 'post', `${path}/sending-back`, { reason: 'Korter.' });
  expect(back.body).toMatchObject({ state: 'sent-back', decisionReason: 'Korter.' });
  await call(designer, 'patch', `${path}/steps/question`, { revision: 3, changes: { title: 'Korter' } });
  await call(designer, 'post', `${path}/review`, { revision: 4 });
  const own = await call(designer, 'post', `${path}/approval`, { revision: 4 });
  expect(problemIn(own)).toEqual(problem(403, 'accounts:token-beyond-role'));
  const approved = await call(reviewer, 'post', `${path}/approval`, { revision: 4 });
  expect([approved.status, approved.headers['location']]).toEqual([201, `/v1/trials/${approved.body.id}`]);
  expect(approved.body).toMatchObject({ trial: 'via-de-api', state: 'registered', title: 'Korter' });
  const registered = await call(system, 'get', `/v1/trials/${approved.body.id}/protocol-versions`);
  expect(registered.body[0]).toMatchObject({ approvedBy: 'R. Beoordelaar' });
});

test('whoever changed a word of it approves nothing of it, whatever their role', async () => {
  const path = await begun(designer, { from: 'protocol', protocol: protocolOf('vier-ogen') });
  await call(both, 'patch', `${path}/steps/question`, { revision: 1, changes: { title: 'Van ons beiden' } });
  await call(designer, 'post', `${path}/review`, { revision: 2 });
  const own = await call(both, 'post', `${path}/approval`, { revision: 2 });
  expect(problemIn(own)).toEqual(problem(403, 'drafts:own-draft'));
  expect(problemIn(await call(both, 'post', `${path}/sending-back`, { reason: 'x' }))).toEqual(
    problem(403, 'drafts:own-draft'),
  );
  // The same person in the browser is the same person.
  const withdrawn = await call(second, 'post', `${path}/withdrawal`);
  expect(withdrawn.body).toMatchObject({ state: 'writing' });
  expect(problemIn(await call(second, 'post', `${path}/withdrawal`))).toEqual(
    problem(409, 'drafts:not-in-review'),
  );
});

test('two at once: the same step is refused, another is not', async () => {
  const path = await begun(designer, { from: 'blank', title: 'Samen' });
  await call(second, 'patch', `${path}/steps/question`, { revision: 1, changes: { question: 'De eerste?' } });
  const late = { revision: 1, changes: { question: 'De tweede?' } };
  expect(problemIn(await call(designer, 'patch', `${path}/steps/question`, late))).toEqual(
    problem(409, 'drafts:changed-meanwhile'),
  );
  const other = { revision: 1, changes: { outcome: { windowDays: 30 } } };
  const { status, body } = await call(designer, 'patch', `${path}/steps/outcome`, other);
  expect([status, body.revision, body.content.question]).toEqual([200, 3, 'De eerste?']);
  expect(body.authors).toEqual(['D. Ontwerper', 'T. Tweede']);
});

test('what does not fit is refused, and nothing is kept of it', async () => {
  const path = await begun(designer, { from: 'blank', title: 'Wat niet past' });
  const deep = JSON.parse(`${'['.repeat(400)}${']'.repeat(400)}`);
  const refused: readonly (readonly [step: string, body: object, status: number, code: string])[] = [
    ['question', { revision: 1, changes: { planning: {} } }, 422, 'drafts:not-of-step'],
    ['question', { revision: 1, changes: { approval: { by: 'Ik' } } }, 422, 'drafts:not-of-step'],
    ['question', { revision: 1, changes: { title: deep } }, 422, 'drafts:not-data'],
    ['question', { changes: {} }, 422, 'platform:invalid-body'],
    ['elders', { revision: 1, changes: {} }, 404, 'drafts:not-found'],
  ];
  for (const [step, body, status, code] of refused) {
    const answer = await call(designer, 'patch', `${path}/steps/${step}`, body);
    expect([step, problemIn(answer)]).toEqual([step, problem(status, code)]);
  }
  expect((await call(designer, 'get', path)).body.revision).toBe(1);
  const unreadable = { from: 'protocol', protocol: { title: deep } };
  expect(problemIn(await call(designer, 'post', '/v1/drafts', unreadable))).toEqual(
    problem(422, 'drafts:not-data'),
  );
});

test('a token of nobody, and one of another agency, write nothing', async () => {
  const path = await begun(designer, { from: 'blank', title: 'Van ons' });
  const change = { revision: 1, changes: { title: 'Gekaapt' } };
  expect(problemIn(await call(system, 'patch', `${path}/steps/question`, change))).toEqual(
    problem(403, 'accounts:token-of-nobody'),
  );
  expect(problemIn(await call(system, 'post', '/v1/drafts', { from: 'blank', title: 'X' }))).toEqual(
    problem(403, 'accounts:token-of-nobody'),
  );
  for (const [method, at] of [
    ['get', ''],
    ['get', '/issues'],
    ['delete', ''],
    ['post', '/withdrawal'],
  ] as const) {
    expect(problemIn(await call(elsewhere, method, path + at))).toEqual(problem(404, 'drafts:not-found'));
  }
  expect((await call(elsewhere, 'get', '/v1/drafts')).body).toEqual([]);
});

test('a trial again, the change of one, and off the list', async () => {
  await system.register(drawnProtocol({ trial: 'al-geregistreerd' }));
  const again = await begun(designer, { from: 'trial', trial: 'al-geregistreerd', title: 'Nog eens' });
  expect((await call(designer, 'get', again)).body).toMatchObject({
    purpose: 'registration',
    content: { trial: 'nog-eens', title: 'Nog eens' },
  });
  const change = await begun(designer, { from: 'amendment', trial: 'al-geregistreerd' });
  expect(await begun(second, { from: 'amendment', trial: 'al-geregistreerd' })).toBe(change);
  const draft = (await call(designer, 'get', change)).body;
  const planning = { ...draft.content.planning, disclosure: '2026-12-01' };
  const { body } = await call(designer, 'patch', `${change}/steps/planning`, {
    revision: draft.revision,
    changes: { planning },
  });
  const without = await call(designer, 'post', `${change}/review`, { revision: body.revision });
  expect(problemIn(without)).toEqual(problem(422, 'drafts:reason-missing'));
  const listed = async (): Promise<string[]> =>
    (await call(designer, 'get', '/v1/drafts')).body.map(({ id }: { id: string }) => `/v1/drafts/${id}`);
  expect(await listed()).toContain(again);
  expect((await call(designer, 'delete', again)).body).toMatchObject({ state: 'removed' });
  expect(await listed()).not.toContain(again);
  expect(problemIn(await call(designer, 'get', again))).toEqual(problem(404, 'drafts:not-found'));
});

test('a protocol.yaml comes as a file by a form, without script', async () => {
  const { key } = await service.app.get(SessionsService).begin(person.account);
  const csrf = (await service.app.get(SessionsService).find(key))?.csrfToken ?? '';
  const form = (proof: string) =>
    request(service.app.getHttpServer())
      .post('/workbench/new-trial/file')
      .set('Cookie', `__Host-openbrief=${key}`)
      .field('csrf', proof);
  const text = Buffer.from(asYaml(drawnProtocol({ trial: 'uit-een-bestand' })));
  const begin = await form(csrf).attach('file', text, 'protocol.yaml');
  expect([begin.status, begin.headers['location']]).toEqual([303, expect.stringContaining('/drafts/')]);
  const page = await person.get(`${begin.headers['location']}/question`);
  expect(page.text).toContain('value="uit-een-bestand"');
  const broken = await form(csrf).attach('file', Buffer.from('a: ['), 'protocol.yaml');
  expect([broken.status, broken.text]).toEqual([
    422,
    expect.stringContaining('geen leesbaar onderzoeksplan'),
  ]);
  const large = await form(csrf).attach('file', Buffer.alloc(1_100_000, 'a'), 'protocol.yaml');
  expect([large.status, large.text.includes('id="refused"')]).toEqual([413, true]);
  expect((await form(csrf)).status).toBe(422);
  expect((await form('vervalst').attach('file', text, 'protocol.yaml')).status).toBe(403);
});

test('people talk about a draft over the API, also about a field that is empty, and see a letter', async () => {
  const path = await begun(designer, {
    from: 'protocol',
    protocol: drawnProtocol({
      trial: 'besproken',
      letter: { subject: 'Uw formulier', base: 'Stuur het terug.' },
    }),
  });
  const write = (who: ApiClient, body: object) => call(who, 'post', `${path}/comments`, body);
  const placed = await write(reviewer, {
    step: 'planning',
    anchor: 'looks.boundary',
    text: 'Wanneer kijkt u?',
  });
  expect([placed.status, placed.headers['location']]).toEqual([201, `${path}/comments`]);
  const [{ id }] = placed.body;
  expect((await write(designer, { step: 'planning', text: 'Niet.', answerTo: id })).status).toBe(201);
  const all = await call(second, 'get', `${path}/comments`);
  expect(all.body).toMatchObject([
    {
      id,
      author: 'R. Beoordelaar',
      anchor: 'looks.boundary',
      resolvedAt: null,
      answers: [{ text: 'Niet.' }],
    },
  ]);
  expect(problemIn(await write(reviewer, { step: 'planning', anchor: 'title', text: 'x' }))).toEqual(
    problem(422, 'drafts:anchor-unknown'),
  );
  expect((await call(elsewhere, 'get', `${path}/comments`)).status).toBe(404);
  expect((await write(elsewhere, { step: 'planning', text: 'x' })).status).toBe(404);
  // Nobody is behind the token of a system: it can't say anything.
  expect((await write(system, { step: 'planning', text: 'x' })).status).toBe(403);
  const letter = await call(second, 'get', `${path}/proofs/all-elements/pdf`);
  expect([letter.status, letter.headers['content-type']]).toEqual([200, 'application/pdf']);
  expect((await call(elsewhere, 'get', `${path}/proofs/all-elements/pdf`)).status).toBe(404);
}, 60_000);
