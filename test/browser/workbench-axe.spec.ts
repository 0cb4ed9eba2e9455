import type { AddressInfo } from 'node:net';
import type { Browser } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { roles } from '../../src/core/access.js';
import { draftSteps } from '../../src/drafts/draft-fields.js';
import { languages, pathIn } from '../../src/platform/i18n/language.js';
import { apiClient } from '../support/api-client.js';
import { browserUser, type BrowserUser } from '../support/browser-user.js';
import { exampleProtocol, asYaml, drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';
import { faultsAtEveryWidth, openPage, openTab, type Tab } from './judge-page.js';
import { launchBrowser } from './launch-browser.js';

/** The pages of the service itself, of drafts and trials in every state that has a page of its own. */
let service: TestService;
let browser: Browser;
let tab: Tab;
let origin: string;
let user: BrowserUser;
let draft: string;
let empty: string;

const people = (count: number): string =>
  [
    'kenmerk,regio',
    ...Array.from({ length: count }, (_, row) => `Z-${row},${row % 2 ? 'noord' : 'zuid'}`),
  ].join('\n');

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  service.clock.moment = new Date('2026-02-10T10:00:00Z');
  const system = await apiClient(service, 'dienst-een');
  await system.register(drawnProtocol());
  await system.register(drawnProtocol({ trial: 'geloot' }));
  user = await browserUser(service, 'dienst-een', 'D. de Ontwerper', [...roles]);
  const begun = async (fields: Readonly<Record<string, string>>): Promise<string> =>
    String((await user.post('/workbench/new-trial', fields)).headers['location']);
  const example = exampleProtocol('belastingdienst');
  const written = asYaml({
    ...example,
    trial: 'formulier',
    reminders: [{ afterDays: 14, letter: { elements: [{ arm: 'none', elements: [] }] } }],
    looks: { boundary: 'pocock', at: [0.5] },
    randomness: { beacon: 'drand', pulse: '2026-03-01T12:00:00+01:00' },
    covariates: [{ column: 'leeftijd', kind: 'number', step: 5 }],
  });
  draft = await begun({ from: 'text', title: 'Meer formulieren op tijd', text: written });
  empty = await begun({ from: 'blank', title: 'Een proef die nog niet af is' });
  await user.post(`${draft}/comments`, { step: 'question', text: 'Is dit duidelijk genoeg?' });
  await user.post(`${draft}/comments`, { step: 'question', text: 'Korter kan ook.', anchor: 'title' });
  await user.post('/workbench/rehearsals', {
    from: 'trial:klein',
    recipients: '200',
    baseline: '40',
    'uplift:nieuw': '10',
  });
  for (const step of ['recipients', 'draw', 'post', 'responses', 'close', 'analyse'])
    await user.post('/workbench/trials/oefening-klein-1/rehearsal/step', { step });
  await user.post('/workbench/rehearsals', {
    from: 'trial:klein',
    recipients: '40',
    baseline: '40',
    'uplift:nieuw': '10',
  });
  await service.database.pool.query(
    `insert into file_readings (id, trial_id, file_name, lines_read, lines_total, started_at)
     select $1, id, 'ontvangers.csv', 412000, 1000001, now() from trials where slug = 'klein'`,
    [READING],
  );
  await user.post('/workbench/targets', {
    trials: '4',
    letters: '40000',
    pagesOnTime: '100',
    answered: '90',
  });
  await service.app.listen(0, '127.0.0.1');
  const { port } = service.app.getHttpServer().address() as AddressInfo;
  origin = `http://localhost:${port}`;
  browser = await launchBrowser();
  tab = await openTab(browser);
  await tab.page.setExtraHTTPHeaders({ Cookie: user.cookie });
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await service?.close();
});

const trial = '/workbench/trials/klein';
const READING = '019a0000-0000-7000-8000-000000000001';

/** Each with a name; what depends on what was begun is read when it is opened. */
const pages: readonly (readonly [name: string, path: () => string])[] = [
  ['home', () => '/workbench'],
  ['new-trial', () => '/workbench/new-trial'],
  ...draftSteps.map((step): readonly [string, () => string] => [`draft-${step}`, () => `${draft}/${step}`]),
  ['draft-empty-letter', () => `${empty}/letter`],
  ['draft-missing', () => `${empty}/planning?missing`],
  ['draft-review', () => `${draft}/review`],
  ['draft-empty-review', () => `${empty}/review`],
  ['draft-text', () => `${draft}/text`],
  ['import', () => `${trial}/import`],
  ['import-reading', () => `${trial}/imports/readings/${READING}`],
  ['step-allocate', () => `${trial}/steps/allocate`],
  ['step-stop', () => `${trial}/steps/stop`],
  ['desk', () => `${trial}/responses`],
  ['rehearsal-start', () => '/workbench/rehearsals/new?from=trial:klein'],
  ['rehearsal', () => '/workbench/trials/oefening-klein-2'],
  ['rehearsal-truth', () => '/workbench/trials/oefening-klein-1'],
  ['people', () => '/workbench/people'],
  ['tokens', () => '/workbench/tokens'],
  ['organisation', () => '/workbench/organisation'],
  ['targets', () => '/workbench/targets'],
  ['account', () => '/workbench/account'],
];

describe.each(languages)('in %s', (language) => {
  test.each(pages)(
    'the workbench’s %s has no violations of WCAG 2.2 AA and scrolls down only',
    async (name, path) => {
      await openPage(tab, origin + pathIn(language, path()));
      expect(await faultsAtEveryWidth(tab, `workbench-${name}`, language)).toEqual([]);
    },
    60_000,
  );
});

test('a file that is looked at first has no violations either', async () => {
  await openPage(tab, `${origin}${trial}/import`);
  const chooser = await tab.page.$('input[type=file]');
  const { mkdtemp, writeFile, rm } = await import('node:fs/promises');
  const folder = await mkdtemp('/tmp/openbrief-axe-');
  await writeFile(`${folder}/ontvangers.csv`, people(30));
  await chooser?.uploadFile(`${folder}/ontvangers.csv`);
  await Promise.all([
    tab.page.waitForNavigation(),
    tab.page.evaluate(`document.querySelector('form[data-drop]').submit()`),
  ]);
  await rm(folder, { recursive: true });
  expect(await tab.page.$eval('h1', (heading) => heading.textContent)).toContain('Klopt dit bestand');
  tab.complaints.length = 0;
  const { default: axe } = await import('axe-core');
  await tab.page.evaluate(axe.source);
  expect(await faultsAtEveryWidth(tab, 'workbench-import-preview', 'nl')).toEqual([]);
}, 60_000);
