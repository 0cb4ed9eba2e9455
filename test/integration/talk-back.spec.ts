import 'reflect-metadata';
import request, { type Test } from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { letterCodeFor } from '../../src/core/post/letter-code.js';
import { HandleMessages } from '../../src/disclosure/talk-back/handle-messages.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { apiClient, people } from '../support/api-client.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { signIn, type SignedInClient } from '../support/sign-in.js';
import { startTestService, type TestService } from '../support/test-service.js';

const PAGE = '/trials/dienst-een/klein';

let service: TestService;
let work: UnitOfWork;
let desk: SignedInClient;
let code = '';

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  const own = await apiClient(service, 'dienst-een');
  const trial = (await own.register(drawnProtocol())).headers['location'] ?? '';
  await own.sendCsv(`${trial}/recipient-files`, people(120));
  await own.call('post', `${trial}/allocations`);
  await apiClient(service, 'dienst-twee');
  work = service.app.get(UnitOfWork);
  const secret = await work.row<{ code_key: Buffer }>('select code_key from draws');
  code = letterCodeFor(secret?.code_key ?? Buffer.alloc(0), 'Z-7');
  desk = await signIn(service, 'dienst-een', 'F. Balie', ['front-desk']);
});
afterAll(() => service.close());

const visit = (path: string): Test =>
  request(service.app.getHttpServer()).get(path).set('Accept', 'text/html');
const send = (fields: Readonly<Record<string, string>>, from = '198.51.100.1'): Test =>
  request(service.app.getHttpServer())
    .post('/talk-back')
    .set('Accept', 'text/html')
    .set('X-Forwarded-For', from)
    .type('form')
    .send({ kind: 'question', page: PAGE, ...fields });

/** Sends a message and gives the address of the answer, and the message's id. */
async function sent(fields: Readonly<Record<string, string>>): Promise<{ path: string; id: string }> {
  const { status, headers } = await send(fields);
  expect(status).toBe(303);
  expect(headers['set-cookie']).toBeUndefined();
  const row = await work.row<{ id: string }>('select id from messages order by id desc limit 1');
  return { path: headers['location'] ?? '', id: row?.id ?? '' };
}

describe('a question', () => {
  test('is answered in public, with what was done, in words without a name', async () => {
    const { path, id } = await sent({
      body: 'Ik ben Jan Jansen.\r\nWaarom juist deze brief?',
      mayBePublic: 'yes',
      contact: 'jan@burger.example',
    });
    const waiting = await visit(path);
    expect(waiting.text).toContain('Het wacht op antwoord.');
    expect(waiting.headers['cache-control']).toContain('no-store');
    expect((await visit(PAGE)).text).not.toContain('Waarom juist deze brief?');
    const list = await desk.get('/workbench/messages');
    expect(list.text).toContain('jan@burger.example');
    service.clock.set('2026-02-13');
    // The session is over by then.
    desk = await signIn(service, 'dienst-een', 'F. Balie', ['front-desk']);
    const answered = await desk.post(`/workbench/messages/${id}/answer`, {
      answer: 'Omdat hij korter is.',
      done: 'We leggen het nu uit.',
      publish: 'yes',
      publicBody: 'Waarom juist deze brief?',
    });
    expect(answered.status).toBe(303);
    const page = await visit(PAGE);
    for (const words of ['Waarom juist deze brief?', 'Omdat hij korter is.', 'We leggen het nu uit.'])
      expect(page.text).toContain(words);
    expect(page.text).not.toMatch(/Jansen|burger\.example/);
    expect(page.text).toContain('De helft van de antwoorden kwam binnen 3 dagen.');
    expect((await visit(path)).text).toContain('Omdat hij korter is.');
  });

  test('is answered once', async () => {
    const row = await work.row<{ id: string }>('select id from messages');
    const again = await desk.post(`/workbench/messages/${row?.id}/answer`, {
      answer: 'Anders.',
      done: 'Niets.',
    });
    expect(again.status).toBe(409);
  });

  test('whose writer wants no public answer is answered in private alone', async () => {
    const { path, id } = await sent({ body: 'Dit is iets van mij alleen.' });
    const refused = await desk.post(`/workbench/messages/${id}/answer`, {
      answer: 'Ja.',
      done: 'Niets.',
      publish: 'yes',
      publicBody: 'x',
    });
    expect(refused.status).toBe(409);
    await desk.post(`/workbench/messages/${id}/answer`, { answer: 'Alleen voor u.', done: 'Niets.' });
    expect((await visit(path)).text).toContain('Alleen voor u.');
    expect((await visit(PAGE)).text).not.toContain('Alleen voor u.');
  });

  test('is nobody else’s: another agency does not find it, and a wrong key opens nothing', async () => {
    const { id } = await sent({ body: 'Een vraag aan dienst een.' });
    const other = await signIn(service, 'dienst-twee', 'B. Ander', ['front-desk', 'administrator']);
    expect((await other.get('/workbench/messages')).text).not.toContain('Een vraag aan dienst een.');
    const answer = { answer: 'x', done: 'x' };
    expect((await other.post(`/workbench/messages/${id}/answer`, answer)).status).toBe(404);
    expect((await visit(`/talk-back/sent/${'0'.repeat(32)}`)).status).toBe(404);
  });
});

describe('contact details', () => {
  test('are sealed, and go at the writer’s wish without the message', async () => {
    const { path } = await sent({ body: 'Bel mij maar eens op.', contact: '06 1234 5678' });
    const stored = await work.rows<{ contact: Buffer }>('select contact from message_contacts');
    expect(stored.map(({ contact }) => contact.toString('latin1')).join()).not.toContain('1234');
    const before = stored.length;
    await request(service.app.getHttpServer()).post(`${path}/erase-contact`);
    expect(await work.rows('select 1 from message_contacts')).toHaveLength(before - 1);
    expect((await visit(path)).text).toContain('Bel mij maar eens op.');
  });

  test('go a month after the answer, and private words a year after it; the figures stay', async () => {
    const handle = service.app.get(HandleMessages);
    const now = service.clock.moment;
    service.clock.set('2026-04-01');
    await handle.eraseDue();
    expect(
      await work.rows(
        'select 1 from message_contacts c join messages m on m.id = c.message_id where m.answered_at is not null',
      ),
    ).toEqual([]);
    service.clock.set('2027-03-01');
    await handle.eraseDue();
    expect(JSON.stringify(await work.rows('select * from messages'))).not.toMatch(/Jansen|Alleen voor u/);
    expect((await visit(PAGE)).text).toContain('Omdat hij korter is.');
    service.clock.moment = now;
  });
});

test('an objection with the code of a letter works at once, and is counted', async () => {
  const wrong = await send({ kind: 'objection', body: 'Ik wil dit echt niet.', code: 'ABC' });
  expect([wrong.status, wrong.text.includes('Ik wil dit echt niet.')]).toEqual([422, true]);
  const { path } = await sent({ kind: 'objection', body: 'Ik wil dit echt niet.', code });
  expect((await visit(path)).text).toContain('Uw bezwaar geldt vanaf nu.');
  const without = await sent({ kind: 'objection', body: 'Ik vind zulke proeven niet goed.' });
  expect((await visit(without.path)).text).not.toContain('Uw bezwaar geldt vanaf nu.');
  expect(await work.rows('select 1 from objections')).toHaveLength(1);
  const bench = await signIn(service, 'dienst-een', 'O. Ontwerper', ['designer']);
  expect((await bench.get('/workbench/trials/klein')).text).toMatch(
    />1<\/span> <span class="flow__name">bezwaar/,
  );
  expect(JSON.stringify(await work.rows('select * from messages'))).not.toContain(code);
});

describe('a page that is wrong', () => {
  test('is reported from the page itself, and the register tells how many there were', async () => {
    const { text } = await visit('/privacy');
    expect(text).toContain('Klopt er iets niet op deze pagina?');
    expect(text).toContain('<input type="hidden" name="page" value="/privacy">');
    const { id } = await sent({ kind: 'fault', page: '/privacy', body: 'Hier staat een spelfout.' });
    expect((await visit('/')).text).toMatch(/Meldingen van fouten op alle pagina’s:\s+1 bericht\./);
    expect((await desk.get('/workbench/messages')).text).not.toContain('Hier staat een spelfout.');
    const keeper = await signIn(service, 'dienst-een', 'B. Beheerder', ['administrator']);
    const answer = { answer: 'Verbeterd.', done: 'De fout is weg.' };
    expect((await keeper.post(`/workbench/messages/${id}/answer`, answer)).status).toBe(303);
    expect((await visit('/')).text).toContain('Alles is beantwoord.');
  });

  test('with a letter code in its address is kept without it', async () => {
    await sent({ kind: 'fault', page: `/uw-brief/${code}`, body: 'Er staat een fout in mijn brief.' });
    const [row] = await work.rows<{ page: string }>('select page from messages order by id desc limit 1');
    expect(row?.page).toBe('/uw-brief');
  });
});

test.each([
  ['too short', { body: 'Hoi' }, 'Uw bericht is te kort of te lang.'],
  ['of no kind', { body: 'Een lang genoeg bericht.', kind: 'x' }, 'Het formulier is niet compleet.'],
  ['by what fills in every field', { body: 'Een lang genoeg bericht.', website: 'x' }, 'door een programma'],
])('a message %s is refused, with what was typed still there', async (_what, fields, words) => {
  const { status, text } = await send(fields);
  expect([status, text.includes(words), text.includes(fields.body)]).toEqual([422, true, true]);
});

test('who keeps sending is held up, and others are not', async () => {
  for (let time = 0; time < 10; time += 1)
    expect((await send({ body: `Bericht nummer ${time} van tien` }, '203.0.113.9')).status).toBe(303);
  expect((await send({ body: 'Nog een bericht erbij' }, '203.0.113.9')).status).toBe(429);
  expect((await send({ body: 'Een heel ander mens' }, '203.0.113.10')).status).toBe(303);
});

test('texts that are held back are on no open page until the close, and the reason is', async () => {
  const own = await apiClient(service, 'dienst-een');
  const because = 'Wie de brief nog krijgt, mag dit niet vooraf weten.';
  const letter = { subject: 'Uw kwijtschelding', sentBy: 'elsewhere', heldBack: { because } };
  const made = await own.register(drawnProtocol({ trial: 'bewaard', letter }));
  const path = '/trials/dienst-een/bewaard';
  const open = async (): Promise<string[]> => [
    (await visit(path)).text,
    JSON.stringify((await visit(`${path}/protocol.json`)).body),
    JSON.stringify((await visit('/v1/register/dienst-een/bewaard')).body),
  ];
  const before = await open();
  for (const text of before) expect(text).not.toContain('Korter.');
  expect(before[0]).toContain(because);
  expect(before[0]).toContain(made.body.protocol.sha256);
  // What can be looked for is told, and so is what makes a trial go away when it is left out.
  const found = async (words: string): Promise<boolean> =>
    (await visit(`/?q=${encodeURIComponent(words)}`)).text.includes(`href="${path}"`);
  expect([await found('kwijtschelding'), await found('proef -kwijtschelding')]).toEqual([false, true]);
  await own.call('post', `${made.headers['location']}/closings`).send({ stopReason: 'Genoeg gezien.' });
  for (const text of await open()) expect(text).toContain('Korter.');
  expect(await found('kwijtschelding')).toBe(true);
});
