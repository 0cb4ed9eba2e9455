import 'reflect-metadata';
import request, { type Test } from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiClient } from '../support/api-client.js';
import { disclosed } from '../support/disclosed-trial.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

let service: TestService;

const visit = (path: string): Test =>
  request(service.app.getHttpServer()).get(path).set('Accept', 'text/html');

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  // Its letters were sent elsewhere, and their words are not here.
  await disclosed(service, 'klein', 70);
}, 60_000);
afterAll(() => service.close());

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
    await disclosed(service, 'met-brief', 70, 'dienst-een', changes);
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
