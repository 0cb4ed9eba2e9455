import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TokensService } from '../../src/accounts/tokens.service.js';
import { scopes, type Role } from '../../src/core/access.js';
import { apiClient, clientWith, people, problem, problemIn, type ApiClient } from '../support/api-client.js';
import { makeAccount, signedInBrowser, type BrowserClient } from '../support/browser-client.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

const PAGE = '/workbench/trials/klein/unblinding';

interface Somebody {
  readonly id: string;
  readonly token: ApiClient;
  readonly browser: BrowserClient;
}

let service: TestService;
let trial = '';
let analyst: Somebody;
let reviewer: Somebody;
let other: Somebody;

async function somebody(name: string, roles: readonly Role[]): Promise<Somebody> {
  const email = `${name}@een.example`;
  const id = await makeAccount(service, {
    slug: 'dienst-een',
    email,
    roles,
    password: 'vier paarden op het strand',
  });
  const actor = { accountId: id, name, organisationId: null };
  const token = await service.app.get(TokensService).create('dienst-een', name, scopes, { actor });
  return { id, token: clientWith(service, token), browser: await signedInBrowser(service, id) };
}

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  const system = await apiClient(service, 'dienst-een');
  trial = (await system.register(drawnProtocol())).headers['location'] ?? '';
  await system.sendCsv(`${trial}/recipient-files`, people(60));
  await system.call('post', `${trial}/allocations`);
  analyst = await somebody('analist', ['analyst', 'reviewer']);
  reviewer = await somebody('beoordelaar', ['reviewer']);
  other = await somebody('tweede', ['reviewer']);
}, 60_000);
afterAll(() => service.close());

const change = (sql: string, id: string) =>
  service.database.pool.query(`update accounts set ${sql} where id = $1`, [id]);
const agreement = (by: Somebody) => by.token.call('post', `${trial}/unblindings/agreement`);
const acts = async (action: string): Promise<number> => {
  const { rows } = await service.database.pool.query<{ n: number }>(
    'select count(*)::int as n from audit_entries where action = $1',
    [action],
  );
  return rows[0]?.n ?? -1;
};

describe('what takes two people', () => {
  test('is asked once, however many ask at once', async () => {
    const asked = await Promise.all(
      [1, 2, 3].map((number) =>
        analyst.token.call('post', `${trial}/unblindings`).send({ reason: `Schade ${number}` }),
      ),
    );
    expect(asked.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(await acts('ask-unblinding')).toBe(1);
  });

  test('is not agreed to by who asked: not in a browser, nor in two, nor with a token', async () => {
    expect(problemIn(await agreement(analyst))).toEqual(problem(403, 'unblinding:own-request'));
    const second = await signedInBrowser(service, analyst.id);
    for (const browser of [analyst.browser, second])
      expect((await browser.post(`${PAGE}/agreement`)).status).toBe(403);
  });

  test('is not agreed to with the token of who lost the role, or has no access any more', async () => {
    await change("roles = '{front-desk}'", reviewer.id);
    expect(problemIn(await agreement(reviewer))).toEqual(problem(403, 'accounts:token-beyond-role'));
    expect((await reviewer.browser.post(`${PAGE}/agreement`)).status).toBe(403);
    await change("roles = '{reviewer}', disabled_at = now()", reviewer.id);
    expect(problemIn(await agreement(reviewer))).toEqual(problem(403, 'accounts:token-of-nobody'));
    expect((await reviewer.browser.post(`${PAGE}/agreement`)).headers['location'] ?? '401').not.toContain(
      PAGE,
    );
    await change('disabled_at = null', reviewer.id);
    expect(await acts('unblind-early')).toBe(0);
  });

  test('is agreed to once, however many agree at once', async () => {
    const agreed = await Promise.all([agreement(reviewer), agreement(other), agreement(reviewer)]);
    expect(agreed.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(await acts('unblind-early')).toBe(1);
  });
});
