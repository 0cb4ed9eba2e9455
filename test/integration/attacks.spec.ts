import 'reflect-metadata';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { roles } from '../../src/core/access.js';
import { anybody, apiClient, people, type ApiClient } from '../support/api-client.js';
import { BrowserClient, makeAccount, signedInBrowser } from '../support/browser-client.js';
import { concrete, endpointsOf, type Endpoint } from '../support/endpoints.js';
import { listeningPort, sendRaw } from '../support/raw-http.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

const SCRIPT = '<script>alert(1)</script>';
const PASSWORD = 'vier paarden op het strand';

let service: TestService;
let endpoints: Endpoint[];
let own: ApiClient;
let other: ApiClient;
let insider: BrowserClient;
let outsider: BrowserClient;
let trialId = '';
let port = 0;

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  endpoints = endpointsOf(service);
  port = await listeningPort(service);
  own = await apiClient(service, 'dienst-een');
  other = await apiClient(service, 'dienst-twee');
  const registered = await own.register(
    drawnProtocol({ title: `Proef ${SCRIPT}`, question: `"><img src=x onerror=alert(1)>${SCRIPT}` }),
  );
  trialId = registered.headers['location']?.split('/').at(-1) ?? '';
  for (const [slug, email] of [
    ['dienst-een', 'een@een.example'],
    ['dienst-twee', 'twee@twee.example'],
  ] as const) {
    const id = await makeAccount(service, { slug, email, roles, password: PASSWORD });
    if (slug === 'dienst-een') insider = await signedInBrowser(service, id);
    else outsider = await signedInBrowser(service, id);
  }
});
afterAll(() => service.close());

describe('script that was put in', () => {
  test.each(['/', '/en/', '/trials/dienst-een/klein', '/en/trials/dienst-een/klein'])(
    'is text on %s',
    async (path) => {
      const { text, status } = await anybody(service).get(path).set('Accept', 'text/html');
      expect([status, text.includes('&lt;script&gt;')]).toEqual([200, true]);
      expect(text).not.toMatch(/<script>alert|<img src=x/);
    },
  );

  test('is text in the workbench', async () => {
    const { text, status } = await insider.get('/workbench/trials/klein');
    expect([status, text.includes('&lt;script&gt;')]).toEqual([200, true]);
    expect(text).not.toMatch(/<script>alert|<img src=x/);
  });

  test.each([
    `/uw-brief?code=${encodeURIComponent(SCRIPT)}`,
    `/uw-brief/${encodeURIComponent(SCRIPT)}`,
    `/${encodeURIComponent(SCRIPT)}`,
    `/?q=${encodeURIComponent(`"><${SCRIPT}`)}`,
    `/workbench/sign-in?next=${encodeURIComponent(`"><${SCRIPT}`)}`,
    `/workbench/welcome/${encodeURIComponent(SCRIPT)}`,
  ])('does not come back from %s', async (path) => {
    const { text } = await anybody(service).get(path).set('Accept', 'text/html');
    expect(text).toContain('<!doctype html>');
    expect(text).not.toContain('<script>alert');
  });

  test('does not come back from a form', async () => {
    const { text } = await new BrowserClient(service).post('/workbench/sign-in', {
      email: `"><${SCRIPT}`,
      password: 'x',
    });
    expect(text).not.toContain('<script>alert');
  });
});

describe('a template in what an author writes', () => {
  test.each([
    "{{constructor.constructor 'return process' ()}}",
    '{{#with this as |x|}}{{x.__proto__}}{{/with}}',
    "{{lookup this 'constructor'}}",
    '{{> layout/page}}',
    '{{{title}}}',
  ])('is never run: %s', async (title) => {
    const answer = await own.register(drawnProtocol({ trial: 'sjabloon', title }));
    if (answer.status === 201) {
      const { text } = await anybody(service).get('/trials/dienst-een/sjabloon').set('Accept', 'text/html');
      expect(text).toContain('{{');
    } else expect([answer.status, answer.text.includes('at ')]).toEqual([expect.any(Number), false]);
    expect(answer.status).toBeLessThan(500);
  });
});

describe('another organisation', () => {
  const withTrial = (): Endpoint[] => endpoints.filter(({ path }) => /:trial/.test(path));
  const address = (path: string): string => concrete(path.replace(':trialId', trialId));

  test('reaches nothing of a trial by the API', async () => {
    const apis = withTrial().filter(({ path }) => path.startsWith('/v1/'));
    expect(apis.length).toBeGreaterThan(20);
    for (const { method, path } of apis) {
      const answer = await other.call(method, address(path));
      expect([path, answer.status >= 400 && answer.status < 500]).toEqual([path, true]);
      if (method === 'get') expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.text).not.toContain('Proef ');
    }
  });

  test('reaches nothing of it in the workbench', async () => {
    const pages = withTrial().filter(({ path }) => path.startsWith('/workbench/'));
    expect(pages.length).toBeGreaterThan(3);
    for (const { method, path } of pages) {
      const answer =
        method === 'get' ? await outsider.get(address(path)) : await outsider.post(address(path));
      expect([path, [404, 415, 422].includes(answer.status)]).toEqual([path, true]);
      expect(answer.text).not.toContain('Proef ');
    }
  });

  test('finds the trial as it was', async () => {
    expect((await own.call('get', `/v1/trials/${trialId}`)).body.state).toBe('registered');
  });
});

describe('a form', () => {
  const forms = (): Endpoint[] =>
    endpoints.filter(({ method, path }) => method === 'post' && !path.startsWith('/v1/'));

  /** Their proof comes with the file, and is looked at before the file is used. */
  const TAKES_A_FILE = /\/(import|files\/:kind|logo|new-trial\/file)$/;

  test('without its proof is refused, at every address', async () => {
    const closed = forms().filter(({ rule }) => rule !== 'everyone');
    expect(closed.length).toBeGreaterThan(15);
    for (const { path } of closed) {
      for (const csrf of ['', 'x'.repeat(43)]) {
        const address = concrete(path.replace(':kind', 'responses'));
        const answer = TAKES_A_FILE.test(path)
          ? await insider.postFile(address, { csrf }, people(2))
          : await insider.post(address, { csrf });
        expect([path, answer.status]).toEqual([path, 403]);
        expect(answer.text).toContain('formulier is verlopen');
      }
    }
  });

  test('that another site sends is refused, also before sign-in', async () => {
    for (const { path } of forms()) {
      for (const headers of [
        { Origin: 'https://evil.example' },
        { Origin: 'null' },
        { 'Sec-Fetch-Site': 'cross-site' },
        { 'Sec-Fetch-Site': 'same-site' },
      ]) {
        const answer = await anybody(service)
          .post(concrete(path))
          .set(headers)
          .set('Accept', 'application/json');
        expect([path, answer.status, answer.body.code]).toEqual([path, 403, 'platform:form-elsewhere']);
      }
    }
  });

  test('from our own page is taken', async () => {
    const headers = { 'Sec-Fetch-Site': 'same-origin', Origin: 'https://openbrief.example' };
    const answer = await anybody(service)
      .post('/workbench/sign-in')
      .set(headers)
      .type('form')
      .send({ email: 'x' });
    expect(answer.status).toBe(401);
  });
});

describe('an address', () => {
  test.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/workbench\\..\\..\\evil.example',
    '/workbench//evil.example',
    '/workbench/../../evil',
    '/workbench/@evil.example',
    'javascript:alert(1)',
    '/workbench\r\nSet-Cookie: a=b',
    '/en//evil.example',
  ])('after sign-in is never that of another site: %s', async (next) => {
    const browser = new BrowserClient(service);
    const id = await makeAccount(service, {
      slug: 'dienst-een',
      email: 'next@een.example',
      roles: ['designer'],
      password: PASSWORD,
    });
    expect(id).not.toBe('');
    const answer = await browser.post('/workbench/sign-in', {
      email: 'next@een.example',
      password: PASSWORD,
      next,
    });
    expect([answer.status, answer.headers['location']]).toEqual([303, '/workbench']);
    const page = await anybody(service)
      .get(`/workbench/sign-in?next=${encodeURIComponent(next)}`)
      .set('Accept', 'text/html');
    expect(page.text).toContain('name="next" value="/workbench"');
  });

  test.each([
    '/assets/../package.json',
    '/assets/%2e%2e/package.json',
    '/assets/..%2f..%2fpackage.json',
    '/trials/..%2f..%2fpackage.json/x',
    '/%2e%2e%2f%2e%2e%2fetc/passwd',
    '/trials/dienst-een/klein/..%5c..%5cpackage.json',
    '//etc/passwd',
    '/assets/%00',
    '/%c0%ae%c0%ae/package.json',
  ])('leads to no file outside: %s', async (path) => {
    const text = await sendRaw(port, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(text).not.toMatch(/"devDependencies"|root:x:/);
  });

  test.each([
    '/en/%0d%0aSet-Cookie:%20a=b',
    '/workbench/trials/%0d%0aX-Evil:%201',
    '/uw-brief?code=a%0d%0aX-Evil:%201',
  ])('puts no line into the headers: %s', async (path) => {
    const text = await sendRaw(port, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    const [head = ''] = text.split('\r\n\r\n', 1);
    expect(head).not.toMatch(/^(X-Evil|Set-Cookie: a=b)/im);
    expect(head).toMatch(/^HTTP\/1\.1 [34]\d\d /);
  });
});

describe('a request', () => {
  test.each([
    [
      'headers of 64 kB',
      `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(65_536)}\r\n\r\n`,
      /^HTTP\/1\.1 431 /,
    ],
    [
      'two lengths',
      'POST /v1/trials HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x',
      /^HTTP\/1\.1 400 /,
    ],
    [
      'two different lengths',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde',
      /^HTTP\/1\.1 400 /,
    ],
    ['no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['a line end in a header', 'GET / HTTP/1.1\r\nHost: x\r\nX: a\rY: b\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['no method that there is', 'HACK / HTTP/1.1\r\nHost: x\r\n\r\n', /^HTTP\/1\.1 400 /],
  ])('with %s is refused', async (_what, bytes, expected) => {
    expect(await sendRaw(port, bytes)).toMatch(expected);
    expect((await anybody(service).get('/health/live')).status).toBe(200);
  });

  test('with a bomb of parts is cut off', async () => {
    const part = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n';
    const answer = await own
      .call('post', `/v1/trials/${trialId}/recipient-files`)
      .set('Content-Type', 'multipart/form-data; boundary=x')
      .send(`${part.repeat(20_000)}--x--\r\n`);
    expect([answer.status >= 400, answer.status < 500]).toEqual([true, true]);
  });
});

test('no cell of a file that we hand out is a formula', async () => {
  const lines = ['kenmerk,regio', "=cmd|'/c calc'!A0,noord", '+1+1,zuid', '@SUM(A1),noord', '-1,zuid', ''];
  const sent = await own.sendCsv(
    `/v1/trials/${trialId}/recipient-files`,
    people(60) + lines.slice(1).join('\n'),
  );
  expect(sent.status).toBeLessThan(300);
  const csvs = endpoints.filter(
    ({ method, path }) => method === 'get' && /(\.csv|refusals|allocations)$/.test(path),
  );
  expect(csvs.length).toBeGreaterThan(1);
  let files = 0;
  const importId = sent.headers['location']?.split('/').at(-1) ?? '';
  for (const { path } of csvs) {
    const at = concrete(path.replace(':trialId', trialId).replace(':importId', importId));
    const { text } = path.startsWith('/v1/')
      ? await own.call('get', at).set('Accept', 'text/csv')
      : await insider.get(at);
    // An address whose file this trial does not have answers with a problem, which is no file.
    if (text.startsWith('{') || text.startsWith('<')) continue;
    files += 1;
    expect(text.split(/[,\n;]/).filter((cell) => /^"?[=+@-]/.test(cell))).toEqual([]);
  }
  expect(files).toBeGreaterThan(0);
});
