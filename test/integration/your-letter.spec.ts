import 'reflect-metadata';
import request, { type Test } from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { letterCodeFor } from '../../src/core/post/letter-code.js';
import { recipientKey } from '../../src/core/randomisation/commitment.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { apiClient, people, type ApiClient } from '../support/api-client.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

let service: TestService;
let own: ApiClient;
let trial = '';
let code = '';
let arm = -1;

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  own = await apiClient(service, 'dienst-een');
  trial = (await own.register(drawnProtocol())).headers['location'] ?? '';
  await own.sendCsv(`${trial}/recipient-files`, people(120));
  await own.call('post', `${trial}/allocations`);
  await own.call('post', `${trial}/hand-overs`).send({});
  service.clock.set('2026-03-20');
  await own.call('post', `${trial}/responses`).send([{ reference: 'Z-7', respondedOn: '2026-03-10' }]);
  const work = service.app.get(UnitOfWork);
  const secret = await work.row<{ code_key: Buffer }>('select code_key from draws');
  code = letterCodeFor(secret?.code_key ?? Buffer.alloc(0), 'Z-7');
  const row = await work.row<{ arm: number }>('select arm from allocations where letter_code = $1', [code]);
  arm = row?.arm ?? -1;
});
afterAll(() => service.close());

const visit = (path: string, from = '198.51.100.1'): Test =>
  request(service.app.getHttpServer()).get(path).set('Accept', 'text/html').set('X-Forwarded-For', from);

describe('with the code on a letter', () => {
  test('somebody sees which letter it was and why, and nothing about themselves', async () => {
    const typed = `${code.slice(0, 4)}-${code.slice(4)}`.toLowerCase().replaceAll('0', 'o');
    const found = await visit(`/uw-brief?code=${encodeURIComponent(typed)}`);
    expect([found.status, found.headers['location']]).toEqual([303, `/uw-brief/${code}`]);
    const { status, text, headers } = await visit(`/uw-brief/${code}`);
    expect(status).toBe(200);
    expect(text).toContain(arm === 0 ? 'Oude brief' : 'Nieuwe brief');
    expect(text).not.toContain(arm === 0 ? 'Nieuwe brief' : 'Oude brief');
    expect(text).toContain('Helpt een eenvoudige brief?');
    expect(text).toContain(arm === 0 ? 'In deze brief staat geen van de technieken' : 'De gekleurde zinnen');
    expect(text).not.toContain(arm === 0 ? 'De gekleurde zinnen' : 'In deze brief staat geen');
    expect(text).toContain(recipientKey(code).toString('hex'));
    // Neither the reference, nor the day or the fact of the response.
    expect(text).not.toMatch(/Z-7|10 maart|2026-03-10|gereageerd op/);
    expect(headers['cache-control']).toContain('no-store');
    expect(headers['x-robots-tag']).toBe('noindex');
    expect(headers['set-cookie']).toBeUndefined();
  });

  test('the page is the same for who responded and who did not', async () => {
    const work = service.app.get(UnitOfWork);
    const other = await work.row<{ letter_code: string }>(
      `select letter_code from allocations a where arm = $1 and letter_code <> $2
         and not exists (select from responses r where r.number = a.number) limit 1`,
      [arm, code],
    );
    const bare = (text: string, own: string): string =>
      text
        .replaceAll(recipientKey(own).toString('hex'), 'KEY')
        .replaceAll(own, 'CODE')
        .replaceAll(own.match(/.{4}/g)?.join('-') ?? '', 'CODE');
    const mine = await visit(`/uw-brief/${code}`);
    const theirs = await visit(`/uw-brief/${other?.letter_code}`);
    expect(bare(mine.text, code)).toBe(bare(theirs.text, other?.letter_code ?? ''));
  });

  test('in English too', async () => {
    const { status, text } = await visit(`/en/uw-brief/${code}`);
    expect([status, text.includes('Your letter from Dienst Een')]).toEqual([200, true]);
  });

  test('somebody objects, once, and the trail tells that it happened and not who it was', async () => {
    const object = (): Test =>
      request(service.app.getHttpServer()).post(`/uw-brief/${code}/bezwaar`).set('Accept', 'text/html');
    for (let time = 0; time < 2; time += 1) {
      const { status, headers } = await object();
      expect([status, headers['location']]).toEqual([303, `/uw-brief/${code}#bezwaar`]);
    }
    expect((await visit(`/uw-brief/${code}`)).text).toContain('Dit is vastgelegd');
    const work = service.app.get(UnitOfWork);
    expect(await work.rows('select 1 from objections')).toHaveLength(1);
    const acts = await work.rows<{ actor: string }>(`select * from audit_entries where action = 'object'`);
    expect(acts).toHaveLength(1);
    expect(JSON.stringify(acts)).not.toContain(code);
  });
});

describe('without it', () => {
  test('what can be no code is told at once, with what was typed still there', async () => {
    const { status, text } = await visit('/uw-brief?code=ABC"><script>');
    expect([status, text.includes('Deze code klopt niet.')]).toEqual([422, true]);
    expect(text).toContain('value="ABC&quot;&gt;&lt;script&gt;"');
  });

  test('a code of the right form that nobody has is not found', async () => {
    const stranger = letterCodeFor(new Uint8Array(32), 'niemand');
    const { status, text } = await visit(`/uw-brief/${stranger}`);
    expect([status, text.includes('Deze code kennen we niet.')]).toEqual([404, true]);
  });

  test('who keeps guessing is held up, and others are not', async () => {
    for (let guess = 0; guess < 30; guess += 1) {
      const wrong = letterCodeFor(new Uint8Array(32), `gok ${guess}`);
      expect((await visit(`/uw-brief/${wrong}`, '203.0.113.9')).status).toBe(404);
    }
    const { status, headers } = await visit(`/uw-brief/${code}`, '203.0.113.9');
    expect([status, headers['retry-after']]).toEqual([429, '900']);
    expect((await visit(`/uw-brief/${code}`)).status).toBe(200);
  });

  test('of many guesses at once no more are answered', async () => {
    const guesses = Array.from({ length: 40 }, (_, guess) =>
      letterCodeFor(new Uint8Array(32), `tegelijk ${guess}`),
    );
    const answers = await Promise.all(guesses.map((guess) => visit(`/uw-brief/${guess}`, '203.0.113.77')));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([...new Array<number>(30).fill(404), ...new Array<number>(10).fill(429)]);
  });
});

describe('the place of a code', () => {
  test('is known from the day that letters go out, and before that by asking the trials that wait', async () => {
    const { pool } = service.database;
    const before = await pool.query<{ count: number }>(
      'select count(*)::int as count from letter_code_places',
    );
    expect(before.rows[0]?.count).toBe(120);
    service.clock.set('2026-02-10');
    const drawn = (await own.register(drawnProtocol({ trial: 'tweede' }))).headers['location'] ?? '';
    await own.sendCsv(`${drawn}/recipient-files`, people(50));
    await own.call('post', `${drawn}/allocations`);
    const { rows } = await pool.query<{ letter_code: string }>(
      'select a.letter_code from allocations a join letter_codes_unplaced u on u.trial_id = a.trial_id limit 1',
    );
    const early = rows[0]?.letter_code ?? '';
    expect(early).toHaveLength(16);
    expect((await visit(`/uw-brief/${early}`)).status).toBe(200);
    await own.call('post', `${drawn}/hand-overs`).send({});
    const waiting = await pool.query('select 1 from letter_codes_unplaced');
    const after = await pool.query<{ count: number }>(
      'select count(*)::int as count from letter_code_places',
    );
    expect([waiting.rowCount, after.rows[0]?.count]).toEqual([0, 170]);
    expect((await visit(`/uw-brief/${early}`)).status).toBe(200);
  });
});
