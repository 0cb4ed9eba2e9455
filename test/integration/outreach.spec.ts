import 'reflect-metadata';
import { strFromU8, unzipSync } from 'fflate';
import { PDFDocument } from 'pdf-lib';
import request, { type Test } from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiClient } from '../support/api-client.js';
import { disclosed } from '../support/disclosed-trial.js';
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

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  await disclosed(service, 'klein', 70);
  // Three responses in one hundred and twenty: no arm of it can be shown.
  await disclosed(service, 'verborgen', 3, 'dienst-twee');
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
  await disclosed(service, 'te-klein', 0);
  const { text } = await visit('/trials/dienst-een/te-klein');
  expect(text).toContain('Het resultaat is niet te tonen: in een groep zijn zo weinig mensen of reacties');
  expect(text).not.toContain('Er is nog geen resultaat');
}, 60_000);
