import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import type { Server } from 'node:http';
import { join } from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import puppeteer, { type Browser, type Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { languages, pathIn, type Language } from '../../src/platform/i18n/language.js';
import { samplePaths } from './sample-pages.js';
import { startSampleServer } from './sample-server.js';

const candidates = [process.env['PUPPETEER_EXECUTABLE_PATH'], '/usr/bin/chromium', '/usr/bin/google-chrome'];
const executablePath = candidates.find((path) => path !== undefined && existsSync(path));
const widths = [320, 768, 1280] as const;
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Screenshots are kept where CI collects them, when it says where. */
const artefacts = process.env['TEST_ARTEFACTS'];

let browser: Browser;
let server: Server;
let origin: string;

beforeAll(async () => {
  ({ server, origin } = await startSampleServer());
  browser = await puppeteer.launch({ ...(executablePath && { executablePath }), args: ['--no-sandbox'] });
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

async function look(page: Page, width: number, scheme: 'light' | 'dark'): Promise<void> {
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
}

async function open(path: string): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  const answer = await page.goto(origin + path, { waitUntil: 'load' });
  expect([200, 304]).toContain(answer?.status());
  await page.evaluate('document.fonts.ready');
  // What is folded away is part of the page too, and axe does not look at what is hidden.
  await page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true");
  await page.evaluate(axe.source);
  return { page, complaints };
}

async function keepScreenshot(page: Page, path: string, width: number, scheme: string): Promise<void> {
  if (artefacts === undefined) return;
  await mkdir(artefacts, { recursive: true });
  const name = path === '/' ? 'register' : path.slice(1).replaceAll('/', '-');
  await page.screenshot({ path: join(artefacts, `${name}-${width}-${scheme}.png`), fullPage: true });
}

/** axe in the page itself: it has no frames, and one page is then looked at in every width without loading it again. */
async function judge(
  page: Page,
  { colours }: { readonly colours: boolean },
): Promise<AxeResults['violations']> {
  const options = {
    runOnly: { type: 'tag', values: standards },
    rules: { 'color-contrast': { enabled: colours } },
    resultTypes: ['violations'],
  };
  const results = await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`);
  return (results as AxeResults).violations;
}

test('a fault that is planted in a page is found', async () => {
  const { page } = await open('/privacy');
  await page.evaluate(
    `document.querySelector('h1').insertAdjacentHTML('afterend', '<img src="/x.svg"><input>')`,
  );
  const violations = await judge(page, { colours: true });
  expect(violations.map(({ id }) => id)).toEqual(expect.arrayContaining(['image-alt', 'label']));
  await page.close();
});

/** Each width is seen light in one language and dark in the other: the templates are the same. */
const schemeAt = (language: Language, place: number): 'light' | 'dark' =>
  (place + languages.indexOf(language)) % 2 === 0 ? 'light' : 'dark';

describe.each(languages)('in %s', (language) => {
  test.each(samplePaths)(
    '%s has no violations of WCAG 2.2 AA, scrolls down only, and asks for nothing that the content policy refuses',
    async (path) => {
      const { page, complaints } = await open(pathIn(language, path));
      for (const [place, width] of widths.entries()) {
        const scheme = schemeAt(language, place);
        await look(page, width, scheme);
        // Colours don't change with the width and are by far the slowest to judge: once in each scheme is enough.
        const violations = await judge(page, { colours: width === 1280 });
        const found = violations.map(
          ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join('; ')}`,
        );
        await keepScreenshot(page, pathIn(language, path), width, scheme);
        expect(found, `${width} pixels, ${scheme}`).toEqual([]);
        const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        expect(overflow, `sideways scrolling at ${width} pixels`).toBeLessThanOrEqual(0);
      }
      expect(complaints).toEqual([]);
      expect(await page.evaluate('document.documentElement.lang')).toBe(language);
      await page.close();
    },
    120_000,
  );
});

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
  const { page } = await open('/trials/belastingdienst/formulier');
  expect(await browser.cookies()).toEqual([]);
  await page.close();
});
