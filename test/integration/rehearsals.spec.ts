import 'reflect-metadata';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiClient, type ApiClient } from '../support/api-client.js';
import { browserUser, type BrowserUser } from '../support/browser-user.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

const SLUG = 'oefening-klein-1';
const TRIAL = `/workbench/trials/${SLUG}`;

let service: TestService;
let system: ApiClient;
let designer: BrowserUser;
let printer: BrowserUser;
let other: BrowserUser;

/** With letters of our own, so that the mark on them is seen. */
const letters = {
  letter: { subject: 'Uw formulier', base: 'Stuur het formulier terug.\n\n{{slot "midden"}}' },
  elements: [
    {
      id: 'eenvoudig',
      name: 'Eenvoudig',
      technique: 'simplification',
      slot: 'midden',
      text: 'Het kost weinig tijd.',
    },
  ],
};

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  system = await apiClient(service, 'dienst-een');
  await system.register(drawnProtocol(letters));
  designer = await browserUser(service, 'dienst-een', 'D. Ontwerper', ['designer']);
  printer = await browserUser(service, 'dienst-een', 'P. Drukker', ['print-shop']);
  other = await browserUser(service, 'dienst-twee', 'A. Ander', ['designer']);
}, 120_000);
afterAll(() => service.close());

const said = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const count = async (sql: string): Promise<number> => {
  const { rows } = await service.database.pool.query<{ count: string }>(`select count(*) from ${sql}`);
  return Number(rows[0]?.count);
};
const begin = (fields: Readonly<Record<string, string>> = {}) =>
  designer.post('/workbench/rehearsals', {
    from: 'trial:klein',
    recipients: '400',
    baseline: '40',
    'uplift:nieuw': '12,5',
    ...fields,
  });
const step = (name: string) => designer.post(`${TRIAL}/rehearsal/step`, { step: name });

/** What anybody, another organisation and a system are shown. */
async function elsewhere(): Promise<string> {
  const open = [
    '/',
    '/?q=kleine',
    '/techniques',
    '/feed.atom',
    '/catalog',
    '/catalog.ttl',
    '/catalog.jsonld',
    '/open-data',
  ];
  const answers = await Promise.all(
    [...open, '/v1/register'].map((path) => request(service.app.getHttpServer()).get(path).buffer(true)),
  );
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  const own = (await system.call('get', '/v1/trials')).text;
  return [...answers.map(({ text }) => text), (await other.get('/workbench')).text, own].join('\n');
}

describe('a rehearsal', () => {
  test('is begun from a trial, by who may, with a truth that can be', async () => {
    expect((await designer.get('/workbench/trials/klein')).text).toContain(
      '/workbench/rehearsals/new?from=trial:klein',
    );
    const form = await designer.get('/workbench/rehearsals/new?from=trial:klein');
    expect(form.text).toContain('Dit wordt niet nagebootst');
    expect(form.text).toContain('name="uplift:nieuw"');
    expect((await printer.get('/workbench/rehearsals/new?from=trial:klein')).status).toBe(403);
    const impossible = await begin({ 'uplift:nieuw': '70' });
    expect([impossible.status, said(impossible.text).includes('tussen 0 en 100')]).toEqual([422, true]);
    expect(impossible.text).toContain('value="70"');
    expect((await begin({ recipients: '3' })).status).toBe(422);
    expect((await begin({ from: 'trial:niets' })).status).toBe(404);
    expect(await count('rehearsals')).toBe(0);
    const begun = await begin();
    expect([begun.status, begun.headers['location']]).toEqual([303, TRIAL]);
  });

  test('says so on each of its pages, on its own calendar', async () => {
    for (const path of [TRIAL, `${TRIAL}/import`, `${TRIAL}/steps/allocate`, `${TRIAL}/responses`]) {
      const page = said((await designer.get(path)).text);
      expect([path, page.includes('OEFENING.'), page.includes('23 februari 2026')]).toEqual([
        path,
        true,
        true,
      ]);
    }
    const page = (await designer.get(TRIAL)).text;
    expect(page).toContain('Oefening met verzonnen ontvangers');
    expect(page).not.toContain(`/trials/dienst-een/${SLUG}"`);
    expect((await designer.get('/workbench/trials/klein')).text).not.toContain('rehearsal-banner');
  });

  test('can be imported by hand from the file that it gives', async () => {
    const file = await designer.get(`${TRIAL}/rehearsal/recipients.csv`);
    expect(file.text.trim().split('\n')).toHaveLength(401);
    expect((await designer.upload(`${TRIAL}/import`, file.text)).status).toBe(200);
    expect(await count('recipients')).toBe(0);
  });

  test('goes from import to analysis in seconds, each step once', async () => {
    for (const name of ['recipients', 'draw', 'letters', 'post', 'responses', 'close']) {
      const taken = await step(name);
      expect([name, taken.status, taken.status === 303 ? '' : said(taken.text)]).toEqual([name, 303, '']);
    }
    const again = await step('close');
    expect([again.status, said(again.text).includes('al gedaan')]).toEqual([409, true]);
    expect((await step('analyse')).status).toBe(303);
    const { rows } = await service.database.pool.query('select state from trials where slug = $1', [SLUG]);
    expect(rows).toEqual([{ state: 'analysed' }]);
  }, 60_000);

  test('tells the truth beside the estimate', async () => {
    const page = said((await designer.get(TRIAL)).text);
    expect(page).toMatch(
      /Nieuwe brief: het echte verschil was \+12,5 procentpunt; u schatte [+−][\d,]+ \[−?[\d,]+ tot −?[\d,]+\]/,
    );
    const [, estimate = ''] = /u schatte ([+−][\d,]+)/.exec(page) ?? [];
    // Four standard errors of a difference of two groups of 200.
    expect(Math.abs(Number(estimate.replace('−', '-').replace(',', '.')) - 12.5)).toBeLessThan(20);
  });

  test('marks its letters and its exports', async () => {
    const pdf = await designer.get(`${TRIAL}/rehearsal/letters.pdf`).buffer(true);
    expect(pdf.headers['content-type']).toContain('pdf');
    expect((await designer.get(`${TRIAL}/analysis.csv`)).text).toContain('OEFENING');
    expect(JSON.parse((await designer.get(`${TRIAL}/analysis.json`).buffer(true)).text)).toMatchObject({
      trial: SLUG,
      kind: 'rehearsal',
    });
  });

  test('is nowhere else: not in the open, not in the API, not with another agency', async () => {
    expect(await elsewhere()).not.toMatch(/oefening-|rehearsal/i);
    for (const file of [
      '',
      '/feed.atom',
      '/counts.csv',
      '/counts.json',
      '/disclosure.json',
      '/verification-pack.jsonl.gz',
    ]) {
      const answer = await request(service.app.getHttpServer()).get(`/trials/dienst-een/${SLUG}${file}`);
      expect([file, answer.status]).toEqual([file, 404]);
    }
    expect((await request(service.app.getHttpServer()).get(`/v1/register/dienst-een/${SLUG}`)).status).toBe(
      404,
    );
    expect((await other.get(TRIAL)).status).toBe(404);
    const { rows } = await service.database.pool.query<{ letter_code: string }>(
      `select a.letter_code from allocations a join rehearsals r on r.trial_id = a.trial_id limit 1`,
    );
    const code = rows[0]?.letter_code ?? '';
    const answer = await request(service.app.getHttpServer()).post('/uw-brief').type('form').send({ code });
    expect([code.length, answer.status]).toEqual([16, 404]);
    const { rows: ids } = await service.database.pool.query<{ id: string }>(
      `select trial_id as id from rehearsals`,
    );
    for (const path of ['', '/analysis', '/flow', '/allocation', '/waves'])
      expect((await system.call('get', `/v1/trials/${ids[0]?.id}${path}`)).status).toBe(404);
    expect((await other.post(`${TRIAL}/rehearsal/remove`)).status).toBe(404);
  });

  test('is never made public nor amended, whoever asks', async () => {
    const analyst = await browserUser(service, 'dienst-een', 'A. Analist', ['analyst']);
    const proposed = await analyst.post(`${TRIAL}/disclosure/propose`);
    expect([proposed.status, said(proposed.text).includes('nooit openbaar')]).toEqual([409, true]);
    expect((await designer.post(`${TRIAL}/amendment`)).status).toBe(409);
    await expect(
      service.database.pool.query(`update trials set state = 'disclosed' where slug = $1`, [SLUG]),
    ).rejects.toThrow('rehearsals_are_never_public');
  });

  test('leaves the audit trail two lines, and nothing else when it is removed', async () => {
    const { rows: own } = await service.database.pool.query<{ id: string }>(
      `select trial_id as id from rehearsals`,
    );
    const id = own[0]?.id ?? '';
    expect(await count(`audit_entries where trial_id = '${id}'`)).toBe(0);
    const list = said((await designer.get('/workbench')).text);
    expect(list).toContain('Oefeningen');
    expect((await designer.post(`${TRIAL}/rehearsal/remove`)).status).toBe(303);
    const { rows } = await service.database.pool.query<{ action: string }>(
      `select action from audit_entries where action like '%rehearsal' order by id`,
    );
    expect(rows.map(({ action }) => action)).toEqual(['begin-rehearsal', 'remove-rehearsal']);
    for (const table of ['recipients', 'allocations', 'responses', 'imports', 'waves', 'analyses', 'draws'])
      expect([table, await count(`${table} where trial_id = '${id}'`)]).toEqual([table, 0]);
    expect((await designer.get(TRIAL)).status).toBe(404);
    expect((await designer.get('/workbench/trials/klein')).status).toBe(200);
  });

  test('is all that can be removed so', async () => {
    const { rows } = await service.database.pool.query<{ id: string }>(
      `select id from trials where slug = 'klein'`,
    );
    await expect(
      service.database.pool.query(
        `set openbrief.scope = 'system'; select remove_rehearsal('${rows[0]?.id}')`,
      ),
    ).rejects.toThrow('is no rehearsal');
    await expect(
      service.database.pool.query(
        `set openbrief.removing = '${rows[0]?.id}'; delete from protocol_versions where trial_id = '${rows[0]?.id}'`,
      ),
    ).rejects.toThrow('never changed or deleted');
  });
});
