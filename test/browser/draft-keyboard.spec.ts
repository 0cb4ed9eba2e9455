import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/test-service.js';
import { PASSWORD, workbenchClient } from '../support/workbench-client.js';
import { keyboard } from './hands.js';
import { standards, widen } from './judge-page.js';
import { launchBrowser } from './launch-browser.js';

const artefacts = process.env['TEST_ARTEFACTS'];

let service: TestService;
let browser: Browser;
let page: Page;
let origin: string;
const complaints: string[] = [];

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  // A browser throws cookies away by its own calendar.
  service.clock.moment = new Date();
  await workbenchClient(service, 'dienst-een', 'D. Ontwerper', ['designer']);
  await workbenchClient(service, 'dienst-een', 'R. Beoordelaar', ['reviewer']);
  await service.app.listen(0, '127.0.0.1');
  const { port } = service.app.getHttpServer().address() as AddressInfo;
  origin = `http://localhost:${port}`;
  browser = await launchBrowser();
  page = await browser.newPage();
  page.on('console', (message) => {
    // What was refused is told by the page itself; what failed is looked for below.
    if (message.type() === 'error' && !message.text().includes('status of 4'))
      complaints.push(message.text());
  });
  page.on('response', (response) => {
    if (response.status() >= 500)
      complaints.push(`${response.status()} ${response.request().method()} ${response.url()}`);
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.setViewport({ width: 1280, height: 900 });
});

afterAll(async () => {
  await browser?.close();
  await service?.close();
});

/** A day so many days from now, as the keys of a date field, whose order is that of the browser's language. */
const daysAhead = (days: number): string => {
  const [year, month, day] = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10).split('-');
  return `${month}${day}${year}`;
};

/** axe on the page as it is; at all widths and in both schemes where pictures of it are kept. */
async function judge(name: string): Promise<void> {
  await page.evaluate(axe.source);
  // The letter in its frame can run nothing, axe neither.
  const options = {
    runOnly: { type: 'tag', values: standards },
    resultTypes: ['violations'],
    iframes: false,
  };
  const looks = [1280, ...(artefacts === undefined ? [] : [320, 768])] as const;
  for (const [place, width] of looks.entries()) {
    await widen(page, width);
    const scheme = place === 1 ? 'dark' : 'light';
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    const { violations } = (await page.evaluate(
      `axe.run(document, ${JSON.stringify(options)})`,
    )) as AxeResults;
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join('; ')}`);
    expect([name, width, found]).toEqual([name, width, []]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    if (artefacts === undefined) continue;
    await mkdir(artefacts, { recursive: true });
    await page.screenshot({ path: join(artefacts, `draft-${name}-${width}.png`), fullPage: true });
  }
  await page.setViewport({ width: 1280, height: 900 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
}

async function signIn(email: string): Promise<void> {
  const { fill } = keyboard(page);
  await page.goto(`${origin}/workbench`, { waitUntil: 'load' });
  await fill('email', email);
  await fill('password', PASSWORD);
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.keyboard.press('Enter')]);
}

test('every page of a draft is fit to be used while somebody fills it in by the keyboard alone', async () => {
  const { fill, press, tick } = keyboard(page);
  await signIn('d-ontwerper@dienst-een.example');
  await press('Begin een proef');
  await judge('start');
  await fill('title', 'Helpt een datum?');
  await press('Begin');

  await fill('question', 'Reageren meer mensen als er een datum in de brief staat?');
  await fill('targetGroup', 'Mensen die nog niet reageerden.');
  await judge('question');
  await press('Bewaar en ga naar');

  await fill('letter-subject', 'Uw formulier');
  await press('Voeg een element toe');
  await fill('elements-0-name', 'Een datum');
  await fill('elements-0-technique', 'Uiterste datum');
  await fill('elements-0-slot', 'midden');
  await fill('elements-0-text', 'Doe het voor 1 april.');
  // The page saves by itself, and the letter beside it follows.
  await page.waitForFunction("document.getElementById('draft-status').textContent.startsWith('Bewaard')");
  await judge('letter');
  await press('Bewaar en ga naar');

  await tick('arms-1-elements-element-1');
  await judge('arms');
  await press('Bewaar en ga naar');

  await fill('outcome-description', 'Het formulier is terug.');
  await fill('costs-letter', '0,96');
  await press('Bewaar en ga naar');

  await fill('power-expectedResponse', '40');
  await fill('analysis-smallestWorthwhileUplift', '2,5');
  await fill('power-recipients', '16.000');
  // What these numbers can show is told while somebody types, and said to who can't see it.
  await page.waitForFunction("document.getElementById('size-said').textContent.includes('16.000 brieven')");
  expect(await page.$eval('#draft-size', ({ textContent }) => textContent)).toContain('8 van de 10 keer');
  await judge('size');
  await press('Bewaar en ga naar');

  // Left empty and saved: told at the field, until it is filled in.
  await page.evaluate(
    `[...document.querySelectorAll('button')].find((one) => one.textContent.trim() === 'Bewaar').focus()`,
  );
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.keyboard.press('Enter')]);
  expect(await page.$eval('#planning-mailing', (field) => field.getAttribute('aria-invalid'))).toBe('true');
  await judge('missing');

  await fill('planning-mailing', daysAhead(20));
  await fill('planning-close', daysAhead(60));
  await fill('planning-disclosure', daysAhead(90));
  await press('Bewaar en ga naar');

  await fill('data-purpose', 'Leren welke brief helpt.');
  await fill('data-retainUntil', daysAhead(300));
  await fill('data-dpia', 'DPIA-1');
  for (const place of [0, 1, 2, 3, 4, 5]) await fill(`ethics-${place}-answer`, 'Nee, dat is nagegaan.');
  await judge('care');
  await press('Bewaar en bekijk het geheel');
  await judge('review');
  const address = page.url();
  for (const step of ['letter', 'arms', 'size', 'care', 'text', 'review']) {
    await page.goto(address.replace('/workbench', '/en/workbench').replace(/review$/, step), {
      waitUntil: 'load',
    });
    await judge(`${step}-en`);
  }
  await page.goto(address, { waitUntil: 'load' });
  await press('Leg voor aan de beoordelaar');
  await press('Uitloggen');

  await signIn('r-beoordelaar@dienst-een.example');
  await press('Helpt een datum?');
  await judge('decide');
  expect(complaints).toEqual([]);
}, 180_000);
