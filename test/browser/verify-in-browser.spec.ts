import 'reflect-metadata';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { letterCodeFor } from '../../src/core/post/letter-code.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { anybody, apiClient, people } from '../support/api-client.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';
import { launchBrowser } from './launch-browser.js';

const PAGE = '/trials/dienst-een/klein';

let service: TestService;
let browser: Browser;
let origin = '';
let folder = '';
let code = '';
let arm = '';
let lines: string[] = [];

beforeAll(async () => {
  service = await startTestService('2026-02-10', { https: false });
  folder = mkdtempSync(join(tmpdir(), 'openbrief-verify-'));
  const own = await apiClient(service, 'dienst-een');
  const trial = (await own.register(drawnProtocol())).headers['location'] ?? '';
  await own.sendCsv(`${trial}/recipient-files`, people(2_000));
  await own.call('post', `${trial}/allocations`);
  await own.call('post', `${trial}/hand-overs`).send({});
  const work = service.app.get(UnitOfWork);
  const secret = await work.row<{ code_key: Buffer }>('select code_key from draws');
  code = letterCodeFor(secret?.code_key ?? Buffer.alloc(0), 'Z-7');
  const row = await work.row<{ arm: number }>('select arm from allocations where letter_code = $1', [code]);
  arm = row?.arm === 0 ? 'Oude brief' : 'Nieuwe brief';
  service.clock.set('2026-04-06');
  await own.call('post', `${trial}/closings`).send({});
  const pack = await anybody(service).get(`${PAGE}/verification-pack.jsonl.gz`).responseType('blob');
  lines = gunzipSync(pack.body).toString('utf8').trimEnd().split('\n');
  await service.app.listen(0, '127.0.0.1');
  const { port } = service.app.getHttpServer().address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;
  browser = await launchBrowser();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await service.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Redoes the draw as a reader does, and gives the outcome's name and words; with all that the browser complained of. */
async function redo(changed?: readonly string[], typed = ''): Promise<{ outcome: string; words: string }> {
  const page: Page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`${origin}${PAGE}/verify`);
  if (changed !== undefined) {
    const file = join(folder, 'pack.jsonl.gz');
    writeFileSync(file, gzipSync(`${changed.join('\n')}\n`));
    const [chooser] = await Promise.all([page.waitForFileChooser(), page.click('#pack')]);
    await chooser.accept([file]);
  }
  if (typed !== '') await page.type('#code', typed);
  await page.click('[data-verify] button');
  const done = '[data-outcome]:not([hidden]):not([data-outcome=working]):not([data-outcome=drawing])';
  await page.waitForSelector(done, { timeout: 30_000 });
  const outcome = await page.$eval(done, (element) => element.getAttribute('data-outcome') ?? '');
  const words = await page.$eval(done, (element) => element.textContent ?? '');
  // One answer is seen, and not those that it is not.
  const seen = await page.$$eval(
    '[data-outcome]',
    (all) => all.filter((one) => one.checkVisibility()).length,
  );
  expect(seen).toBe(1);
  expect(complaints).toEqual([]);
  await page.close();
  return { outcome, words };
}

/** The pack with one line of the list in the other arm. */
function withOneMoved(): string[] {
  return lines.map((line, place) => {
    if (place !== 5) return line;
    const [key, stratum, cluster, own]: unknown[] = JSON.parse(line);
    return JSON.stringify([key, stratum, cluster, own === 'oud' ? 'nieuw' : 'oud']);
  });
}

test('the draw of a trial is redone in the browser, and is right', async () => {
  const { outcome, words } = await redo();
  expect([outcome, words.includes('2.000')]).toEqual(['match', true]);
});

test('who types their letter code finds the line of their own letter', async () => {
  const { outcome, words } = await redo(undefined, code);
  expect([outcome, words.includes(`Uw groep: ${arm}`)]).toEqual(['match-with-line', true]);
});

test('a pack in which one recipient was moved to another arm is found out', async () => {
  const { outcome, words } = await redo(withOneMoved());
  expect([outcome, words.trim().endsWith('1')]).toEqual(['mismatch', true]);
});

test('a pack with another seed is found out', async () => {
  const header: { seed: string } = JSON.parse(lines[0] ?? '');
  const seed = `${header.seed.startsWith('0') ? '1' : '0'}${header.seed.slice(1)}`;
  const changed = [JSON.stringify({ ...header, seed }), ...lines.slice(1)];
  expect((await redo(changed)).outcome).toBe('commitment-wrong');
});

test('a pack from which a line was taken is found out, and what is no letter code is said', async () => {
  expect((await redo(lines.slice(0, -1))).outcome).toBe('malformed');
  expect((await redo(undefined, 'ABC')).outcome).toBe('code-wrong');
});
