import 'reflect-metadata';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiClient, problem, problemIn } from '../support/api-client.js';
import { browserUser, type BrowserUser } from '../support/browser-user.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

const PAGE = '/workbench/letterhead';
const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><rect width="40" height="10" fill="#123456"/></svg>';

let service: TestService;
let admin: BrowserUser;
let designer: BrowserUser;

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  admin = await browserUser(service, 'dienst-een', 'B. Beheer', ['administrator']);
  designer = await browserUser(service, 'dienst-een', 'D. Ontwerper', ['designer']);
  // Everybody has done what is asked of an administrator at sign-in; that is not what is tried here.
  await service.database.pool.query(`update organisations set second_factor = 'nobody'`);
});
afterAll(() => service.close());

const said = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const kept = async (): Promise<Record<string, unknown>> => {
  const { rows } = await service.database.pool.query<{ letterhead: Record<string, unknown> }>(
    `select letterhead from organisations where slug = 'dienst-een'`,
  );
  return rows[0]?.letterhead ?? {};
};
const acts = async (): Promise<unknown[]> => {
  const { rows } = await service.database.pool.query(
    `select actor, action, detail from audit_entries where action in ('set-letterhead', 'set-source-age') order by id`,
  );
  return rows;
};
const look = {
  returnAddress: 'Retouradres: Postbus 1, 1000 AA Ergens',
  colour: '#aa2200',
  font: 'source-serif-4',
  window: 'right',
};

test('is an administrator’s alone', async () => {
  for (const answer of [
    await designer.get(PAGE),
    await designer.post(PAGE, look),
    await designer.post(`${PAGE}/preview`, look),
    await designer.post(`${PAGE}/source-age`, { months: '12' }),
    await designer.upload(`${PAGE}/logo`, LOGO),
  ])
    expect(answer.status).toBe(403);
  expect(await kept()).toEqual({});
});

test('is shown on a letter before it is kept, in a frame that can do nothing', async () => {
  const shown = await admin.post(`${PAGE}/preview`, look);
  expect(shown.status).toBe(200);
  expect(shown.text).toContain('Retouradres: Postbus 1, 1000 AA Ergens');
  expect(shown.text).toContain('--colour:#aa2200');
  expect(shown.text).toContain('window-right');
  expect(shown.headers['content-security-policy']).toMatch(/^sandbox; default-src 'none'/);
  expect(await kept()).toEqual({});
  expect((await admin.get(`${PAGE}/preview`)).text).toContain('Retouradres: dienst-een');
});

test('is kept whole or not at all, with what was typed when it is refused', async () => {
  const refused = await admin.post(PAGE, { ...look, colour: 'rood' });
  expect(refused.status).toBe(422);
  expect(said(refused.text)).toContain('De huisstijl kan zo niet: colour');
  expect(refused.text).toContain('1000 AA Ergens');
  expect(await kept()).toEqual({});
  expect((await admin.post(PAGE, look)).headers['location']).toBe(`${PAGE}?done=look`);
  expect(await kept()).toEqual(look);
  expect((await admin.post(PAGE, { ...look, csrf: 'x' })).status).toBe(403);
});

test.each([
  ['a script', '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', 'een script'],
  ['an address elsewhere', '<svg><use href="https://elders.example/a.svg#b"/></svg>', 'een ander adres'],
  ['no picture', 'kenmerk,regio', 'geen PNG en geen SVG'],
  ['too much', `<svg>${' '.repeat(300_000)}</svg>`, 'te groot', 413],
  // Cut off on its way in, and not read into memory first.
  ['far too much', ' '.repeat(5_000_000), 'te groot', 413],
])('a logo with %s is refused', async (_what, file, words, code = 422) => {
  const { status, text } = await admin.upload(`${PAGE}/logo`, file);
  expect([status, said(text).includes(words)]).toEqual([code, true]);
  expect(await kept()).toEqual(look);
});

test('a logo comes beside what is there, and goes again', async () => {
  expect((await admin.upload(`${PAGE}/logo`, LOGO, 'x')).status).toBe(403);
  expect((await admin.upload(`${PAGE}/logo`, LOGO)).headers['location']).toBe(`${PAGE}?done=logo`);
  const logo = `data:image/svg+xml;base64,${Buffer.from(LOGO).toString('base64')}`;
  expect(await kept()).toEqual({ ...look, logo });
  const preview = await admin.get(`${PAGE}/preview`);
  expect(preview.text).toContain(`src="${logo}"`);
  expect(preview.headers['content-security-policy']).toContain('img-src data:');
  await admin.post(`${PAGE}/logo-removal`);
  expect(await kept()).toEqual(look);
});

test('the age of a source is set beside it; each change is in the trail', async () => {
  const wrong = await admin.post(`${PAGE}/source-age`, { months: '0' });
  expect([wrong.status, said(wrong.text).includes('geen geldig aantal maanden')]).toEqual([422, true]);
  await admin.post(`${PAGE}/source-age`, { months: '12' });
  expect((await admin.get(PAGE)).text).toContain('value="12"');
  expect(await acts()).toEqual([
    {
      actor: 'B. Beheer',
      action: 'set-letterhead',
      detail: { keys: ['colour', 'font', 'returnAddress', 'window'] },
    },
    {
      actor: 'B. Beheer',
      action: 'set-letterhead',
      detail: { keys: ['colour', 'font', 'logo', 'returnAddress', 'window'] },
    },
    {
      actor: 'B. Beheer',
      action: 'set-letterhead',
      detail: { keys: ['colour', 'font', 'returnAddress', 'window'] },
    },
    { actor: 'B. Beheer', action: 'set-source-age', detail: { months: 12 } },
  ]);
});

test('other systems read and set them with a token that says so', async () => {
  const system = await apiClient(service, 'dienst-een', ['letterhead.manage']);
  expect((await system.call('get', '/v1/letterhead')).body).toEqual(look);
  const set = await system.call('put', '/v1/letterhead').send({ window: 'left' });
  expect([set.status, set.body]).toEqual([200, { window: 'left' }]);
  expect(await kept()).toEqual({ window: 'left' });
  const remote = await system.call('put', '/v1/letterhead').send({ logo: 'https://elders.example/logo.svg' });
  expect(remote.status).toBe(422);
  expect((await system.call('put', '/v1/source-age').send({ months: 36 })).body).toEqual({ months: 36 });
  expect((await system.call('get', '/v1/source-age')).body).toEqual({ months: 36 });
  expect((await system.call('put', '/v1/source-age').send({ months: 0 })).status).toBe(422);
  const other = await apiClient(service, 'dienst-een', ['trials.read']);
  expect(problemIn(await other.call('get', '/v1/letterhead'))).toEqual(problem(403, 'accounts:not-in-scope'));
});

test('is shown on the newest letter of the organisation itself, once it has one', async () => {
  const own = await apiClient(service, 'dienst-een');
  const letter = { subject: 'Uw aanvraag', base: 'Stuur het terug.\n\n{{slot "norm"}}' };
  const element = {
    id: 'eenvoudig',
    name: 'Eenvoudig',
    technique: 'simplification',
    slot: 'norm',
    text: 'Dat is alles.',
  };
  expect((await own.register(drawnProtocol({ letter, elements: [element] }))).status).toBe(201);
  const { text } = await admin.post(`${PAGE}/preview`, look);
  expect(said(text)).toMatch(/Betreft: Uw aanvraag Geachte mevrouw De Vries, Stuur het terug\./);
  expect(text).toContain('Retouradres: Postbus 1, 1000 AA Ergens');
  expect(said((await admin.get(PAGE)).text)).toContain('van groep ‘Oude brief’ in de proef ‘Kleine proef’');
});
