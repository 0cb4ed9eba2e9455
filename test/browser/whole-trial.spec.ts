import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, Page } from 'puppeteer';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { formatLetterCode } from '../../src/core/post/letter-code.js';
import { RenderJobs } from '../../src/mailings/render-jobs.js';
import { createTranslator } from '../../src/platform/i18n/translate.js';
import { startTestService, type TestService } from '../support/test-service.js';
import { PASSWORD, workbenchClient } from '../support/workbench-client.js';
import { keyboard, mouse, type Hands } from './hands.js';
import { launchBrowser } from './launch-browser.js';

const artefacts = process.env['TEST_ARTEFACTS'];

const PEOPLE = 240;
const DAY_MS = 86_400_000;
const WIDTHS = [320, 768, 1280];
/** How long a machine that is busy may take to print some hundred letters. */
const PRINTED_WITHIN_MS = 120_000;

const translator = createTranslator(join(import.meta.dirname, '../../templates/locales'));
const words = (key: string): string => translator.translate('nl', key);

let service: TestService;
let browser: Browser;
let page: Page;
let origin = '';
let folder = '';
let complaints: string[] = [];

/** A browser throws cookies away by its own calendar, so the trial begins today. */
const start = Date.now();
const dayOf = (days: number): string => new Date(start + days * DAY_MS).toISOString().slice(0, 10);
/** A day, as the keys of a date field, whose order is that of the browser's language. */
const keysOf = (days: number): string => {
  const [year, month, day] = dayOf(days).split('-');
  return `${month}${day}${year}`;
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'openbrief-walk-'));
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  // Over plain HTTP, as on somebody’s own machine.
  service = await startTestService(dayOf(0), { https: false });
  await service.app.get(RenderJobs).work();
  const people = [
    ['D. Ontwerper', 'designer'],
    ['R. Beoordelaar', 'reviewer'],
    ['A. Analist', 'analyst'],
    ['P. Drukker', 'print-shop'],
    ['B. Balie', 'front-desk'],
  ] as const;
  for (const [name, role] of people) await workbenchClient(service, 'dienst-een', name, [role]);
  await service.app.listen(0, '127.0.0.1');
  const { port } = service.app.getHttpServer().address() as AddressInfo;
  origin = `http://localhost:${port}`;
  complaints = [];
  page = await (await browser.createBrowserContext()).newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('response', (response) => {
    if (response.status() >= 400)
      complaints.push(`${response.status()} ${response.request().method()} ${response.url()}`);
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  // A page that is still scrolling slips away from under a mouse.
  await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  await page.setViewport({ width: 1280, height: 900 });
});

afterEach(async () => {
  await page?.browserContext().close();
  await service?.close();
});

/** Keeps pictures of a page at three widths where they are asked for, and sees that it fits each of them. */
async function look(name: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewport({ width, height: 900 });
    expect([
      name,
      width,
      await page.evaluate('Math.max(0, document.documentElement.scrollWidth - innerWidth)'),
    ]).toEqual([name, width, 0]);
    if (artefacts === undefined) continue;
    await mkdir(join(artefacts, 'walk'), { recursive: true });
    await page.screenshot({ path: join(artefacts, 'walk', `${name}-${width}.png`), fullPage: true });
  }
  await page.setViewport({ width: 1280, height: 900 });
}

const heading = (): Promise<unknown> => page.evaluate("document.querySelector('h1').textContent.trim()");

/** Waits until the page says this: some forms are sent by script, and show how far they are. */
const untilSaid = (said: string): Promise<unknown> =>
  page
    .waitForFunction(`document.body?.innerText.replace(/\\s+/g, ' ').includes(${JSON.stringify(said)})`)
    .catch(async () => {
      const words = await page.evaluate('document.body.innerText');
      throw new Error(`${page.url()} does not say “${said}”, but: ${String(words).slice(0, 2_000)}`);
    });

/** One walk of one trial, by one pair of hands. */
class Walk {
  private pictures = 0;

  constructor(
    private readonly hands: Hands,
    private readonly hasPictures: boolean,
  ) {}

  private async see(name: string): Promise<void> {
    this.pictures += 1;
    if (this.hasPictures) await look(`${String(this.pictures).padStart(2, '0')}-${name}`);
  }

  /** Somebody goes, somebody else comes. */
  private async become(email: string): Promise<void> {
    await page.goto(`${origin}/workbench`, { waitUntil: 'load' });
    // Where the calendar was turned, the session has ended by itself.
    if (!page.url().includes('/sign-in')) {
      await this.hands.press('Uitloggen');
      await page.goto(`${origin}/workbench`, { waitUntil: 'load' });
    }
    await this.hands.fill('email', `${email}@dienst-een.example`);
    await this.hands.fill('password', PASSWORD);
    await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.keyboard.press('Enter')]);
  }

  /** To the trial, and there to its next step. */
  private async nextStep(step: string): Promise<void> {
    await page.goto(`${origin}/workbench/trials/helpt-een-datum`, { waitUntil: 'load' });
    await untilSaid(`${words('steps:next')} ${words(`steps:${step}.title`)}`);
    await this.see(`trial-before-${step}`);
    await this.hands.press(words(`steps:${step}.do`));
  }

  async design(): Promise<void> {
    const { press, fill, tick } = this.hands;
    await page.goto(`${origin}/workbench`, { waitUntil: 'load' });
    await this.see('sign-in');
    await this.become('d-ontwerper');
    await this.see('home');
    await press('Begin een proef');
    await fill('title', 'Helpt een datum?');
    await press('Begin');
    await fill('question', 'Reageren meer mensen als er een datum in de brief staat?');
    await fill('targetGroup', 'Mensen die nog niet reageerden.');
    await this.see('draft-question');
    await press('Bewaar en ga naar');
    await fill('letter-subject', 'Uw formulier');
    await press('Voeg een element toe');
    await fill('elements-0-name', 'Een datum');
    await page.focus('#elements-0-technique');
    await page.keyboard.type('Uiterste datum');
    await fill('elements-0-slot', 'midden');
    await fill('elements-0-text', 'Doe het voor 1 april.');
    await page.waitForFunction("document.getElementById('draft-status').textContent.startsWith('Bewaard')");
    await this.see('draft-letter');
    await press('Bewaar en ga naar');
    await tick('arms-1-elements-element-1');
    await this.see('draft-arms');
    await press('Bewaar en ga naar');
    await fill('outcome-description', 'Het formulier is terug.');
    await fill('costs-letter', '0,96');
    await press('Bewaar en ga naar');
    await fill('power-expectedResponse', '40');
    await fill('analysis-smallestWorthwhileUplift', '2,5');
    await fill('power-recipients', '16.000');
    await this.see('draft-size');
    await press('Bewaar en ga naar');
    await fill('planning-mailing', keysOf(20));
    await fill('planning-close', keysOf(60));
    await fill('planning-disclosure', keysOf(90));
    await press('Bewaar en ga naar');
    await fill('data-purpose', 'Leren welke brief helpt.');
    await fill('data-retainUntil', keysOf(300));
    await fill('data-dpia', 'DPIA-1');
    for (const place of [0, 1, 2, 3, 4, 5]) await fill(`ethics-${place}-answer`, 'Nee, dat is nagegaan.');
    await this.see('draft-care');
    await press('Bewaar en bekijk het geheel');
    await this.see('draft-review');
    await press('Leg voor aan de beoordelaar');
    await this.become('r-beoordelaar');
    await this.see('reviewer-home');
    await press('Helpt een datum?');
    await this.see('review');
    await press('Keur goed en registreer');
  }

  async draw(): Promise<void> {
    const file = join(folder, 'ontvangers.csv');
    writeFileSync(
      file,
      [
        'kenmerk;achternaam;straat;huisnummer;postcode;plaats',
        ...Array.from(
          { length: PEOPLE },
          (_, index) => `Z-${index};De Vries;Kade;${index + 1};1234 AB;Utrecht`,
        ),
        'Z-kapot;De Vries;Kade;1;geen;Utrecht',
        '',
      ].join('\r\n'),
    );
    await this.become('d-ontwerper');
    await this.nextStep('import');
    await this.see('import');
    await this.hands.give('file', file);
    await this.hands.touch(words('steps:file.look'));
    await untilSaid(words('steps:preview.title'));
    await this.see('import-preview');
    await this.hands.press(words('steps:preview.take'));
    await untilSaid(`${PEOPLE + 1} regels = ${PEOPLE} geaccepteerd + 1 geweigerd`);
    await this.nextStep('allocate');
    await this.see('allocate');
    await this.hands.press(words('steps:allocate.do'));
  }

  async print(): Promise<void> {
    await this.become('r-beoordelaar');
    await this.nextStep('approve');
    await this.see('proofs');
    await this.hands.press(words('letters:proofs.approve'));
    await this.become('d-ontwerper');
    await this.nextStep('plan');
    await this.see('plan');
    await this.hands.press(words('steps:plan.do'));
    const end = Date.now() + PRINTED_WITHIN_MS;
    const rendered = async (): Promise<number> =>
      (await service.database.pool.query("select 1 from batches where state = 'rendered'")).rowCount ?? 0;
    while ((await rendered()) === 0 && Date.now() < end) await wait(200);
    await page.goto(`${origin}/workbench/trials/helpt-een-datum/waves`, { waitUntil: 'load' });
    await this.see('waves');
    service.clock.set(dayOf(20));
    await this.become('p-drukker');
    await this.nextStep('hand-over');
    await this.see('batches');
    await this.hands.fill('posted-1-1', keysOf(20));
    await this.hands.press(words('letters:hand-over.submit'));
  }

  async respond(): Promise<void> {
    const { rows } = await service.database.pool.query<{ letter_code: string; arm: number }>(
      'select letter_code, arm from allocations order by letter_code',
    );
    const code = rows[0]?.letter_code ?? '';
    service.clock.set(dayOf(30));
    await this.become('b-balie');
    await this.nextStep('responses');
    await this.see('responses');
    await this.hands.fill('who', formatLetterCode(code));
    await this.hands.press(words('desk:one.look'));
    await this.see('confirm-booking');
    await this.hands.press(words('desk:confirm.book'));
    await untilSaid('De reactie is geboekt.');
    const file = join(folder, 'reacties.csv');
    const answered = rows.filter(({ arm }, place) => place > 0 && place % (arm === 0 ? 3 : 2) === 0);
    writeFileSync(
      file,
      ['code;datum', ...answered.map(({ letter_code }) => `${letter_code};${dayOf(28)}`), ''].join('\n'),
    );
    await this.hands.give('file-responses', file);
    await this.hands.touch(words('desk:file.send-responses'));
    await untilSaid(`${answered.length} regels = ${answered.length} geaccepteerd`);
  }

  async conclude(): Promise<void> {
    service.clock.set(dayOf(60));
    await this.become('d-ontwerper');
    await this.nextStep('close');
    await this.see('close');
    await this.hands.press(words('steps:close.do'));
    await this.become('a-analist');
    await this.nextStep('analyse');
    await this.hands.press(words('steps:analyse.do'));
    await this.see('analysis');
    await this.nextStep('publish');
    await this.see('propose');
    await this.hands.press(words('disclosure:publish.propose'));
    await this.become('r-beoordelaar');
    await this.nextStep('publish');
    await this.see('publish');
    await this.hands.press(words('disclosure:publish.publish'));
    await this.hands.press('Uitloggen');
  }

  async read(): Promise<void> {
    const { rows } = await service.database.pool.query<{ letter_code: string }>(
      'select letter_code from allocations order by letter_code limit 1',
    );
    const code = rows[0]?.letter_code ?? '';
    await page.goto(origin, { waitUntil: 'load' });
    await this.see('register');
    await this.hands.press('Helpt een datum?');
    await this.see('open-page');
    await untilSaid('elke 100');
    const address = page.url();
    await page.goto(`${address}/verify`, { waitUntil: 'load' });
    await this.hands.fill('code', code);
    await this.hands.touch(words('verify:start'));
    await page.waitForSelector('[data-outcome="match-with-line"]:not([hidden])', { timeout: 60_000 });
    await this.see('verify');
    await page.goto(`${origin}/uw-brief`, { waitUntil: 'load' });
    await this.see('your-letter-form');
    await this.hands.fill('code', formatLetterCode(code).toLowerCase());
    await this.hands.press(words('your-letter:show'));
    await this.see('your-letter');
    await untilSaid('Uw formulier');
    await page.goto(`${origin}/talk-back?page=${new URL(address).pathname}`, { waitUntil: 'load' });
    await this.hands.tick('kind-question');
    await this.hands.fill('body', 'Waarom kreeg mijn buurman een andere brief?');
    await this.see('talk-back');
    await this.hands.press(words('talk-back:send'));
    await this.see('talk-back-sent');
    await this.become('b-balie');
    await page.goto(`${origin}/workbench/messages`, { waitUntil: 'load' });
    const id = String(await page.evaluate("document.querySelector('textarea[name=answer]').id.slice(7)"));
    await this.hands.fill(`answer-${id}`, 'Er is geloot wie welke brief kreeg.');
    await this.hands.fill(`done-${id}`, 'Uitgelegd.');
    await this.see('messages');
    await this.hands.press(words('talk-back:desk.send'));
    await page.goto(address, { waitUntil: 'load' });
    // A browser may show what it saw a minute ago.
    await page.reload({ waitUntil: 'load' });
    await untilSaid('Er is geloot wie welke brief kreeg.');
    await this.see('open-page-answered');
  }
}

describe.each([
  ['the mouse', mouse, true],
  ['the keyboard alone', keyboard, false],
])('by %s', (_name, handsOn, hasPictures) => {
  test('a trial goes from a question to an answered citizen', async () => {
    const walk = new Walk(handsOn(page), hasPictures);
    await walk.design();
    await walk.draw();
    await walk.print();
    await walk.respond();
    await walk.conclude();
    await walk.read();
    expect(await heading()).toContain('Helpt een datum?');
    expect(complaints).toEqual([]);
  }, 600_000);
});
