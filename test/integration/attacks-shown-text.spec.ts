import 'reflect-metadata';
import { strFromU8, unzipSync } from 'fflate';
import type { Response } from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandLine } from '../../src/accounts/actor.js';
import { roles } from '../../src/core/access.js';
import { DisclosureService } from '../../src/disclosure/disclosure.service.js';
import { asSystem } from '../../src/platform/database/scope.js';
import { anybody, apiClient, type ApiClient } from '../support/api-client.js';
import { makeAccount, signedInBrowser, type BrowserClient } from '../support/browser-client.js';
import { concrete, endpointsOf } from '../support/endpoints.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

/** What each text that somebody else wrote is here: script, a formula, a template, and the ends of all our formats. */
const evil = (where: string): string =>
  `=${where}"'><script>alert(1)</script><img src=x onerror=alert(1)>{{constructor}}\\ ]]> {} é`;

/** As markup; as text every "<" of it is written otherwise. */
const RAN = /<script>alert|<img src=x/;

let service: TestService;
let system: ApiClient;
let insider: BrowserClient;
let trial = '';
let importId = '';
let answers: Answer[] = [];
/** Whether what was sent was let in at all: else nothing is tried. */
const taken: number[] = [];

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  system = await apiClient(service, 'dienst-een');
  const registered = await system.register(
    drawnProtocol({
      title: evil('titel'),
      question: evil('vraag'),
      targetGroup: evil('doelgroep'),
      authors: [evil('auteur')],
      approval: { by: evil('beoordelaar'), on: '2026-02-01' },
      organisation: {
        slug: 'dienst-een',
        name: evil('dienst'),
        contact: { name: evil('team'), email: 'een@dienst.example', url: 'https://dienst.example/een' },
      },
      arms: [
        { id: 'oud', name: evil('oud') },
        { id: 'nieuw', name: evil('nieuw'), elements: ['eenvoudig'] },
      ],
      elements: [
        {
          id: 'eenvoudig',
          name: evil('element'),
          technique: 'simplification',
          slot: 'geheel',
          description: evil('omschrijving'),
        },
      ],
      letter: { subject: evil('onderwerp'), sentBy: 'elsewhere' },
      outcome: { description: evil('uitkomst'), windowDays: 28 },
      data: {
        purpose: evil('doel'),
        legalGround: evil('grond'),
        retainUntil: '2026-12-31',
        dpia: evil('dpia'),
      },
      ethics: [{ question: evil('ethiek'), answer: evil('antwoord') }],
    }),
  );
  taken.push(registered.status);
  trial = registered.headers['location'] ?? '';
  const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const file = [
    `kenmerk,regio,${cell(evil('kolom'))}`,
    ...Array.from({ length: 120 }, (_, index) => `Z-${index},${cell(evil(`regio${index % 2}`))},x`),
    `Z-1,${cell(evil('dubbel'))},x`,
    `${cell(evil('kenmerk'))},${cell(evil('regio0'))},x`,
    '',
  ].join('\n');
  const sent = await system.sendCsv(
    `${trial}/recipient-files?fileName=${encodeURIComponent(evil('bestand'))}`,
    file,
  );
  taken.push(sent.status);
  importId = sent.headers['location']?.split('/').at(-1) ?? '';
  await system.call('post', `${trial}/allocations`);
  await system.call('post', `${trial}/hand-overs`).send({});
  service.clock.set('2026-03-20');
  const told = await anybody(service)
    .post('/talk-back')
    .type('form')
    .send({ page: '/trials/dienst-een/klein', kind: 'question', body: evil('bericht'), contact: '' });
  taken.push(told.status);
  await system
    .call('post', `${trial}/responses`)
    .send([
      ...Array.from({ length: 60 }, (_, index) => ({ reference: `Z-${index}`, respondedOn: '2026-03-10' })),
      { reference: evil('niemand'), respondedOn: '2026-03-10' },
    ]);
  await system.call('post', `${trial}/closings`).send({ stopReason: evil('reden') });
  await system.call('post', `${trial}/analyses`);
  const id = trial.split('/').at(-1) ?? '';
  await asSystem(() => service.app.get(DisclosureService).publish(id, 'R. Beoordelaar', commandLine));
  const account = {
    slug: 'dienst-een',
    email: 'een@een.example',
    roles,
    password: 'vier paarden op het strand',
  };
  insider = await signedInBrowser(service, await makeAccount(service, account));
  await service.database.pool.query('update organisations set name = $1', [evil('organisatie')]);
  await service.database.pool.query('update accounts set name = $1', [evil('naam')]);
  answers = await allAnswers();
}, 120_000);
afterAll(() => service.close());

/** What is asked for, once with everything in its place. */
function addresses(): string[] {
  const found = endpointsOf(service)
    .filter(({ method, path }) => method === 'get' && !path.startsWith('/v1/'))
    .map(({ path }) =>
      concrete(
        path
          .replace(':importId', importId)
          .replace(':organisation', 'dienst-een')
          .replace(':year', '2026')
          .replace(':trial', 'klein'),
      ),
    );
  const charts = ['flow', 'uplifts', 'rates', 'strata'].flatMap((name) => [`${name}.csv`, `${name}.svg`]);
  const files = ['counts.csv', 'counts.json', 'citation.bib', 'citation.json', 'disclosure.json'];
  return [
    ...found.filter((path) => !/\.(pdf|png|zip)$|sign-out/.test(path)),
    ...files.map((file) => `/trials/dienst-een/klein/versions/1/${file}`),
    '/jaarverslag/2026/dienst-een',
    '/?q=script',
    ...charts.map((name) => `/trials/dienst-een/klein/charts/${name}`),
    ...charts.map((name) => `/workbench/trials/klein/charts/${name}`),
    '/workbench/rehearsals/new?from=trial:klein',
    ...['import', 'allocate', 'collect', 'close', 'stop', 'analyse'].map(
      (step) => `/workbench/trials/klein/steps/${step}`,
    ),
  ];
}

interface Answer {
  readonly at: string;
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly disposition: string | undefined;
}

/** Everything, asked once: in Dutch, and what is no file in English too. */
async function allAnswers(): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const path of addresses()) {
    for (const at of /\.\w+$/.test(path) ? [path] : [path, `/en${path === '/' ? '' : path}`]) {
      const { status, type, headers, text, body } = await insider.get(at);
      const disposition: unknown = headers['content-disposition'];
      answers.push({
        at,
        status,
        type,
        text: Buffer.isBuffer(body) ? body.toString('utf8') : text,
        disposition: typeof disposition === 'string' ? disposition : undefined,
      });
    }
  }
  return answers;
}

describe('text that somebody else wrote', () => {
  test('is let in, for nobody is to be kept from writing', () => {
    expect(taken).toEqual([201, 201, 303]);
  });

  test('is text on every page and in every picture, in Dutch and in English', () => {
    const pages = answers.filter(({ type }) => /html|xml|svg/.test(type));
    expect(pages.filter(({ text }) => RAN.test(text)).map(({ at }) => at)).toEqual([]);
    expect(pages.filter(({ text }) => text.includes('alert(1)')).length).toBeGreaterThan(50);
    expect(pages.filter(({ type }) => type.includes('svg')).length).toBeGreaterThan(3);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
  });

  test('begins no formula in any file of lines', () => {
    const files = answers.filter(({ type }) => type === 'text/csv');
    expect(files.length).toBeGreaterThan(9);
    for (const { at, text } of files)
      expect([at, text.split(/\r?\n|[,;]/).filter((cell) => /^"?=/.test(cell))]).toEqual([at, []]);
  });

  test('leaves feeds, catalogue, citations and the Word file whole', async () => {
    const feed = (await anybody(service).get('/feed.atom').buffer(true)).text;
    expect(feed).toContain('&lt;script&gt;');
    expect(feed).not.toMatch(RAN);
    const linked = await anybody(service).get('/catalog.jsonld').buffer(true);
    expect(JSON.stringify(JSON.parse(linked.text))).toContain('alert(1)');
    // Each quote that is not written as a part of a text begins one or ends it.
    for (const line of (await anybody(service).get('/catalog.ttl').buffer(true)).text.split('\n'))
      expect(line.replaceAll(/\\./g, '').split('"').length % 2).toBe(1);
    const cited = (await anybody(service).get('/trials/dienst-een/klein/versions/1/citation.bib')).text;
    expect(cited.match(/^ {2}\w+ = \{/gm)).toHaveLength(8);
    const word = await anybody(service)
      .get('/jaarverslag/2026/dienst-een/chapter.docx')
      .buffer(true)
      .parse((response: Response, done) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('end', () => done(null, Buffer.concat(pieces)));
      });
    const text = strFromU8(unzipSync(word.body)['word/document.xml'] ?? new Uint8Array());
    expect(text).toContain('&lt;script&gt;');
    expect(text).not.toMatch(RAN);
  });

  test('puts no line and no name of its own into the headers of a file', () => {
    const files = answers.filter(({ disposition }) => disposition !== undefined);
    expect(files.length).toBeGreaterThan(15);
    for (const { at, disposition } of files)
      expect([at, disposition]).toEqual([
        at,
        expect.stringMatching(/^(attachment|inline); filename="?[\w.-]+"?$/),
      ]);
  });
});
