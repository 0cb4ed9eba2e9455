import 'reflect-metadata';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Response } from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anybody, apiClient, type ApiClient } from '../support/api-client.js';
import { concrete, endpointsOf, type Endpoint } from '../support/endpoints.js';
import { asYaml, drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

/** How often each property is tried: a look in every test run, an evening with `npm run fuzz`. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 15);

/** No answer may take longer, however busy the machine is. */
const SLOWEST_MS = 20_000;

const corpus = join(import.meta.dirname, '../fuzz/corpus');

let service: TestService;
let client: ApiClient;
let posts: Endpoint[];
let trial = '';

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  client = await apiClient(service, 'dienst-een');
  trial = (await client.register(drawnProtocol())).headers['location']?.split('/').at(-1) ?? '';
  posts = endpointsOf(service).filter(({ method, path }) => method === 'post' && path.startsWith('/v1/'));
});
afterAll(() => service.close());

/** Every answer is a result or a clear refusal: never our failure, never a word of our insides. */
let judged = 0;

function expectClear({ status, text, headers }: Response): void {
  judged += 1;
  expect(status).toBeLessThan(500);
  if (status >= 400) expect(headers['content-type']).toMatch(/application\/problem\+json/);
  expect(text).not.toMatch(/node_modules|\.ts:\d|\.js:\d|at \w+ \(|select .* from |pg_catalog/i);
}

const send = (path: string, type: string, body: string | Buffer): Promise<Response> =>
  client
    .call('post', concrete(path.replace(':trialId', trial)))
    .set('Content-Type', type)
    .timeout(SLOWEST_MS)
    .send(body);

const anyType = fc.constantFrom(
  'application/json',
  'application/yaml',
  'text/csv',
  'multipart/form-data; boundary=x',
);

describe('the API', () => {
  test.each(readdirSync(corpus))('says clearly what it thinks of %s', async (file) => {
    const bytes = readFileSync(join(corpus, file));
    const type = file.endsWith('.csv')
      ? 'text/csv'
      : file.endsWith('.json')
        ? 'application/json'
        : 'application/yaml';
    const before = process.memoryUsage().rss;
    const paths = type === 'text/csv' ? posts.filter(({ path }) => path.endsWith('files')) : posts;
    for (const { path } of paths.slice(0, RUNS)) expectClear(await send(path, type, bytes));
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
  });

  test('takes anything as a body', async () => {
    const before = judged;
    const json = fc.json({ maxDepth: 6 });
    const broken = fc
      .tuple(json, fc.nat(40))
      .map(([text, cut]) => text.slice(0, Math.max(0, text.length - cut)));
    const body = fc.oneof(json, broken, fc.string({ unit: 'binary', maxLength: 2_000 }));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...posts), anyType, body, async ({ path }, type, text) =>
        expectClear(await send(path, type, text)),
      ),
      { numRuns: RUNS },
    );
    expect(judged - before).toBeGreaterThanOrEqual(RUNS);
  }, 600_000);

  test('takes any protocol, with anything in the place of any value', async () => {
    const before = judged;
    const protocol = drawnProtocol({ trial: 'fuzz' });
    const awkward = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom(
        '{{x',
        '{{{{',
        '{{#each}}',
        '__proto__',
        '\u0000',
        '\u202e',
        '9'.repeat(400),
        -1,
        1e308,
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(protocol)), awkward, async (key, value) =>
        expectClear(await send('/v1/trials', 'application/yaml', asYaml({ ...protocol, [key]: value }))),
      ),
      { numRuns: RUNS },
    );
    expect(judged - before).toBeGreaterThanOrEqual(RUNS);
  }, 600_000);

  test('takes any file of recipients, and its sums add up', async () => {
    const before = judged;
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.constantFrom('"', ',', '\r', '=1', '\t', ''),
    );
    const line = fc.array(cell, { minLength: 1, maxLength: 4 }).map((cells) => cells.join(','));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 30 }), async (lines) => {
        const answer = await send(
          '/v1/trials/:trialId/recipient-files',
          'text/csv',
          ['kenmerk,regio', ...lines].join('\n'),
        );
        expectClear(answer);
        const { accepted, refused, optedOut, lines: total } = answer.body;
        if (answer.status < 300) expect(accepted + refused + optedOut).toBe(total);
      }),
      { numRuns: RUNS },
    );
    expect(judged - before).toBeGreaterThanOrEqual(RUNS);
  }, 600_000);
});

test('any code, name of a trial and header gets a page or a clear refusal', async () => {
  const path = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }).map(encodeURIComponent);
  const header = fc.string({ maxLength: 300 }).map((text) => text.replaceAll(/[^\x20-\x7e]/g, ''));
  const place = fc.constantFrom(
    '/uw-brief/',
    '/trials/dienst-een/',
    '/v1/trials/',
    '/v1/register/',
    '/workbench/welcome/',
    '/techniques/',
  );
  await fc.assert(
    fc.asyncProperty(place, path, header, async (before, name, value) => {
      const { status, text } = await anybody(service)
        .get(before + name)
        .set({
          Accept: value,
          'Accept-Language': value,
          Cookie: value,
          Authorization: value,
          'If-None-Match': value,
        })
        .timeout(SLOWEST_MS);
      expect(status).toBeLessThan(500);
      expect(text).not.toMatch(/node_modules|\.ts:\d|\.js:\d/);
    }),
    { numRuns: RUNS * 2 },
  );
}, 600_000);

test.each([
  '/uw-brief/',
  '/trials/dienst-een/',
  '/v1/trials/',
  '/v1/register/',
  '/workbench/welcome/',
  '/techniques/',
  '/?q=',
  '/trials?q=',
])('a NUL after %s is refused', async (before) => {
  const { status } = await anybody(service).get(`${before}%00`).timeout(SLOWEST_MS);
  expect(status).toBeGreaterThanOrEqual(200);
  expect(status).toBeLessThan(500);
});

describe('a bomb', () => {
  test.each<[string, string, string, () => string]>([
    [
      'a line of ten megabytes',
      '/v1/trials/:trialId/recipient-files',
      'text/csv',
      () => `kenmerk,regio\n${'x'.repeat(10_000_000)}`,
    ],
    [
      'a million columns',
      '/v1/trials/:trialId/recipient-files',
      'text/csv',
      () => `${'a,'.repeat(1_000_000)}b\n1\n`,
    ],
    ['a protocol of two megabytes', '/v1/trials', 'application/yaml', () => `a: "${'x'.repeat(2_000_000)}"`],
    [
      'responses of two megabytes',
      '/v1/trials/:trialId/responses',
      'application/json',
      () => `["${'x'.repeat(2_000_000)}"]`,
    ],
    [
      'a field of a form of two megabytes',
      '/v1/trials/:trialId/recipient-files',
      'multipart/form-data; boundary=x',
      () => `--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n${'y'.repeat(2_000_000)}\r\n--x--\r\n`,
    ],
  ])('of %s is cut off', async (_what, path, type, body) => {
    const answer = await send(path, type, body());
    expectClear(answer);
    expect(answer.status).toBeGreaterThanOrEqual(400);
  });
});
