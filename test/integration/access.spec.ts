import 'reflect-metadata';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AccountsService } from '../../src/accounts/accounts.service.js';
import { SessionsService } from '../../src/accounts/sessions.service.js';
import { readScopes, TokensService } from '../../src/accounts/tokens.service.js';
import { actions, mayDo, roles, rolesOf, scopes, type Action, type Role } from '../../src/core/access.js';
import { OrganisationsService } from '../../src/organisations/organisations.service.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { apiClient, people, problem, problemIn } from '../support/api-client.js';
import {
  concrete,
  endpointsOf,
  inParallel,
  openCaller,
  type Caller,
  type Endpoint,
} from '../support/endpoints.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

const PASSWORD = 'een lang wachtwoord';

let service: TestService;
let endpoints: Endpoint[];
let call: Caller;
const cookies = new Map<Role, string>();

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  endpoints = endpointsOf(service);
  call = await openCaller(service);
  const { app } = service;
  const own = await apiClient(service, 'dienst-een');
  const trial = (await own.register(drawnProtocol())).headers['location'] ?? '';
  await own.sendCsv(`${trial}/recipient-files`, people(60));
  const organisation = await app.get(UnitOfWork).transaction((work) =>
    app.get(OrganisationsService).ensure(work, {
      slug: 'dienst-een',
      name: 'Dienst Een',
      contact: { name: 'X', email: 'x@dienst.example', url: 'https://dienst.example/' },
    }),
  );
  for (const role of roles) {
    const email = `${role}@dienst.example`;
    await app.get(UnitOfWork).transaction((work) =>
      app.get(AccountsService).put(work, {
        organisationId: organisation.id,
        email,
        name: role,
        roles: [role],
        password: PASSWORD,
      }),
    );
    const account = await app.get(AccountsService).check(email, PASSWORD);
    const { key } = await app.get(SessionsService).begin(account);
    cookies.set(role, `__Host-openbrief=${key}`);
  }
}, 60_000);
afterAll(() => service.close());

const isApi = ({ path }: Endpoint): boolean => path.startsWith('/v1/');
const isAction = (rule: Endpoint['rule']): rule is Action => actions.some((action) => action === rule);

describe('every endpoint', () => {
  test('declares who may call it', () => {
    expect(endpoints.length).toBeGreaterThan(30);
    expect(endpoints.filter(({ rule }) => rule === undefined)).toEqual([]);
  });

  test('that is not for everyone refuses who comes without anything', async () => {
    const closed = endpoints.filter(({ rule }) => rule !== 'everyone');
    const statuses = await inParallel(closed, async ({ method, path }) => {
      const { status } = await call({ method, path: concrete(path) });
      return `${method} ${path} ${status}`;
    });
    expect(statuses).toEqual(closed.map(({ method, path }) => `${method} ${path} 401`));
  });
});

test('the table of roles in docs is that of the code', async () => {
  const mark = (role: Role, action: Action): string => (mayDo([role], action) ? 'yes' : '');
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const used = (action: Action): string =>
    endpoints
      .filter(({ rule }) => rule === action)
      .map(({ method, path }) => `\`${method.toUpperCase()} ${path}\``)
      .join('<br>');
  const table = [
    '# Who may do what',
    '',
    'Made from `src/core/access.ts` and what the endpoints declare; a test calls each cell over HTTP. A token is given',
    'actions by name (`npx openbrief token … --scopes`), a person has them by role.',
    '',
    row(['action', ...roles, 'endpoints']),
    row(Array.from({ length: roles.length + 2 }, () => '---')),
    ...actions.map((action) =>
      row([`\`${action}\``, ...roles.map((role) => mark(role, action)), used(action)]),
    ),
    '',
  ].join('\n');
  await expect(table).toMatchFileSnapshot('../../docs/generated/roles.md');
});

describe('cell by cell', () => {
  const pages = (): Endpoint[] => endpoints.filter((endpoint) => !isApi(endpoint) && isAction(endpoint.rule));

  test.each(roles)('%s, in the browser', async (role) => {
    const answers = await inParallel(pages(), async ({ method, path }): Promise<[string, boolean]> => {
      const { code } = await call({ method, path: concrete(path) }, { Cookie: cookies.get(role) ?? '' });
      // A form without its proof is refused as well, but not before the role is.
      return [`${method} ${path}`, code === 'accounts:not-your-role'];
    });
    const expected = pages().map(({ method, path, rule }): [string, boolean] => [
      `${method} ${path}`,
      isAction(rule) && !rolesOf[rule].includes(role),
    ]);
    expect(answers).toEqual(expected);
    expect(answers.length).toBeGreaterThan(3);
  });

  test.each(actions)('a token for %s alone, on the API', async (scope) => {
    const token = await service.app.get(TokensService).create('dienst-een', 'cell', [scope]);
    const cells = endpoints.filter((one) => isApi(one) && isAction(one.rule));
    const answers = await inParallel(cells, async ({ method, path }): Promise<[string, boolean]> => {
      const { status } = await call({ method, path: concrete(path) }, { Authorization: `Bearer ${token}` });
      return [`${method} ${path}`, status === 403];
    });
    expect(answers).toEqual(cells.map(({ method, path, rule }) => [`${method} ${path}`, rule !== scope]));
  });
});

test('a token says which scope is missing', async () => {
  const client = await apiClient(service, 'dienst-een', ['trials.read']);
  expect(problemIn(await client.register(drawnProtocol()))).toEqual(problem(403, 'accounts:not-in-scope'));
});

test('scopes are read with commas or spaces, and a wrong one is named', () => {
  expect(readScopes('trials.read, responses.deliver')).toEqual(['trials.read', 'responses.deliver']);
  expect(readScopes('all')).toEqual(scopes);
  expect(() => readScopes('people.manage')).toThrow('accounts:scope-unknown');
  expect(() => readScopes('trials.read everything')).toThrow('accounts:scope-unknown');
  expect(() => readScopes(' ')).toThrow('accounts:scope-unknown');
});

describe('guessing passwords', () => {
  const signIn = (email: string, password: string, from: string): request.Test =>
    request(service.app.getHttpServer())
      .post('/workbench/sign-in')
      .set('X-Forwarded-For', from)
      .set('Accept', 'text/html')
      .type('form')
      .send({ email, password });

  test('is held up after ten, and locks nobody out elsewhere', async () => {
    const email = 'designer@dienst.example';
    for (let attempt = 0; attempt < 10; attempt += 1) {
      expect((await signIn(email, `fout ${attempt}`, '192.0.2.1')).status).toBe(401);
    }
    const held = await signIn(email, PASSWORD, '192.0.2.1');
    expect([held.status, held.headers['retry-after']]).toEqual([429, '900']);
    expect(held.text).toContain('15 minuten');
    expect((await signIn(email, PASSWORD, '192.0.2.2')).status).toBe(303);
    expect((await signIn('analyst@dienst.example', PASSWORD, '192.0.2.1')).status).toBe(303);
    service.clock.moment = new Date(service.clock.moment.getTime() + 16 * 60_000);
    expect((await signIn(email, PASSWORD, '192.0.2.1')).status).toBe(303);
  });

  test('many accounts from one place are held up too, at once or one by one', async () => {
    const answers = await Promise.all(
      Array.from({ length: 210 }, (_, index) => signIn(`wie${index}@dienst.example`, 'x', '2001:db8::1')),
    );
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(10);
  }, 120_000);

  test('who signed in mistyped before', async () => {
    const email = 'reviewer@dienst.example';
    for (let round = 0; round < 2; round += 1) {
      for (let attempt = 0; attempt < 9; attempt += 1) await signIn(email, 'fout', '192.0.2.9');
      expect((await signIn(email, PASSWORD, '192.0.2.9')).status).toBe(303);
    }
  }, 120_000);
});
