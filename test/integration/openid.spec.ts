import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Response } from 'supertest';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { BrowserClient, makeAccount } from '../support/browser-client.js';
import { startIdentityProvider, type TestProvider } from '../support/identity-provider.js';
import { startTestService, type TestService } from '../support/test-service.js';

const SERVICE = 'https://openbrief.example';

const configuration = ({ issuer }: TestProvider): Record<string, string> => ({
  OPENBRIEF_OPENID_ISSUER: issuer,
  OPENBRIEF_OPENID_CLIENT: 'openbrief',
  OPENBRIEF_OPENID_SECRET: 'a secret of the test',
  OPENBRIEF_OPENID_NAME: 'Rijkslogin',
});

let provider: TestProvider;
let service: TestService;
let accountId: string;

beforeAll(async () => {
  provider = await startIdentityProvider(SERVICE);
  const person = { email_verified: true, groups: [] };
  provider.people.set('anna', { ...person, email: 'Anna@Dienst.example', name: 'Anna' });
  provider.people.set('bram', {
    ...person,
    email: 'bram@dienst.example',
    email_verified: false,
    name: 'Bram',
  });
  provider.people.set('carla', { ...person, email: 'carla@elders.example', name: 'Carla' });
  service = await startTestService('2026-02-10', { environment: configuration(provider) });
  for (const name of ['anna', 'bram']) {
    const id = await makeAccount(service, {
      slug: 'dienst-een',
      email: `${name}@dienst.example`,
      roles: ['administrator'],
      password: 'vier paarden op het strand',
    });
    if (name === 'anna') accountId = id;
  }
});
afterAll(async () => {
  await service.close();
  provider.close();
});

/** From the button to the provider and back to the door, which is not gone through yet. */
async function atTheDoor(login: string, next = ''): Promise<{ browser: BrowserClient; back: URL }> {
  const browser = new BrowserClient(service);
  const begun = await browser.get(`/workbench/sign-in/openid?next=${encodeURIComponent(next)}`);
  expect(begun.status).toBe(303);
  return { browser, back: await provider.signIn(begun.headers['location'] ?? '', login) };
}

const comeBack = (browser: BrowserClient, { pathname, search }: URL): Promise<Response> =>
  browser.get(pathname + search);

test('the button goes to the provider with code, PKCE, state and nonce', async () => {
  const browser = new BrowserClient(service);
  expect((await browser.get('/workbench/sign-in')).text).toContain('Inloggen met Rijkslogin');
  const address = new URL((await browser.get('/workbench/sign-in/openid')).headers['location'] ?? '');
  const query = Object.fromEntries(address.searchParams);
  expect(address.origin).toBe(provider.issuer);
  expect(query).toMatchObject({
    response_type: 'code',
    code_challenge_method: 'S256',
    client_id: 'openbrief',
  });
  for (const name of ['state', 'nonce', 'code_challenge']) expect(query[name]).toMatch(/^[\w-]{43}$/);
});

test('who has an account comes in by a proven address, is linked, and goes where they were going', async () => {
  const { browser, back } = await atTheDoor('anna', '/en/workbench/people');
  const answer = await comeBack(browser, back);
  expect([answer.status, answer.headers['location']]).toEqual([303, '/en/workbench/people']);
  expect([...browser.cookies.keys()]).toEqual(['__Host-openbrief']);
  expect((await browser.get('/workbench/people')).status).toBe(200);
  const [row] = await service.app
    .get(UnitOfWork)
    .rows('select openid_issuer as issuer, openid_subject as subject from accounts where id = $1', [
      accountId,
    ]);
  expect(row).toEqual({ issuer: provider.issuer, subject: 'anna' });
  // Known by the subject from now on, whatever becomes of the address.
  provider.people.set('anna', { email: 'x@y.example', email_verified: false, name: 'Anna', groups: [] });
  const again = await atTheDoor('anna');
  expect((await comeBack(again.browser, again.back)).status).toBe(303);
});

describe('nobody comes in', () => {
  test('twice on one answer', async () => {
    const { browser, back } = await atTheDoor('anna');
    const cookie = browser.cookies.get('__Host-openbrief-openid') ?? '';
    expect((await comeBack(browser, back)).status).toBe(303);
    browser.cookies.clear();
    browser.cookies.set('__Host-openbrief-openid', cookie);
    expect((await comeBack(browser, back)).status).toBe(403);
    expect(browser.cookies.has('__Host-openbrief')).toBe(false);
  });

  test('with the answer to another browser, or with no cookie', async () => {
    const { back } = await atTheDoor('anna');
    const victim = new BrowserClient(service);
    await victim.get('/workbench/sign-in/openid');
    expect((await comeBack(victim, back)).status).toBe(403);
    expect((await comeBack(new BrowserClient(service), back)).status).toBe(403);
  });

  test.each<[string, (back: URL) => void]>([
    ['another state', ({ searchParams }) => searchParams.set('state', 'x'.repeat(43))],
    ['no state', ({ searchParams }) => searchParams.delete('state')],
    ['another code', ({ searchParams }) => searchParams.set('code', 'x'.repeat(43))],
    ['no code', ({ searchParams }) => searchParams.delete('code')],
    ['another issuer', ({ searchParams }) => searchParams.set('iss', 'https://evil.example')],
    [
      'a refusal of the provider',
      ({ searchParams }) => {
        searchParams.delete('code');
        searchParams.set('error', 'access_denied');
      },
    ],
  ])('with %s', async (_what, change) => {
    const { browser, back } = await atTheDoor('anna');
    change(back);
    const { status, text } = await comeBack(browser, back);
    expect([status, text.includes('niet gelukt')]).toEqual([403, true]);
    expect(text).not.toContain('access_denied');
  });

  test('with a token for another nonce', async () => {
    const browser = new BrowserClient(service);
    const begun = new URL((await browser.get('/workbench/sign-in/openid')).headers['location'] ?? '');
    begun.searchParams.set('nonce', 'of-another-sign-in');
    const back = await provider.signIn(begun.href, 'anna');
    expect((await comeBack(browser, back)).status).toBe(403);
  });

  test('with a code that was asked for with another verifier', async () => {
    const browser = new BrowserClient(service);
    const begun = new URL((await browser.get('/workbench/sign-in/openid')).headers['location'] ?? '');
    begun.searchParams.set('code_challenge', 'x'.repeat(43));
    const back = await provider.signIn(begun.href, 'anna');
    expect((await comeBack(browser, back)).status).toBe(403);
  });

  test.each(['bram', 'carla'])('who is not known by a proven address: %s', async (login) => {
    const { browser, back } = await atTheDoor(login);
    const { status, text } = await comeBack(browser, back);
    expect([status, text.includes('geen account')]).toEqual([403, true]);
  });

  test('whose account is disabled', async () => {
    const work = service.app.get(UnitOfWork);
    await work.rows('update accounts set disabled_at = now() where id = $1', [accountId]);
    const { browser, back } = await atTheDoor('anna');
    expect((await comeBack(browser, back)).status).toBe(403);
    await work.rows('update accounts set disabled_at = null where id = $1', [accountId]);
  });

  test('after a quarter of an hour', async () => {
    const { browser, back } = await atTheDoor('anna');
    service.clock.moment = new Date(service.clock.moment.getTime() + 16 * 60_000);
    expect((await comeBack(browser, back)).status).toBe(403);
  });

  test('and is sent to another site', async () => {
    const { browser, back } = await atTheDoor('anna', 'https://evil.example/workbench');
    expect((await comeBack(browser, back)).headers['location']).toBe('/workbench');
  });
});

test('signing out ends our session and offers to end that of the provider', async () => {
  const { browser, back } = await atTheDoor('anna');
  await comeBack(browser, back);
  await browser.get('/workbench/account');
  const out = await browser.post('/workbench/sign-out');
  expect(out.headers['clear-site-data']).toBe('"storage"');
  expect([out.status, out.headers['location']]).toEqual([303, '/workbench/signed-out']);
  expect((await browser.get('/workbench/signed-out')).text).toContain(`${provider.issuer}/session/end`);
  expect((await browser.get('/workbench')).status).toBe(303);
});

test('with groups, the provider decides on roles at every sign-in and lets new people in', async () => {
  const grouped = await startTestService('2026-02-10', {
    environment: {
      ...configuration(provider),
      OPENBRIEF_OPENID_ORGANISATION: 'dienst-een',
      OPENBRIEF_OPENID_ROLES_CLAIM: 'groups',
      OPENBRIEF_OPENID_ROLES: 'ob-ontwerp=designer,ob-toets=reviewer',
    },
  });
  await makeAccount(grouped, {
    slug: 'dienst-een',
    email: 'oud@dienst.example',
    roles: ['administrator'],
    password: 'vier paarden op het strand',
  });
  const enter = async (groups: readonly string[]): Promise<number> => {
    provider.people.set('dirk', { email: 'dirk@dienst.example', email_verified: true, name: 'Dirk', groups });
    const browser = new BrowserClient(grouped);
    const begun = await browser.get('/workbench/sign-in/openid');
    return (await comeBack(browser, await provider.signIn(begun.headers['location'] ?? '', 'dirk'))).status;
  };
  const roles = async (): Promise<unknown> =>
    (
      await grouped.app.get(UnitOfWork).rows(`select roles from accounts where email = 'dirk@dienst.example'`)
    )[0];
  expect([await enter(['iets']), await roles()]).toEqual([403, undefined]);
  expect([await enter(['iets', 'ob-toets']), await roles()]).toEqual([303, { roles: ['reviewer'] }]);
  expect([await enter(['ob-ontwerp']), await roles()]).toEqual([303, { roles: ['designer'] }]);
  expect([await enter([]), await roles()]).toEqual([403, { roles: ['designer'] }]);
  await grouped.close();
});

test('without a provider there is no button, and its address says so', async () => {
  const plain = await startTestService('2026-02-10');
  const browser = new BrowserClient(plain);
  expect((await browser.get('/workbench/sign-in')).text).not.toContain('sign-in/openid');
  expect((await browser.get('/workbench/sign-in/openid')).status).toBe(404);
  await plain.close();
});
