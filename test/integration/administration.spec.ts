import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyTrail } from '../../src/audit/verify-trail.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { BrowserClient, makeAccount, signedInBrowser } from '../support/browser-client.js';
import { startTestService, type TestService } from '../support/test-service.js';
import { anybody } from '../support/api-client.js';

const PASSWORD = 'vier paarden op het strand';

let service: TestService;
let admin: BrowserClient;
let adminId: string;
let colleagueId: string;
let strangerId: string;

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  const person = { slug: 'dienst-een', password: PASSWORD } as const;
  adminId = await makeAccount(service, { ...person, email: 'beheer@een.example', roles: ['administrator'] });
  colleagueId = await makeAccount(service, { ...person, email: 'collega@een.example', roles: ['designer'] });
  strangerId = await makeAccount(service, {
    ...person,
    slug: 'dienst-twee',
    email: 'ander@twee.example',
    roles: ['administrator'],
  });
  admin = await signedInBrowser(service, adminId);
});
afterAll(() => service.close());

const acts = async (): Promise<string[]> =>
  (
    await service.app.get(UnitOfWork).rows<{ action: string }>('select action from audit_entries order by id')
  ).map(({ action }) => action);

describe('people', () => {
  test('are shown to their own administrator alone', async () => {
    const { text } = await admin.get('/workbench/people');
    expect(text).toContain('collega@een.example');
    expect(text).not.toContain('ander@twee.example');
    for (const path of ['', '/roles', '/disable', '/enable', '/links', '/second-factor-removals']) {
      const address = `/workbench/people/${strangerId}${path}`;
      const { status } =
        path === '' ? await admin.get(address) : await admin.post(address, { roles: 'analyst' });
      expect([path, status]).toEqual([path, 404]);
    }
  });

  test('are invited by a link that is shown once', async () => {
    const nobody = await admin.post('/workbench/people', { name: 'Nieuw', email: 'nieuw@een.example' });
    expect([nobody.status, nobody.text.includes('geen rol gekozen')]).toEqual([422, true]);
    const answer = await admin.post('/workbench/people', {
      name: '<b>Nieuw</b>',
      email: 'Nieuw@een.example',
      roles: ['analyst', 'reviewer'],
    });
    const link = /https:\/\/openbrief\.example(\/workbench\/welcome\/[\w-]{43})/.exec(answer.text)?.[1] ?? '';
    expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'no-store']);
    expect(answer.text).not.toContain('<b>Nieuw');
    expect((await new BrowserClient(service).get(link)).status).toBe(200);
    const again = await admin.post('/workbench/people', {
      name: 'x',
      email: 'nieuw@een.example',
      roles: 'analyst',
    });
    expect([again.status, again.text.includes('is er al')]).toEqual([409, true]);
  });

  test('get other roles, and the last administrator stays one', async () => {
    expect((await admin.post(`/workbench/people/${colleagueId}/roles`, { roles: 'analyst' })).status).toBe(
      303,
    );
    expect((await admin.get(`/workbench/people/${colleagueId}`)).text).toMatch(/value="analyst" checked/);
    const last = await admin.post(`/workbench/people/${adminId}/roles`, { roles: 'analyst' });
    expect([last.status, last.text.includes('ten minste één beheerder')]).toEqual([409, true]);
    expect((await admin.post(`/workbench/people/${colleagueId}/roles`, { roles: 'baas' })).status).toBe(422);
  });

  test('who is disabled is out at once and can’t come back', async () => {
    const colleague = await signedInBrowser(service, colleagueId);
    expect((await colleague.get('/workbench')).status).toBe(200);
    expect((await admin.post(`/workbench/people/${colleagueId}/disable`)).status).toBe(303);
    expect((await colleague.get('/workbench')).status).toBe(303);
    const form = { email: 'collega@een.example', password: PASSWORD };
    expect((await new BrowserClient(service).post('/workbench/sign-in', form)).status).toBe(401);
    expect((await admin.post(`/workbench/people/${colleagueId}/links`)).status).toBe(409);
    expect((await admin.post(`/workbench/people/${adminId}/disable`)).status).toBe(409);
    expect((await admin.post(`/workbench/people/${colleagueId}/enable`)).status).toBe(303);
    expect((await new BrowserClient(service).post('/workbench/sign-in', form)).status).toBe(303);
  });
});

describe('tokens', () => {
  const call = (token: string) => anybody(service).get('/v1/trials').set('Authorization', `Bearer ${token}`);

  test('are shown once, work within their scopes, and end when they are revoked', async () => {
    const made = await admin.post('/workbench/tokens', {
      name: 'Zaaksysteem',
      days: '30',
      scopes: 'trials.read',
    });
    const token = /openbrief_[\w-]{43}/.exec(made.text)?.[0] ?? '';
    expect([made.status, (await call(token)).status]).toEqual([201, 200]);
    const page = await admin.get('/workbench/tokens');
    expect(page.text).toContain('Zaaksysteem');
    expect(page.text).toContain('proeven lezen');
    expect(page.text).not.toContain(token);
    const id = /\/workbench\/tokens\/([\w-]+)\/revoke/.exec(page.text)?.[1] ?? '';
    const stranger = await signedInBrowser(service, strangerId);
    expect((await stranger.post(`/workbench/tokens/${id}/revoke`)).status).toBe(404);
    expect((await call(token)).status).toBe(200);
    expect((await admin.post(`/workbench/tokens/${id}/revoke`)).status).toBe(303);
    expect((await call(token)).status).toBe(401);
  });

  test.each([
    ['no scope', { name: 'x' }],
    ['no name', { scopes: 'trials.read' }],
    ['a scope that is a person’s', { name: 'x', scopes: 'people.manage' }],
    ['a year and a day', { name: 'x', scopes: 'trials.read', days: '366' }],
  ])('with %s are refused', async (_what, form) => {
    expect((await admin.post('/workbench/tokens', form)).status).toBe(422);
  });
});

describe('the organisation', () => {
  const settings = {
    name: 'Dienst Een',
    contactName: 'Team',
    contactEmail: 'team@een.example',
    contactUrl: 'https://een.example/',
    disclosureThreshold: '12',
    secondFactor: 'everyone',
  };

  test('is changed by its administrator', async () => {
    expect((await admin.post('/workbench/organisation', settings)).status).toBe(303);
    expect((await admin.get('/workbench/organisation')).text).toContain('value="12"');
    const form = { email: 'collega@een.example', password: PASSWORD };
    const signedIn = await new BrowserClient(service).post('/workbench/sign-in', form);
    expect(signedIn.headers['location']).toBe('/workbench/account/second-factor');
  });

  test.each([
    ['a threshold under five', { disclosureThreshold: '4' }],
    ['an address with a script', { contactUrl: 'javascript:alert(1)' }],
    ['an address without https', { contactUrl: 'http://een.example/' }],
    ['no e-mail address', { contactEmail: 'team' }],
    ['no name', { name: ' ' }],
    ['a rule for nobody', { secondFactor: 'nobody' }],
  ])('is not changed to %s', async (_what, change) => {
    expect((await admin.post('/workbench/organisation', { ...settings, ...change })).status).toBe(422);
  });
});

describe('sessions', () => {
  test('are seen and ended by their owner alone, and end with a new password', async () => {
    const [one, other] = [
      await signedInBrowser(service, strangerId),
      await signedInBrowser(service, strangerId),
    ];
    const page = await one.get('/workbench/account');
    const ids = [...page.text.matchAll(/sessions\/([\w-]+)\/end/g)].map(([, id]) => id ?? '');
    // Not ended by a colleague of another house, whatever the address says.
    await admin.post(`/workbench/account/sessions/${ids[0]}/end`);
    expect((await other.get('/workbench')).status).toBe(200);
    for (const id of ids) await one.post(`/workbench/account/sessions/${id}/end`);
    expect((await other.get('/workbench')).status).toBe(303);
    const third = await signedInBrowser(service, strangerId);
    await one.get('/workbench/account');
    const change = {
      current: PASSWORD,
      password: 'een regenboog boven de polder',
      again: 'een regenboog boven de polder',
    };
    expect((await one.post('/workbench/account/password', { ...change, current: 'x' })).status).toBe(422);
    expect((await one.post('/workbench/account/password', change)).status).toBe(303);
    expect((await third.get('/workbench')).status).toBe(303);
    expect((await one.get('/workbench')).status).toBe(200);
  });

  test.each(['aaaaaaaaaaaaaaaaaa', 'ander@twee.example!', 'wachtwoord12345678', 'qwerty qwerty qwerty!'])(
    'the password %s is too easy',
    async (password) => {
      const browser = await signedInBrowser(service, strangerId);
      const form = { current: 'een regenboog boven de polder', password, again: password };
      const { status, text } = await browser.post('/workbench/account/password', form);
      expect([status, text.includes('makkelijk te raden')]).toEqual([422, true]);
    },
  );

  test('get a new key at every sign-in, and the one before ends', async () => {
    const browser = new BrowserClient(service);
    const form = { email: 'ander@twee.example', password: 'een regenboog boven de polder' };
    await browser.post('/workbench/sign-in', form);
    const before = browser.cookies.get('__Host-openbrief') ?? '';
    await browser.post('/workbench/sign-in', form);
    expect(browser.cookies.get('__Host-openbrief')).not.toBe(before);
    const old = new BrowserClient(service);
    old.cookies.set('__Host-openbrief', before);
    expect((await old.get('/workbench/account')).status).toBe(303);
  });

  test('end after an hour without a sign of life, and after ten hours anyhow', async () => {
    const began = service.clock.moment;
    const at = (minutes: number): void => {
      service.clock.moment = new Date(began.getTime() + minutes * 60_000);
    };
    const [idle, busy] = [await signedInBrowser(service, adminId), await signedInBrowser(service, adminId)];
    for (let minutes = 50; minutes < 600; minutes += 50) {
      at(minutes);
      expect((await busy.get('/workbench')).status).toBe(200);
    }
    expect((await idle.get('/workbench')).status).toBe(303);
    at(601);
    expect((await busy.get('/workbench')).status).toBe(303);
  });
});

test('the trail has each of these acts, whole, and no address of anybody', async () => {
  expect(await acts()).toEqual(
    expect.arrayContaining([
      'invite',
      'change-roles',
      'disable-account',
      'enable-account',
      'make-token',
      'revoke-token',
      'change-organisation',
      'change-password',
    ]),
  );
  const work = service.app.get(UnitOfWork);
  expect(await work.onConnection(({ client }) => verifyTrail(client))).toMatchObject({ whole: true });
  const rows = await work.rows<{ text: string }>('select e::text as text from audit_entries e');
  expect(rows.map(({ text }) => text).join()).not.toContain('@een.example');
});
