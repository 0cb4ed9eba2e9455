import 'reflect-metadata';
import request, { type Test } from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiClient } from '../support/api-client.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { signIn } from '../support/sign-in.js';
import { startTestService, type TestService } from '../support/test-service.js';

const PAGE = '/trials/dienst-een/klein';
let service: TestService;
const visit = (path: string): Test =>
  request(service.app.getHttpServer()).get(path).set('Accept', 'text/html');

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  await (await apiClient(service, 'dienst-een')).register(drawnProtocol());
});
afterAll(() => service.close());

test('a kept page is the same as the one that was rendered, with the headers of every page', async () => {
  const rendered = await visit(PAGE);
  // Whoever asks while it is compressed waits for that; a kept page has a tag of its own form.
  const kept = await visit(PAGE);
  expect(kept.headers['etag']).toMatch(/^W\/"[\w-]{27}"$/);
  expect(rendered.headers['etag']).not.toBe(kept.headers['etag']);
  expect(kept.text).toBe(rendered.text);
  for (const header of [
    'cache-control',
    'content-language',
    'content-security-policy',
    'content-type',
    'vary',
  ])
    expect([header, kept.headers[header]]).toEqual([header, rendered.headers[header]]);
  expect(kept.headers['x-request-id']).not.toBe(rendered.headers['x-request-id']);
  const again = await visit(PAGE).set('If-None-Match', kept.headers['etag'] ?? '');
  expect([again.status, again.text]).toEqual([304, '']);
  const encodings = await Promise.all(
    ['br', 'gzip', 'identity'].map(
      async (encoding) => (await visit(PAGE).set('Accept-Encoding', encoding)).headers['content-encoding'],
    ),
  );
  expect(encodings).toEqual(['br', 'gzip', undefined]);
  expect((await visit(`/en${PAGE}`)).headers['content-language']).toBe('en');
});

test('whoever writes reads what they wrote, at once', async () => {
  const own = await apiClient(service, 'dienst-een');
  expect((await visit('/')).text).not.toContain('Tweede proef');
  await own.register(drawnProtocol({ trial: 'tweede', title: 'Tweede proef' }));
  expect((await visit('/')).text).toContain('Tweede proef');
});

test('days are counted on a kept page too', async () => {
  service.clock.set('2026-05-03');
  expect((await visit(PAGE)).text).toContain('2 dagen te laat');
  service.clock.set('2026-05-04');
  expect((await visit(PAGE)).text).toContain('3 dagen te laat');
});

test.each([
  ['of another host', { Host: 'kwaad.example', 'X-Forwarded-Host': 'kwaad.example' }],
  ['said to come without https', { 'X-Forwarded-Proto': 'http' }],
  ['in another language', { 'Accept-Language': 'en', 'Content-Language': 'en' }],
  ['for something else', { Accept: 'application/json' }],
  ['with a token', { Authorization: 'Bearer kwaad' }],
  ['by another method, in a header', { 'X-HTTP-Method-Override': 'POST' }],
  ['with another address, in a header', { 'X-Original-URL': '/kwaad', 'X-Rewrite-URL': '/kwaad' }],
])('a request %s leaves the next reader the page as it is', async (_what, headers) => {
  const clean = (await visit(PAGE)).text;
  // A minute on, so that whoever comes first makes the page that is kept.
  service.clock.moment = new Date(service.clock.moment.getTime() + 60_000);
  await visit(PAGE).set(headers);
  await new Promise((resolve) => setTimeout(resolve, 150));
  const next = await visit(PAGE);
  expect([next.status, next.headers['content-language'], next.type]).toEqual([200, 'nl', 'text/html']);
  expect(next.text).toBe(clean);
  expect(next.text).not.toContain('kwaad');
});

test('what somebody sees who is signed in is kept for nobody', async () => {
  const client = await signIn(service, 'dienst-een', 'A. Analist', ['analyst']);
  expect((await client.get('/workbench')).text).toContain('A. Analist');
  const other = await visit('/workbench');
  expect([other.status, other.text.includes('A. Analist')]).toEqual([303, false]);
});

test('what is not there, and what is asked with a question, is not kept', async () => {
  for (const turn of [1, 2]) {
    expect([turn, (await visit('/trials/dienst-een/niets')).status]).toEqual([turn, 404]);
    expect([turn, (await visit('/?q=tweede')).text.includes('1 proef gevonden')]).toEqual([turn, true]);
  }
});
