import 'reflect-metadata';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { BrowserClient, makeAccount } from '../support/browser-client.js';
import { startTestService, type TestService } from '../support/test-service.js';

const PASSWORD = 'vier paarden op het strand';
const EMAIL = 'beheer@dienst.example';

let service: TestService;
let accountId: string;
let secret = '';
let codes: string[] = [];

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  accountId = await makeAccount(service, {
    slug: 'dienst-een',
    email: EMAIL,
    roles: ['administrator'],
    password: PASSWORD,
  });
});
afterAll(() => service.close());

const codeOf = (text: string, at = service.clock.moment): string =>
  new TOTP({ secret: Secret.fromBase32(text) }).generate({ timestamp: at.getTime() });

const minutesLater = (minutes: number): void => {
  service.clock.moment = new Date(service.clock.moment.getTime() + minutes * 60_000);
};

async function signedInTo(code: string): Promise<{ status: number; text: string; browser: BrowserClient }> {
  const browser = new BrowserClient(service);
  const first = await browser.post('/workbench/sign-in', { email: EMAIL, password: PASSWORD });
  expect([first.status, first.headers['location']]).toEqual([303, '/workbench/sign-in/code']);
  expect([...browser.cookies.keys()]).toEqual(['__Host-openbrief-step']);
  const { status, text } = await browser.post('/workbench/sign-in/code', { code });
  return { status, text, browser };
}

describe('an administrator', () => {
  test('sets a second factor before anything else', async () => {
    const browser = new BrowserClient(service);
    const signedIn = await browser.post('/workbench/sign-in', { email: EMAIL, password: PASSWORD });
    expect(signedIn.headers['location']).toBe('/workbench/account/second-factor');
    const elsewhere = await browser.get('/workbench/people');
    expect([elsewhere.status, elsewhere.text.includes('eerst een tweede stap')]).toEqual([403, true]);
    const page = await browser.get('/workbench/account/second-factor');
    expect([page.headers['cache-control'], page.text.includes('<svg')]).toEqual(['no-store', true]);
    secret = (/class="utrecht-code secret">([A-Z2-7 ]+)</.exec(page.text)?.[1] ?? '').replaceAll(' ', '');
    expect(secret).toHaveLength(32);
    const wrong = await browser.post('/workbench/account/second-factor', { code: '000000' });
    expect([wrong.status, wrong.text.includes('klopt niet')]).toEqual([422, true]);
    const right = await browser.post('/workbench/account/second-factor', { code: ` ${codeOf(secret)} ` });
    codes = [...right.text.matchAll(/<code class="utrecht-code">([\da-z-]{19})</g)].map(
      ([, code]) => code ?? '',
    );
    expect([right.status, new Set(codes).size]).toEqual([200, 10]);
    expect((await browser.get('/workbench/people')).status).toBe(200);
  });

  test('comes in with the code of now, once', async () => {
    minutesLater(2);
    expect((await signedInTo('123456')).status).toBe(422);
    const { status, browser } = await signedInTo(codeOf(secret));
    expect([status, [...browser.cookies.keys()]]).toEqual([303, ['__Host-openbrief']]);
    expect((await browser.get('/workbench/people')).status).toBe(200);
    // The same code, and the one before it that the clock would still allow.
    expect((await signedInTo(codeOf(secret))).status).toBe(422);
    const before = new Date(service.clock.moment.getTime() - 30_000);
    expect((await signedInTo(codeOf(secret, before))).status).toBe(422);
    minutesLater(1);
    expect((await signedInTo(codeOf(secret))).status).toBe(303);
  });

  test('of two that bring the same code at once, one comes in', async () => {
    minutesLater(1);
    const answers = await Promise.all([signedInTo(codeOf(secret)), signedInTo(codeOf(secret))]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 422]);
  });

  test('without the telephone uses a code on paper, however it is typed, once', async () => {
    const [code = ''] = codes;
    expect((await signedInTo(code.toUpperCase().replaceAll('-', ' '))).status).toBe(303);
    expect((await signedInTo(code)).status).toBe(422);
  });

  test('who guesses codes is held up, and starts again with the password after a while', async () => {
    const browser = new BrowserClient(service);
    await browser.post('/workbench/sign-in', { email: EMAIL, password: PASSWORD });
    const statuses: number[] = [];
    for (let guess = 0; guess < 25; guess += 1)
      statuses.push((await browser.post('/workbench/sign-in/code', { code: '000000' })).status);
    expect(statuses.at(-1)).toBe(429);
    minutesLater(16);
    expect((await browser.post('/workbench/sign-in/code', { code: codeOf(secret) })).status).toBe(401);
    expect((await signedInTo(codeOf(secret))).status).toBe(303);
  });

  test('the step of the code is nobody’s without the password', async () => {
    const stranger = new BrowserClient(service);
    expect((await stranger.post('/workbench/sign-in/code', { code: codeOf(secret) })).status).toBe(401);
    stranger.cookies.set('__Host-openbrief-step', 'x'.repeat(43));
    expect((await stranger.post('/workbench/sign-in/code', { code: codeOf(secret) })).status).toBe(401);
  });

  test('the database holds neither the secret nor a code', async () => {
    const [{ text } = { text: '' }] = await service.app.get(UnitOfWork).rows<{ text: string }>(
      `select string_agg(t, ' ') as text from (
           select a::text as t from accounts a union all select c::text from recovery_codes c
           union all select e::text from audit_entries e) all_rows`,
    );
    const bytes = Buffer.from(Secret.fromBase32(secret).bytes).toString('hex');
    expect(text).toContain('set-second-factor');
    for (const hidden of [secret, bytes, ...codes]) expect(text).not.toContain(hidden);
  });

  test('removes it with the password, and not without', async () => {
    minutesLater(2);
    const { browser } = await signedInTo(codeOf(secret));
    await browser.get('/workbench/account');
    const refused = await browser.post('/workbench/account/second-factor-removals', { current: 'verkeerd' });
    expect([refused.status, refused.text.includes('van nu klopt niet')]).toEqual([422, true]);
    const renewed = await browser.post('/workbench/account/recovery-codes', { current: PASSWORD });
    expect(renewed.text.match(/<code class="utrecht-code">[\da-z-]{19}</g)).toHaveLength(10);
    expect(
      (await browser.post('/workbench/account/second-factor-removals', { current: PASSWORD })).status,
    ).toBe(303);
    const [row] = await service.app
      .get(UnitOfWork)
      .rows(
        'select totp_sealed, (select count(*)::int from recovery_codes) as n from accounts where id = $1',
        [accountId],
      );
    expect(row).toEqual({ totp_sealed: null, n: 0 });
  });
});
