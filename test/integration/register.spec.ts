import 'reflect-metadata';
import request, { type Test } from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { apiClient } from '../support/api-client.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

const TRIALS = 2_000;

let service: TestService;
let work: UnitOfWork;

/** Copies of one registered trial, each with a title, a year and a technique of its own; every fifth was published. */
const copies = `
  with source as (select * from trials), protocol as (select * from protocol_versions),
  made as (
    insert into trials (id, organisation_id, slug, state, kind, draft, created_at, updated_at, stopped_at, stopped_reason)
    select uuidv7(), s.organisation_id, 'proef-' || n, case when n % 5 = 0 then 'disclosed' else 'collecting' end,
           'trial', '{}', s.created_at, s.updated_at,
           case when n % 50 = 1 then s.created_at end, case when n % 50 = 1 then 'Te duur.' end
    from source s, generate_series(1, $1) n
    returning id, slug
  ), numbered as (select id, split_part(slug, '-', 2)::int as n from made), registered as (
    insert into protocol_versions (trial_id, version, document, sha256, authors, approved_by, approved_on, registered_at)
    select m.id, 1,
           p.document || jsonb_build_object(
             'title', case when m.n % 7 = 0 then 'Aanmaningen over toeslagen ' else 'Proef ' end || m.n,
             'planning', p.document -> 'planning' || jsonb_build_object('disclosure',
               case when m.n % 40 = 3 then '2026-02-01' else '2026-08-01' end),
             'elements', jsonb_build_array(p.document -> 'elements' -> 0 || jsonb_build_object('technique',
               case when m.n % 3 = 0 then 'authority' else 'simplification' end))),
           p.sha256, p.authors, p.approved_by, p.approved_on,
           p.registered_at - make_interval(years => m.n % 4, secs => m.n)
    from numbered m, protocol p
  )
  insert into disclosures (trial_id, version, document, sha256, published_by, published_at)
  select m.id, 1, jsonb_build_object('flow', jsonb_build_object('allocated', m.n), 'arms', '[]'::jsonb,
           'result', jsonb_build_object('factorial', null, 'comparisons', jsonb_build_array(jsonb_build_object(
             'registered', jsonb_build_object('verdict', case when m.n % 10 = 0 then 'more' else 'no-difference' end))))),
         sha256(m.id::text::bytea), 'R. Beoordelaar', now()
  from numbered m where m.n % 5 = 0`;

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  const own = await apiClient(service, 'dienst-een');
  await own.register(drawnProtocol());
  work = service.app.get(UnitOfWork);
  await work.rows(copies, [TRIALS]);
  await work.onConnection(async ({ client }) => {
    await client.query('set role none; analyze trials, protocol_versions, disclosures; reset role');
  });
});
afterAll(() => service.close());

const visit = (path: string): Test =>
  request(service.app.getHttpServer()).get(path).set('Accept', 'text/html');
const cards = (text: string): number => text.split('<li class="card">').length - 1;

test('the front page tells in words that there is nothing, or counts what else there is, instead of showing noughts', async () => {
  const young = await startTestService('2026-02-10');
  try {
    const front = async (): Promise<string> =>
      (await request(young.app.getHttpServer()).get('/').set('Accept', 'text/html')).text;
    const empty = await front();
    expect(empty).toContain('Er is nog geen proef geregistreerd. Vanaf de eerste proef telt deze pagina ze');
    expect(empty).not.toContain('class="figures"');
    const own = await apiClient(young, 'dienst-een');
    await own.register({ ...drawnProtocol({ trial: 'voorbeeld' }), kind: 'example' });
    const examples = await front();
    expect(examples).toContain('Nog geen organisatie heeft hier een eigen proef geregistreerd.');
    expect(examples).toContain('<dt>voorbeelden en nagespeelde proeven</dt><dd>1</dd>');
    await own.register(drawnProtocol());
    const both = await front();
    expect(both).toContain('<dt>proef</dt><dd>1</dd>');
    expect(both).toContain('Er is ook 1 voorbeeld of nagespeelde proef; dat telt niet mee.');
  } finally {
    await young.close();
  }
}, 60_000);

describe('the register of two thousand trials', () => {
  test('shows a page at a time and counts all of them, null results and stopped trials too', async () => {
    const { text, headers } = await visit('/');
    expect(cards(text)).toBe(20);
    expect(text).toContain('Er staan 2001 proeven in het register.');
    expect(text).toContain('Bladzijde 1 van 101');
    const figure = (label: string): string | undefined =>
      new RegExp(`<dt>${label}</dt><dd>([^<]+)</dd>`).exec(text)?.[1];
    expect(['proeven', 'met resultaat', 'zonder verschil', 'gestopt', 'te laat'].map(figure)).toEqual([
      '2.001',
      '400',
      '200',
      '40',
      '50',
    ]);
    expect(headers['set-cookie']).toBeUndefined();
    expect(headers['etag']).toBeDefined();
  });

  test.each([
    // Another form of the word than the title has, so the Dutch dictionary is used.
    ['/?q=aanmaning', 285],
    ['/?q=toeslag&year=2025', 71],
    ['/?q=autoriteit', 666],
    ['/?technique=authority', 666],
    ['/?technique=authority&status=difference', 66],
    ['/?status=no-difference', 200],
    ['/?status=stopped', 40],
    ['/?status=late', 50],
    ['/?status=running', 1561],
    ['/?status=awaiting', 0],
    ['/?year=2024', 500],
    ['/?organisation=dienst-een', 2001],
    ['/?organisation=dienst-twee', 0],
    ['/?q=%27%3B%20drop%20table%20trials', 0],
  ])('%s finds %i', async (path, found) => {
    const { status, text } = await visit(path);
    expect(status).toBe(200);
    expect(text).toContain(found === 1 ? '1 proef gevonden' : `${found} proeven gevonden`);
    expect(cards(text)).toBe(Math.min(found, 20));
  });

  test('goes on to the next page with the same question, and no trial is on two of them', async () => {
    const first = await visit('/?q=aanmaning&technique=authority');
    const next =
      /rel="next" href="([^"]+)"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=') ??
      '';
    expect(next).toBe('/?q=aanmaning&technique=authority&page=2#list');
    const titles = (text: string): string[] =>
      [...text.matchAll(/class="card__link" href="([^"]+)"/g)].map(([, path = '']) => path);
    const second = await visit(next.split('#')[0] ?? '');
    expect(new Set([...titles(first.text), ...titles(second.text)]).size).toBe(40);
    expect((await visit('/?page=99999')).text).not.toContain('class="card"');
  });

  test('shows what makes sense of an address that was made up', async () => {
    const { status, text } = await visit('/?status=gek&year=x&page=-1&organisation=%00&q=proef');
    expect([status, cards(text)]).toEqual([200, 20]);
  });

  test('says it in English too, and keeps what was typed', async () => {
    const { text } = await visit('/en?q=aanmaning"><script>');
    expect(text).toContain('trials found');
    expect(text).toContain('value="aanmaning&quot;&gt;&lt;script&gt;"');
  });

  test('a word comes from the index, and no protocol is read for it that lacks the word', async () => {
    const plan = await work.transaction(async ({ client }) => {
      // The owner, as whom the search is done.
      await client.query('set local role none');
      const { rows } = await client.query<{ prosrc: string }>(
        `select prosrc from pg_proc where proname = 'protocols_with_words'`,
      );
      const search = rows[0]?.prosrc.replaceAll(/\bwords\b/g, `'aanmaning 77'`) ?? '';
      return client.query<{ 'QUERY PLAN': string }>(`explain ${search}`);
    });
    const lines = plan.rows.map((line) => line['QUERY PLAN']).join('\n');
    expect(lines).toContain('Bitmap Index Scan on protocol_versions_by_words');
    expect(lines).toContain('protocol_versions_held_back');
    expect(lines).not.toContain('Seq Scan on protocol_versions');
  });

  test('asks the same in the other language', async () => {
    const { text } = await visit('/?q=aanmaning&year=2025');
    expect(text.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=')).toContain(
      'href="/en?q=aanmaning&year=2025" hreflang="en" lang="en">English',
    );
    // Where an address may hold a secret it stays out of the page.
    expect((await visit('/workbench/sign-in?code=geheim')).text).not.toContain('geheim');
  });
});

test('no open page sets a cookie or asks anything of another site', async () => {
  for (const path of [
    '/',
    '/en',
    '/techniques',
    '/privacy',
    '/uw-brief',
    '/trials/dienst-een/klein',
    '/nergens',
  ]) {
    const { headers, text } = await visit(path);
    expect([path, headers['set-cookie']]).toEqual([path, undefined]);
    expect(text).not.toMatch(/<(script|link|img|iframe)[^>]*(src|href)="https?:/);
  }
});
