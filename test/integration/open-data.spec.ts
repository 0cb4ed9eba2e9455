import 'reflect-metadata';
import { Parser, type Quad } from 'n3';
import request, { type Test } from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OrganisationsService } from '../../src/organisations/organisations.service.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { browserUser } from '../support/browser-user.js';
import { apiClient, people } from '../support/api-client.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { signIn, type SignedInClient } from '../support/sign-in.js';
import { startTestService, type TestService } from '../support/test-service.js';

const PAGE = '/trials/dienst-een/klein';
const BENCH = '/workbench/trials/klein/disclosure';

let service: TestService;
let analyst: SignedInClient;
let reviewer: SignedInClient;

const visit = (path: string, accept = 'text/html'): Test =>
  request(service.app.getHttpServer()).get(path).set('Accept', accept);
const hashOn = async (client: SignedInClient): Promise<string> =>
  /name="sha256" value="([0-9a-f]{64})"/.exec((await client.get(BENCH)).text)?.[1] ?? '';

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  const own = await apiClient(service, 'dienst-een');
  const trial = (await own.register(drawnProtocol())).headers['location'] ?? '';
  await own.sendCsv(`${trial}/recipient-files`, people(120));
  await own.call('post', `${trial}/allocations`);
  await own.call('post', `${trial}/hand-overs`).send({});
  service.clock.set('2026-03-20');
  const answers = Array.from({ length: 70 }, (_, index) => ({
    reference: `Z-${index}`,
    respondedOn: '2026-03-10',
  }));
  await own.call('post', `${trial}/responses`).send(answers);
  service.clock.set('2026-05-04');
  await own.call('post', `${trial}/closings`).send({});
  await own.call('post', `${trial}/analyses`);
  analyst = await signIn(service, 'dienst-een', 'A. Analist', ['analyst', 'reviewer']);
  reviewer = await signIn(service, 'dienst-een', 'R. Beoordelaar', ['reviewer']);
});
afterAll(() => service.close());

describe('publishing', () => {
  test('a page that is late says so by itself', async () => {
    expect((await visit(PAGE)).text).toContain('deze pagina is 3 dagen te laat');
  });

  test('is done by two: who proposed can’t publish, and another can', async () => {
    expect((await reviewer.post(`${BENCH}/propose`)).status).toBe(403);
    expect((await analyst.post(`${BENCH}/propose`)).status).toBe(303);
    expect((await analyst.post(`${BENCH}/propose`)).status).toBe(409);
    const sha256 = await hashOn(reviewer);
    expect((await analyst.post(`${BENCH}/publish`, { sha256 })).text).toContain('Dit is uw eigen voorstel.');
    expect((await reviewer.get(`${BENCH}/preview`)).text).toContain('Wat kwam eruit?');
    expect((await visit(PAGE)).text).toContain('te laat');
    const other = await reviewer.post(`${BENCH}/publish`, { sha256: '0'.repeat(64) });
    expect(other.status).toBe(409);
    expect((await reviewer.post(`${BENCH}/publish`, { sha256 })).status).toBe(303);
    const { text } = await visit(PAGE);
    expect(text).toContain('Voorgesteld door A. Analist, gepubliceerd door R. Beoordelaar.');
    expect(text).not.toContain('te laat');
  });

  test('a correction can be sent back with a reason, and is bound to what it corrects', async () => {
    expect((await analyst.post(`${BENCH}/propose`)).status).toBe(422);
    await analyst.post(`${BENCH}/propose`, { correction: 'Iets.' });
    await reviewer.post(`${BENCH}/send-back`, { reason: 'Schrijf op wat er fout was.' });
    expect((await analyst.get(BENCH)).text).toContain('Schrijf op wat er fout was.');
    await analyst.post(`${BENCH}/propose`, { correction: 'Het jaartal in de vraag was fout.' });
    // Half an hour later: a session that is left alone for an hour is over.
    service.clock.moment = new Date(service.clock.moment.getTime() + 1_800_000);
    expect((await reviewer.post(`${BENCH}/publish`, { sha256: await hashOn(reviewer) })).status).toBe(303);
    const { text } = await visit(PAGE);
    expect(text).toContain('Het jaartal in de vraag was fout.');
    expect(text).toContain('Deze pagina is gecorrigeerd op 4 mei 2026.');
    const [first, second] = await Promise.all(
      [1, 2].map(async (number) => (await visit(`${PAGE}/versions/${number}/disclosure.json`)).body),
    );
    expect(first.correction).toBeUndefined();
    expect(second.correction).toMatchObject({ version: 2, text: 'Het jaartal in de vraag was fout.' });
    const rows = await service.app
      .get(UnitOfWork)
      .rows<{ own: string; previous: string | null }>(
        `select encode(sha256, 'hex') as own, encode(previous_sha256, 'hex') as previous from disclosures order by version`,
      );
    expect([rows[1]?.previous, second.correction.replaces]).toEqual([rows[0]?.own, rows[0]?.own]);
  });

  test('an old version stays at its address, and says that there is a newer one', async () => {
    const old = await visit(`${PAGE}/versions/1`);
    expect([old.status, old.text.includes('Er is een nieuwere versie.')]).toEqual([200, true]);
    expect((await visit(`${PAGE}/versions/2`)).text).not.toContain('Er is een nieuwere versie.');
    expect((await visit(`${PAGE}/versions/3`)).status).toBe(404);
  });
});

describe('a version can be taken along', () => {
  test('as counts in CSV and JSON with a dictionary, the same in both', async () => {
    const csv = await visit(`${PAGE}/versions/1/counts.csv`);
    const json = await visit(`${PAGE}/versions/1/counts.json`);
    const [head = '', ...lines] = csv.text.trim().split('\r\n');
    const columns = head.split(',');
    expect(Object.keys(json.body.dictionary)).toEqual(columns);
    const dictionary = (await visit(`${PAGE}/versions/1/counts.csv-metadata.json`)).body;
    expect(dictionary.tableSchema.columns.map(({ name }: { name: string }) => name)).toEqual(columns);
    expect(dictionary.url).toBe('https://openbrief.example/trials/dienst-een/klein/versions/1/counts.csv');
    const total = (rows: readonly { strata: unknown; recipients: number | null }[]): number =>
      rows.reduce((sum, { strata, recipients }) => sum + (strata === null ? (recipients ?? 0) : 0), 0);
    expect(total(json.body.counts)).toBe(120);
    expect(json.body.counts).toHaveLength(lines.length);
    expect(json.body.licence).toContain('publicdomain/zero');
  });

  test('with an ETag that answers 304, for any site', async () => {
    for (const file of [
      'counts.csv',
      'counts.json',
      'disclosure.json',
      'versions/1/citation.bib',
      'feed.atom',
    ]) {
      const { headers } = await visit(`${PAGE}/${file}`);
      expect([file, headers['access-control-allow-origin'], headers['set-cookie']]).toEqual([
        file,
        '*',
        undefined,
      ]);
      expect(headers['cache-control']).toMatch(/^public, max-age=\d+$/);
      const again = await visit(`${PAGE}/${file}`).set('If-None-Match', headers['etag'] ?? '');
      expect([file, again.status]).toEqual([file, 304]);
    }
  });

  test('as a citation with the address that stays', async () => {
    const address = 'https://openbrief.example/trials/dienst-een/klein/versions/1';
    const bib = await visit(`${PAGE}/versions/1/citation.bib`);
    expect(bib.text).toMatch(/^@misc\{dienst-een-klein-v1,\n/);
    for (const field of ['author = {{Dienst Een}}', 'year = {2026}', `url = {${address}}`])
      expect(bib.text).toContain(field);
    const [csl] = (await visit(`${PAGE}/versions/1/citation.json`)).body;
    expect(csl).toMatchObject({ type: 'dataset', URL: address, issued: { 'date-parts': [[2026, 5, 4]] } });
    expect((await visit(PAGE)).text).toContain(`${address.slice(0, -1)}2`);
  });
});

test('the feed tells what happened, the newest first, in either language', async () => {
  const { text, headers } = await visit('/feed.atom');
  expect(headers['content-type']).toContain('application/atom+xml');
  const titles = [...text.matchAll(/<title>([^<]*)<\/title>/g)].map(([, title]) => title);
  expect(titles).toEqual([
    'Nieuws uit het register',
    'Gecorrigeerd: Kleine proef',
    'Resultaat openbaar: Kleine proef',
    'Geregistreerd: Kleine proef',
  ]);
  expect(new Set([...text.matchAll(/<id>([^<]*)<\/id>/g)].map(([, id]) => id)).size).toBe(4);
  expect((await visit(`/en${PAGE}/feed.atom`)).text).toContain('<title>Corrected: Kleine proef</title>');
});

describe('the catalogue', () => {
  const DCT = 'http://purl.org/dc/terms/';
  const DCAT = 'http://www.w3.org/ns/dcat#';
  const TYPE = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';
  const quads = async (): Promise<Quad[]> => new Parser().parse((await visit('/catalog.ttl')).text);

  test('names a publisher as the government’s own list does, once its administrator has told how', async () => {
    const administrator = await signIn(service, 'dienst-een', 'B. Beheerder', ['administrator']);
    const settings = {
      name: 'Dienst Een',
      contactName: 'Team Een',
      contactEmail: 'een@dienst.example',
      contactUrl: 'https://dienst.example/een',
      disclosureThreshold: '10',
    };
    const publishers = async (): Promise<string[]> =>
      (await quads())
        .filter(
          ({ subject, predicate }) =>
            predicate.value === `${DCT}publisher` && subject.value.endsWith('#data'),
        )
        .map(({ object }) => object.value);
    expect(await publishers()).toEqual(['https://openbrief.example/catalog#organisation-dienst-een']);
    const wrong = { ...settings, tooi: 'https://example.org/dienst' };
    expect((await administrator.post('/workbench/organisation', wrong)).status).toBe(422);
    const tooi = 'https://identifier.overheid.nl/tooi/id/oorg/oorg10103';
    expect((await administrator.post('/workbench/organisation', { ...settings, tooi })).status).toBe(303);
    expect(await publishers()).toEqual([tooi]);
  });

  /** What the shapes of DCAT-AP-NL 3.0 and of DCAT-AP 3.0 under it require. */
  test.each([
    ['Catalog', ['title', 'description', 'publisher'], ['contactPoint', 'dataset']],
    [
      'Dataset',
      ['title', 'description', 'identifier', 'publisher', 'creator', 'accessRights'],
      ['contactPoint', 'theme'],
    ],
    ['Distribution', ['license'], ['accessURL']],
  ])('has of each %s what the profile asks', async (name, dct, dcat) => {
    const all = await quads();
    const things = all.filter(
      ({ predicate, object }) => predicate.value === TYPE && object.value === DCAT + name,
    );
    expect(things.length).toBeGreaterThan(0);
    for (const { subject } of things) {
      const count = (property: string): number =>
        all.filter((quad) => quad.subject.equals(subject) && quad.predicate.value === property).length;
      const missing = [...dct.map((one) => DCT + one), ...dcat.map((one) => DCAT + one)].filter(
        (property) => count(property) === 0,
      );
      expect(missing).toEqual([]);
      for (const once of [`${DCT}identifier`, `${DCAT}contactPoint`, `${DCAT}accessURL`, `${DCAT}version`])
        expect(count(once)).toBeLessThanOrEqual(1);
    }
  });

  test('names nothing that it does not describe', async () => {
    const all = await quads();
    const described = new Set(all.map(({ subject }) => subject.value));
    const own = all.filter(
      ({ predicate, object }) =>
        object.termType === 'NamedNode' &&
        /#(publisher|contactPoint|dataset|distribution)$|terms\/(publisher|creator)$/.test(predicate.value),
    );
    expect(own.map(({ object }) => object.value).filter((name) => !described.has(name))).toEqual([]);
  });

  test('says of each contact and page what it is, as the shapes for classes ask', async () => {
    const all = await quads();
    const FOAF = 'http://xmlns.com/foaf/0.1/';
    const typesOf = (name: string): string[] =>
      all
        .filter(({ subject, predicate }) => subject.value === name && predicate.value === TYPE)
        .map(({ object }) => object.value);
    const valuesOf = (property: string): string[] =>
      all.filter(({ predicate }) => predicate.value === property).map(({ object }) => object.value);
    const contacts = valuesOf(`${DCAT}contactPoint`);
    const pages = valuesOf(`${DCAT}landingPage`);
    expect([contacts.length, pages.length]).toEqual([2, 1]);
    for (const contact of contacts)
      expect(typesOf(contact)).toContain('http://www.w3.org/2006/vcard/ns#Kind');
    for (const page of pages) expect(typesOf(page)).toEqual([`${FOAF}Document`]);
  });

  test('says the same in JSON-LD, and each downloads by name', async () => {
    const { body } = await visit('/catalog.jsonld', 'application/ld+json');
    const things: readonly Readonly<Record<string, unknown>>[] = body;
    const values = (value: unknown): number => (Array.isArray(value) ? value.length : 0);
    const statements = things.reduce(
      (sum, thing) =>
        sum +
        Object.entries(thing).reduce((own, [key, value]) => own + (key === '@id' ? 0 : values(value)), 0),
      0,
    );
    const all = await quads();
    expect(statements).toBe(all.length);
    const files = all.filter(({ predicate }) => predicate.value === `${DCAT}downloadURL`);
    expect(files).toHaveLength(3);
    for (const { object } of files) {
      const path = object.value.replace('https://openbrief.example', '');
      expect((await visit(path)).status).toBe(200);
    }
  });
});

describe('a claim of another agency', () => {
  const wording = 'Anderen reageerden';
  const claim = (arm: string) => ({
    kind: 'statistical',
    wording,
    fromTrial: { organisation: 'dienst-een', trial: 'klein', arm },
  });
  const citing = (trial: string, arm: string) =>
    drawnProtocol({
      trial,
      organisation: {
        slug: 'dienst-twee',
        name: 'Dienst Twee',
        contact: { name: 'Twee', email: 'twee@dienst.example', url: 'https://dienst.example/twee' },
      },
      planning: { mailing: '2026-06-01', close: '2026-07-06', disclosure: '2026-08-01' },
      elements: [
        {
          id: 'eenvoudig',
          name: 'Anderen',
          technique: 'social-proof',
          slot: 'geheel',
          description: 'Wat anderen deden.',
          claims: [claim(arm)],
        },
      ],
    });

  test('takes its figures from a published trial, which its page names, and twice is no change', async () => {
    const other = await apiClient(service, 'dienst-twee');
    expect((await other.register(citing('aanhaling', 'oud'))).status).toBe(201);
    expect((await other.register(citing('aanhaling', 'oud'))).status).toBe(200);
    const { arms } = (await visit(`${PAGE}/disclosure.json`)).body;
    const { n, x } = arms.find(({ arm }: { arm: string }) => arm === 'oud');
    const { text } = await visit('/trials/dienst-twee/aanhaling');
    expect(text).toContain(`${x} van de ${n}. Dat is groep ‘oud’ van de proef ‘Kleine proef’`);
    expect(text).toContain('href="/trials/dienst-een/klein"');
  });

  test('is told to be corrected where that trial corrected it, on its page and to its designers', async () => {
    const designer = await browserUser(service, 'dienst-twee', 'D. Twee', ['designer']);
    const analyst = await browserUser(service, 'dienst-twee', 'A. Twee', ['analyst']);
    const told = 'Een cijfer in de brief is later verbeterd';
    expect((await designer.get('/workbench')).text).not.toContain(told);
    const correct = (sign: string): Promise<unknown> =>
      service.database.pool.query(
        `insert into disclosures (trial_id, version, document, sha256, previous_sha256, correction, published_by, published_at)
         select trial_id, version + 1,
                jsonb_set(document, '{arms}', (
                  select jsonb_agg(arm || jsonb_build_object('x', (arm ->> 'x')::int ${sign} 1))
                  from jsonb_array_elements(document -> 'arms') arm)),
                sha256(random()::text::bytea), sha256, 'Er was een reactie te weinig geteld.', 'R. Beoordelaar', now()
         from disclosures where trial_id = (select id from trials where slug = 'klein')
         order by version desc limit 1`,
      );
    const { arms } = (await visit(`${PAGE}/disclosure.json`)).body;
    const { n, x } = arms.find(({ arm }: { arm: string }) => arm === 'oud');
    await correct('+');
    const page = await visit('/trials/dienst-twee/aanhaling');
    expect(page.text).toContain(`${x} van de ${n}. Dat is groep`);
    expect(page.text).toContain('Dat cijfer is later verbeterd.');
    expect(page.text).toContain(`${x + 1} van de ${n}.`);
    expect((await designer.get('/workbench/trials/aanhaling')).text).toContain(
      'Dat cijfer is later verbeterd.',
    );
    expect((await designer.get('/workbench')).text).toContain(told);
    expect((await analyst.get('/workbench')).text).not.toContain(told);
    // Corrected back: the letter is right again.
    await correct('-');
    expect((await visit('/trials/dienst-twee/aanhaling')).text).not.toContain('later verbeterd');
  });

  test('is refused for what is not published, with what to do', async () => {
    const other = await apiClient(service, 'dienst-twee');
    const refused = await other.register(citing('elders', 'bestaat-niet'));
    expect([refused.status, refused.body.errors[0].code]).toEqual([422, 'trials:claim-trial-not-published']);
    expect(JSON.stringify(refused.body.errors[0])).toContain('This register has no result of arm');
  });

  test('is refused for a source that is older than the agency lets it be', async () => {
    const other = await apiClient(service, 'dienst-twee');
    await service.app.get(OrganisationsService).setMaxSourceAge('dienst-twee', 1, { name: 'Beheer' });
    const refused = await other.register(citing('oud-cijfer', 'oud'));
    expect(refused.body.errors.map(({ code }: { code: string }) => code)).toEqual(['trials:source-too-old']);
  });
});
