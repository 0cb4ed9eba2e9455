import 'reflect-metadata';
import request, { type Test } from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandLine } from '../../src/accounts/actor.js';
import { InvitationsService, readRoles } from '../../src/accounts/invitations.service.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { apiClient } from '../support/api-client.js';
import { startTestService, type TestService } from '../support/test-service.js';

const PASSWORD = 'vier paarden op het strand';

let service: TestService;
let invitations: InvitationsService;

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  invitations = service.app.get(InvitationsService);
  await apiClient(service, 'dienst-een');
  await apiClient(service, 'dienst-twee');
});
afterAll(() => service.close());

const person = {
  organisation: 'dienst-een',
  email: 'Anna@Dienst.example',
  name: 'Anna',
  roles: ['designer'],
} as const;

const invite = (changes: Partial<Record<'organisation' | 'email', string>> = {}): Promise<string> =>
  invitations.invite({ ...person, ...changes }, commandLine);

const choose = (key: string, password: string, again = password): Test =>
  request(service.app.getHttpServer())
    .post(`/workbench/welcome/${key}`)
    .set('Accept', 'text/html')
    .type('form')
    .send({ password, again });

const signIn = (email: string, password: string): Test =>
  request(service.app.getHttpServer())
    .post('/workbench/sign-in')
    .set('Accept', 'text/html')
    .type('form')
    .send({ email, password });

test('an account has no password until its owner chooses one, by a link that works once', async () => {
  const key = await invite();
  expect((await signIn(person.email, '')).status).toBe(401);
  const page = await request(service.app.getHttpServer())
    .get(`/workbench/welcome/${key}`)
    .set('Accept', 'text/html');
  expect([page.status, page.text.includes('Welkom, Anna.')]).toEqual([200, true]);
  expect(page.headers['cache-control']).toBe('no-store');
  const short = await choose(key, 'te kort');
  expect([short.status, short.text.includes('ten minste 15 tekens')]).toEqual([422, true]);
  expect((await choose(key, PASSWORD, `${PASSWORD}!`)).text).toContain('niet gelijk');
  const answers = await Promise.all([choose(key, PASSWORD), choose(key, PASSWORD)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 404]);
  expect(answers.find(({ status }) => status === 303)?.headers['set-cookie']?.[0]).toContain(
    '__Host-openbrief=',
  );
  expect((await choose(key, PASSWORD)).status).toBe(404);
  expect((await signIn('anna@dienst.example', PASSWORD)).status).toBe(303);
});

test('a new link ends the sessions and the links that were there, and expires after a week', async () => {
  const work = service.app.get(UnitOfWork);
  const first = await invite();
  const second = await invite();
  expect((await choose(first, PASSWORD)).status).toBe(404);
  expect((await choose(second, `${PASSWORD} en een`)).status).toBe(303);
  expect(await work.rows('select 1 from sessions')).toHaveLength(1);
  const third = await invite();
  service.clock.set('2026-02-18');
  expect((await choose(third, PASSWORD)).status).toBe(404);
});

test('the database keeps no link, and the trail no address', async () => {
  const key = await invite();
  const work = service.app.get(UnitOfWork);
  const links = await work.rows<{ text: string }>('select l::text as text from sign_in_links l');
  const acts = await work.rows<{ text: string }>('select e::text as text from audit_entries e');
  expect(links.length).toBeGreaterThan(0);
  expect([...links, ...acts].map(({ text }) => text).join()).not.toMatch(
    new RegExp(`${key}|anna@dienst`, 'i'),
  );
});

test('an address of another organisation is not taken over, and wrong words are named', async () => {
  await expect(invite({ organisation: 'dienst-twee' })).rejects.toMatchObject({
    code: 'accounts:other-organisation',
  });
  await expect(invite({ organisation: 'nergens' })).rejects.toMatchObject({
    code: 'trials:organisation-not-found',
  });
  await expect(invite({ email: 'geen adres' })).rejects.toMatchObject({ code: 'accounts:email-wrong' });
  expect(readRoles('analyst, designer')).toEqual(['designer', 'analyst']);
  expect(() => readRoles('baas')).toThrow('accounts:role-unknown');
});

test('the last administrator is not invited into another role', async () => {
  const boss = { organisation: 'dienst-twee', email: 'baas@twee.example', name: 'Baas' } as const;
  await invitations.invite({ ...boss, roles: ['administrator'] }, commandLine);
  await expect(invitations.invite({ ...boss, roles: ['designer'] }, commandLine)).rejects.toMatchObject({
    code: 'accounts:last-administrator',
  });
  const second = { ...boss, email: 'tweede@twee.example', roles: ['administrator'] } as const;
  await invitations.invite(second, commandLine);
  await expect(invitations.invite({ ...boss, roles: ['designer'] }, commandLine)).resolves.toBeTypeOf(
    'string',
  );
});
