import { writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import type { Browser } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import axe from 'axe-core';
import { languages, pathIn } from '../../src/platform/i18n/language.js';
import { faultsAtEveryWidth, judge, openPage, openTab, views, widen, type Tab } from './judge-page.js';
import { launchBrowser } from './launch-browser.js';
import { samplePaths } from './sample-pages.js';
import { startSampleServer } from './sample-server.js';

let browser: Browser;
let server: Server;
let origin: string;
let tab: Tab;

beforeAll(async () => {
  ({ server, origin } = await startSampleServer());
  browser = await launchBrowser();
  tab = await openTab(browser);
});

/** Pages and languages that were judged without a violation, for the statement on accessibility. */
const judged = new Set<string>();

/** `RECORD_AXE=yes` after a whole run without a violation: what /toegankelijkheid tells is what was really tested. */
function recordRun(): void {
  if (process.env['RECORD_AXE'] !== 'yes' || judged.size < samplePaths.length * languages.length) return;
  const record = {
    testedOn: new Date().toISOString().slice(0, 10),
    axe: axe.version,
    pages: samplePaths.length,
    widths: views.map(({ width }) => width),
  };
  const file = join(import.meta.dirname, '../../templates/accessibility.json');
  writeFileSync(file, `${JSON.stringify(record)}\n`);
}

afterAll(async () => {
  recordRun();
  await browser?.close();
  server?.close();
});

test('a fault that is planted in a page is found, and so is a target that is too small', async () => {
  await openPage(tab, `${origin}/privacy`);
  await tab.page.evaluate(
    `document.querySelector('h1').insertAdjacentHTML('afterend',
      '<img src="/x.svg"><input><p class="planted">Grijs</p><button class="planted">a</button><button class="planted">b</button>')`,
  );
  // A style in the text would be refused by the content policy; one that a script sets is not.
  await tab.page.evaluate(
    `for (const part of document.querySelectorAll('.planted'))
      Object.assign(part.style, { all: 'unset', display: 'inline-block', width: '8px', height: '8px', color: '#999', background: '#aaa' })`,
  );
  const found = async (depth: Parameters<typeof judge>[1]): Promise<string[]> =>
    (await judge(tab.page, depth)).map(({ id }) => id);
  expect(await found('all-and-colours')).toEqual(
    expect.arrayContaining(['image-alt', 'label', 'color-contrast', 'target-size']),
  );
  expect(await found('room')).toEqual(['target-size']);
});

describe.each(languages)('in %s', (language) => {
  test.each(samplePaths)(
    '%s has no violations of WCAG 2.2 AA, scrolls down only, and asks for nothing that the content policy refuses',
    async (path) => {
      await openPage(tab, origin + pathIn(language, path));
      const name = path === '/' ? 'register' : path.slice(1).replaceAll('/', '-');
      expect(await faultsAtEveryWidth(tab, name, language)).toEqual([]);
      judged.add(pathIn(language, path));
    },
    120_000,
  );
});

test('a region is in the order of the keyboard while it has something to scroll, also when only what is in it grows', async () => {
  await openPage(tab, `${origin}/trials/belastingdienst/formulier`);
  await widen(tab.page, 1280);
  const region = '.table-scroll:not([tabindex])';
  const before = (await tab.page.$$(region)).length;
  expect(before).toBeGreaterThan(0);
  await tab.page.$eval(`${region} > table`, (table) => (table.style.minInlineSize = '3000px'));
  await widen(tab.page, 1280);
  expect((await tab.page.$$(region)).length).toBe(before - 1);
}, 60_000);

test('a trial’s page with its charts stays under 100 kB over the wire, typefaces included', async () => {
  // A context of its own, so that nothing comes from the cache that the other pages have filled.
  const reader = await browser.createBrowserContext();
  const page = await reader.newPage();
  const sizes: number[] = [];
  const client = await page.createCDPSession();
  await client.send('Network.enable');
  client.on('Network.loadingFinished', ({ encodedDataLength }) => sizes.push(encodedDataLength));
  await page.goto(`${origin}/trials/belastingdienst/formulier`, { waitUntil: 'networkidle0' });
  // The page, its stylesheet, its script and two typefaces at the least: none may be missing from the sum.
  expect(sizes.length).toBeGreaterThanOrEqual(5);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(100_000);
  await reader.close();
}, 60_000);

test('open pages set no cookie', async () => {
  await openPage(tab, `${origin}/trials/belastingdienst/formulier`);
  expect(await browser.cookies()).toEqual([]);
});
