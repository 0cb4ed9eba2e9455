import 'reflect-metadata';
import { strFromU8, unzipSync } from 'fflate';
import { PDFDocument } from 'pdf-lib';
import request, { type Test } from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandLine } from '../../src/accounts/actor.js';
import { DisclosureService } from '../../src/disclosure/disclosure.service.js';
import { asSystem } from '../../src/platform/database/scope.js';
import { apiClient, people } from '../support/api-client.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

let service: TestService;

const visit = (path: string): Test =>
  request(service.app.getHttpServer()).get(path).set('Accept', 'text/html');
const bytes = (path: string): Test =>
  visit(path)
    .buffer(true)
    .parse((response, done) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => done(null, Buffer.concat(pieces)));
    });

/** The figures at the head of a chapter, in their order. */
const figuresIn = (html: string): Record<string, string> =>
  Object.fromEntries(
    [...html.matchAll(/figures__item"><dt>([^<]*)<\/dt><dd>([^<]*)<\/dd>/g)].map(
      ([, name = '', value = '']) => [name, value],
    ),
  );

/** A trial up to its page: 120 people, of whom the first so many responded. */
async function disclosed(
  slug: string,
  responses: number,
  organisation = 'dienst-een',
  changes: Parameters<typeof drawnProtocol>[0] = {},
): Promise<string> {
  const own = await apiClient(service, organisation);
  service.clock.set('2026-02-10');
  const protocol = drawnProtocol({ trial: slug, title: `Proef ${slug}`, ...changes });
  const registered = await own.register({
    ...protocol,
    organisation: {
      slug: organisation,
      name: organisation === 'dienst-een' ? 'Dienst Een' : 'Dienst Twee',
      contact: { name: 'Team', email: 'team@dienst.example', url: 'https://dienst.example' },
    },
  });
  expect(registered.status).toBe(201);
  const trial = registered.headers['location'] ?? '';
  await own.sendCsv(`${trial}/recipient-files`, people(120));
  await own.call('post', `${trial}/allocations`);
  await own.call('post', `${trial}/hand-overs`).send({});
  service.clock.set('2026-03-20');
  const answers = Array.from({ length: responses }, (_, index) => ({
    reference: `Z-${index}`,
    respondedOn: '2026-03-10',
  }));
  await own.call('post', `${trial}/responses`).send(answers);
  service.clock.set('2026-05-04');
  await own.call('post', `${trial}/closings`).send({});
  await own.call('post', `${trial}/analyses`);
  const id = trial.split('/').at(-1) ?? '';
  await asSystem(() => service.app.get(DisclosureService).publish(id, 'R. Beoordelaar', commandLine));
  return trial;
}

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  await disclosed('klein', 70);
  // Three responses in one hundred and twenty: no arm of it can be shown.
  await disclosed('verborgen', 3, 'dienst-twee');
  const own = await apiClient(service, 'dienst-een');
  service.clock.set('2026-02-10');
  await own.register(drawnProtocol({ trial: 'wacht', title: 'Proef wacht' }));
  service.clock.set('2026-05-11');
}, 60_000);
afterAll(() => service.close());

describe('the chapter of a year', () => {
  test('counts what was registered, closed, published and late, of all and of one', async () => {
    const all = await visit('/jaarverslag/2026');
    expect(all.status).toBe(200);
    expect(figuresIn(all.text)).toMatchObject({
      'proeven geregistreerd': '3',
      'proeven afgesloten': '2',
      'resultaten openbaar': '2',
      'zonder verschil': '1',
      'te laat': '3',
    });
    const one = await visit('/jaarverslag/2026/dienst-twee');
    expect(figuresIn(one.text)).toMatchObject({ 'proef geregistreerd': '1', 'zonder verschil': '0' });
    expect(one.text).not.toContain('Proef klein');
    expect(one.text).toContain('Proef verborgen');
  });

  test('tells a result as the page does, and says how late it and what is waited for are', async () => {
    const { text } = await visit('/en/jaarverslag/2026/dienst-een');
    expect(text).toMatch(/Of every [\d,]+ people in the group ‘<span[^>]*>|Of every [\d,]+ people/);
    expect(text).toContain('4 May 2026, 3 days late');
    expect(text).toMatch(/Proef wacht[\s\S]*10 days late/);
  });

  test('shows nothing of a result that its page withholds', async () => {
    const { text } = await visit('/jaarverslag/2026/dienst-twee');
    const own = /<article class="reported">[\s\S]*?<\/article>/.exec(text)?.[0] ?? '';
    expect(own).toContain('in een groep zijn zo weinig mensen of reacties');
    expect(own).not.toMatch(/reageerden er|Brieven<\/dt>/);
  });

  test('has no draft in it, and is not there for a year or an agency that is not', async () => {
    for (const path of [
      '/jaarverslag/2025',
      '/jaarverslag/2027',
      '/jaarverslag/20x6',
      '/jaarverslag/2026/niemand',
    ])
      expect([path, (await visit(path)).status]).toEqual([path, 404]);
    const now = await visit('/en/jaarverslag');
    expect([now.status, now.headers['location']]).toEqual([302, '/en/jaarverslag/2026']);
  });

  test('comes as a document with the same sentences', async () => {
    const answer = await bytes('/jaarverslag/2026/dienst-een/chapter.docx');
    expect(answer.headers['content-type']).toContain('wordprocessingml');
    const document = strFromU8(
      unzipSync(new Uint8Array(answer.body))['word/document.xml'] ?? new Uint8Array(),
    );
    const words = document.replace(/<[^>]+>/g, '');
    for (const part of [
      'Proef klein',
      'Helpt een eenvoudige brief?',
      'Van elke 100 mensen',
      'Wat telt als reactie:',
      '3 dagen te laat',
      'Proef wacht',
    ])
      expect(words).toContain(part);
    expect(document).toContain('w:pStyle w:val="Heading1"');
  });

  test('comes as a tagged PDF that is made once', async () => {
    const made = await bytes('/jaarverslag/2026/chapter.pdf');
    expect([made.status, made.headers['content-type']]).toEqual([200, 'application/pdf']);
    expect(made.body.toString('latin1')).toMatch(/\/StructTreeRoot/);
    const again = await bytes('/jaarverslag/2026/chapter.pdf');
    expect(again.body.equals(made.body)).toBe(true);
  }, 60_000);
});

test('a trial’s page has one list of what went otherwise than promised', async () => {
  const listOf = async (slug: string): Promise<string> =>
    /id="deviations"[\s\S]*?<\/section>/.exec((await visit(`/trials/dienst-een/${slug}`)).text)?.[0] ?? '';
  const list = await listOf('klein');
  const told = [
    'De proef is later gesloten.',
    'Het resultaat kwam later.',
    'Beloofd was 1 mei 2026: 3 dagen verschil.',
  ];
  expect(told.map((part) => list.includes(part))).toEqual([true, true, true]);
  expect(list).not.toContain('minder ontvangers');
  expect(await listOf('wacht')).toMatch(/Het resultaat is er nog niet[\s\S]*10 dagen verschil/);
});

describe('a trial to share', () => {
  const page = '/trials/dienst-een/klein';

  test('tells other sites what its page tells, with a card of the right size', async () => {
    const { text } = await visit(page);
    const og = Object.fromEntries(
      [...text.matchAll(/<meta property="og:([\w:]+)" content="([^"]*)">/g)].map(
        ([, name = '', value = '']) => [name, value.replaceAll('&#x3D;', '=')],
      ),
    );
    expect(og).toMatchObject({
      title: 'Proef klein',
      url: 'https://openbrief.example/trials/dienst-een/klein',
      image: 'https://openbrief.example/trials/dienst-een/klein/social-card.png?v=1',
      'image:width': '1200',
    });
    expect(og['description']).toMatch(/^De proef vond (g?een) verschil.*Van elke 100 mensen/);
    const card = await bytes(`${page}/social-card.png`);
    expect([card.status, card.headers['content-type']]).toEqual([200, 'image/png']);
    expect([card.body.readUInt32BE(16), card.body.readUInt32BE(20)]).toEqual([1200, 630]);
  }, 60_000);

  test('what its page withholds is not told elsewhere either', async () => {
    expect((await visit('/trials/dienst-twee/verborgen')).text).toMatch(
      /og:description" content="Het resultaat is niet te tonen/,
    );
    const press = (await visit('/trials/dienst-twee/verborgen/press')).text;
    expect(press).toContain('in een groep zijn zo weinig mensen of reacties');
    expect(press).not.toMatch(/reageerden er/);
  });

  test('the press summary and the poster are one sheet, the hand-out is one folded', async () => {
    const sizes: Record<string, [number, string]> = {};
    for (const file of ['press.pdf', 'poster.pdf', 'hand-out.pdf']) {
      const pdf = await PDFDocument.load((await bytes(`${page}/${file}`)).body);
      const { width, height } = pdf.getPage(0).getSize();
      sizes[file] = [pdf.getPageCount(), `${Math.round(width / 2.8346)}x${Math.round(height / 2.8346)}`];
    }
    expect(sizes).toEqual({
      'press.pdf': [1, '210x297'],
      'poster.pdf': [1, '297x420'],
      'hand-out.pdf': [2, '297x210'],
    });
  }, 60_000);

  test('nobody can have new files made without end', async () => {
    const ask = (): Test =>
      visit('/trials/dienst-een/wacht/poster.pdf').set('X-Forwarded-For', '203.0.113.9');
    expect((await ask()).status).toBe(200);
    await service.database.pool.query('update tries set count = 1000');
    expect((await ask()).status).toBe(200);
    const other = await visit('/en/trials/dienst-een/wacht/poster.pdf').set('X-Forwarded-For', '203.0.113.9');
    expect(other.status).toBe(429);
    await service.database.pool.query('delete from tries');
  }, 60_000);
});

test('a result of too few to be shown is told as that, and not as one that is still to come', async () => {
  await disclosed('te-klein', 0);
  const { text } = await visit('/trials/dienst-een/te-klein');
  expect(text).toContain('Het resultaat is niet te tonen: in een groep zijn zo weinig mensen of reacties');
  expect(text).not.toContain('Er is nog geen resultaat');
}, 60_000);

describe('the lesson about techniques', () => {
  const start = '/herken-de-techniek';
  const element = (id: string, technique: string, text: string) => ({
    id,
    name: id,
    technique,
    slot: id,
    text,
  });
  const letter = {
    subject: 'Uw formulier',
    sentBy: 'elsewhere',
    base: '{{slot "gezag"}}\n\nStuur het formulier terug.\n\n{{slot "hulp"}}\n',
  };
  const changes = {
    letter,
    elements: [
      element('gezag', 'commitment', 'Schrijf op dat u het doet.'),
      element('hulp', 'salience', 'Het formulier ligt bij deze brief.'),
    ],
    arms: [
      { id: 'oud', name: 'Oude brief' },
      { id: 'nieuw', name: 'Nieuwe brief', elements: ['gezag', 'hulp'] },
    ],
  };
  const questionOn = (html: string) => ({
    key: /name="q" value="([0-9a-f]+)"/.exec(html)?.[1] ?? '',
    choices: [...html.matchAll(/name="k" value="([^"]+)"/g)].map(([, value = '']) => value),
  });

  test('has nothing to ask while no letter is disclosed', async () => {
    expect((await visit(start)).text).toContain('Er zijn nog geen brieven openbaar');
  });

  test('asks from disclosed letters alone, explains, and counts what was right', async () => {
    const own = await apiClient(service, 'dienst-een');
    service.clock.set('2026-02-10');
    // Its letters are public, and its result is not.
    await own.register(
      drawnProtocol({
        ...changes,
        trial: 'open-brief',
        elements: [element('gezag', 'commitment', 'Doe het vóór vrijdag.'), changes.elements[1]],
      }),
    );
    await disclosed('met-brief', 70, 'dienst-een', changes);
    const first = await visit(`${start}/vraag`);
    expect(first.text).toContain('Vraag 1 van 2');
    const questions: string[] = [];
    let answers = '';
    for (let turn = 0; turn < 2; turn += 1) {
      const asked = (await visit(`${start}/vraag?a=${answers}`)).text;
      expect(asked).not.toContain('vóór vrijdag');
      const { key, choices } = questionOn(asked);
      questions.push(key);
      const told = await Promise.all(
        choices.map(async (choice) => (await visit(`${start}/vraag?a=${answers}&q=${key}&k=${choice}`)).text),
      );
      const right = told.map((text) => text.includes('Goed gezien'));
      expect(right.filter(Boolean)).toHaveLength(1);
      expect(told.every((text) => /evidence evidence--/.test(text))).toBe(true);
      // The first is answered right, the second wrong.
      const choice = choices[right.indexOf(turn === 0)] ?? '';
      answers = [answers, `${key}.${choice}`].filter((part) => part !== '').join('~');
    }
    expect(new Set(questions).size).toBe(2);
    const end = await visit(`${start}/vraag?a=${answers}`);
    expect(end.text).toContain('U had 1 van de 2 vragen goed.');
    expect(end.headers['set-cookie']).toBeUndefined();
    expect((await visit(`${start}/vraag?a=%3Cb%3E&q=x&k=y`)).status).toBe(200);
  }, 60_000);

  const finish = (answers: string, from: string): Test =>
    request(service.app.getHttpServer())
      .post(`${start}/einde`)
      .set('X-Forwarded-For', from)
      .type('form')
      .send({ a: answers });
  const findings = async () =>
    (
      await service.database.pool.query<{ technique: string; asked: string; found: string }>(
        'select technique, asked, found from technique_findings order by technique',
      )
    ).rows.map(({ technique, asked, found }) => [technique, Number(asked), Number(found)]);

  /** Answers of a whole round, the first of its questions right and the second wrong or right. */
  async function round(secondRight: boolean): Promise<string> {
    let answers = '';
    for (const wanted of [true, secondRight]) {
      const { key, choices } = questionOn((await visit(`${start}/vraag?a=${answers}`)).text);
      for (const choice of choices) {
        const told = (await visit(`${start}/vraag?a=${answers}&q=${key}&k=${choice}`)).text;
        if (told.includes('Goed gezien') !== wanted) continue;
        answers = [answers, `${key}.${choice}`].filter((part) => part !== '').join('~');
        break;
      }
    }
    return answers;
  }

  test('counts a whole round without who played it, and tells of all players once there are enough', async () => {
    const half = await round(false);
    const done = await finish(half, '203.0.113.20');
    expect([done.status, done.headers['location']]).toEqual([303, `${start}/vraag?a=${half}`]);
    expect(done.headers['set-cookie']).toBeUndefined();
    expect((await findings()).map(([, asked, found]) => [asked, found]).sort()).toEqual([
      [1, 0],
      [1, 1],
    ]);
    expect((await visit(`${start}/vraag?a=${half}`)).text).toContain('te weinig mensen mee');
    const whole = await round(true);
    for (let player = 0; player < 28; player += 1)
      expect((await finish(whole, `203.0.113.${player + 50}`)).status).toBe(303);
    expect((await visit(`${start}/vraag?a=${half}`)).text).toContain('te weinig mensen mee');
    await finish(whole, '203.0.113.90');
    const end = (await visit(`${start}/vraag?a=${half}`)).text;
    expect(end).toContain('100 van elke 100 keer gevonden (minstens 30 antwoorden)');
    expect(end).toContain('97 van elke 100 keer gevonden (minstens 30 antwoorden)');
  }, 60_000);

  test('does not count half a round, an answer that nobody can give, or the eleventh round from one place', async () => {
    const before = await findings();
    const whole = await round(true);
    const [first = '', second = ''] = whole.split('~');
    for (const answers of ['', first, `${first}~${second.split('.')[0]}.none-such`, '<b>'])
      expect((await finish(answers, '203.0.113.30')).status).toBe(303);
    expect(await findings()).toEqual(before);
    for (let again = 0; again < 13; again += 1)
      expect((await finish(whole, '203.0.113.31')).status).toBe(303);
    expect(await findings()).toEqual(
      before.map(([technique, asked, found]) => [technique, Number(asked) + 10, Number(found) + 10]),
    );
  }, 60_000);

  test('asks again without counting, and asks for nothing of another site', async () => {
    const again = (await visit(`${start}/vraag?o=1`)).text;
    expect(again).toContain('name="o" value="1"');
    const whole = await round(true);
    const [first = '', second = ''] = whole.split('~');
    const [key, choice] = second.split('.');
    const last = async (o: string) =>
      (await visit(`${start}/vraag?a=${first}&q=${key}&k=${choice}${o}`)).text;
    expect(await last('')).toContain('action="/herken-de-techniek/einde"');
    const uncounted = await last('&o=1');
    expect(uncounted).not.toContain('action="/herken-de-techniek/einde"');
    expect(uncounted).toMatch(/amp;o(=|&#x3D;)1"/);
    const elsewhere = await finish(whole, '203.0.113.32').set('Sec-Fetch-Site', 'cross-site');
    expect(elsewhere.status).toBe(403);
  }, 60_000);
});
