import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Response } from 'supertest';
import { DraftsService } from '../../src/drafts/drafts.service.js';
import { textAt, valueAt } from '../../src/drafts/draft-content.js';
import { ReviewDrafts } from '../../src/drafts/review-drafts.js';
import { WaitingService } from '../../src/drafts/waiting.service.js';
import { TrialsService } from '../../src/trials/trials.service.js';
import { startTestService, type TestService } from '../support/test-service.js';
import { workbenchClient, type Fields, type WorkbenchClient } from '../support/workbench-client.js';

let service: TestService;
let designer: WorkbenchClient;
let second: WorkbenchClient;
let reviewer: WorkbenchClient;
let both: WorkbenchClient;
let elsewhere: WorkbenchClient;
let printer: WorkbenchClient;

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  designer = await workbenchClient(service, 'dienst-een', 'D. Ontwerper', ['designer']);
  second = await workbenchClient(service, 'dienst-een', 'T. Tweede', ['designer']);
  reviewer = await workbenchClient(service, 'dienst-een', 'R. Beoordelaar', ['reviewer']);
  both = await workbenchClient(service, 'dienst-een', 'B. Beide', ['designer', 'reviewer']);
  elsewhere = await workbenchClient(service, 'dienst-twee', 'E. Elders', ['designer', 'reviewer']);
  printer = await workbenchClient(service, 'dienst-een', 'P. Drukker', ['print-shop']);
}, 60_000);
afterAll(() => service.close());

const drafts = (): DraftsService => service.app.get(DraftsService);
const idIn = (response: Response): string =>
  /drafts\/([0-9a-f-]{36})/.exec(response.headers['location'] ?? '')?.[1] ?? '';

async function begin(who: WorkbenchClient, fields: Fields): Promise<string> {
  const answer = await who.send('/workbench/new-trial', fields);
  expect([answer.status, answer.text]).toEqual([303, expect.any(String)]);
  return idIn(answer);
}

const draftOf = (id: string) => drafts().get(designer.account.organisationId, id);

/** Sends a step's form for the revision that is saved now. */
async function save(who: WorkbenchClient, id: string, step: string, fields: Fields): Promise<Response> {
  const { revision } = await draftOf(id);
  return who.send(`/workbench/drafts/${id}/${step}`, { revision: String(revision), ...fields });
}

/** All that a small trial needs beyond what an empty draft has. */
const answers: readonly (readonly [step: string, fields: Fields])[] = [
  [
    'question',
    { question: 'Helpt een extra zin?', 'question.en': 'Does a line help?', targetGroup: 'Iedereen.' },
  ],
  ['letter', { 'letter.subject': 'Uw formulier', do: 'add-element' }],
  [
    'letter',
    {
      'elements.0.name': 'Datum',
      'elements.0.technique': 'deadline',
      'elements.0.slot': 'midden',
      'elements.0.text': 'Doe het voor 1 april.',
    },
  ],
  ['arms', { 'arms.1.elements': ['', 'element-1'], strata: 'regio, leeftijd' }],
  ['outcome', { 'outcome.description': 'Het formulier is terug.', 'costs.letter': '0,96' }],
  [
    'size',
    {
      'power.expectedResponse': '40',
      'analysis.smallestWorthwhileUplift': '2,5',
      'power.recipients': '16.000',
    },
  ],
  [
    'planning',
    { 'planning.mailing': '2026-03-02', 'planning.close': '2026-04-06', 'planning.disclosure': '2026-05-01' },
  ],
  [
    'care',
    {
      'data.purpose': 'Leren.',
      'data.retainUntil': '2026-12-31',
      'data.dpia': 'DPIA-1',
      ...Object.fromEntries([0, 1, 2, 3, 4, 5].map((place) => [`ethics.${place}.answer`, 'Nee.'])),
    },
  ],
];

async function writeWhole(who: WorkbenchClient, title: string): Promise<string> {
  const id = await begin(who, { title });
  for (const [step, fields] of answers) {
    expect([step, (await save(who, id, step, fields)).status]).toEqual([step, 303]);
  }
  return id;
}

const issuesOf = async (id: string): Promise<string[]> =>
  (await service.app.get(ReviewDrafts).check(await draftOf(id))).issues.map(
    ({ path, code }) => `${path} ${code}`,
  );

describe('beginning', () => {
  test('a draft needs a title, and what was typed stays', async () => {
    const answer = await designer.send('/workbench/new-trial', { from: 'text', title: 'X', text: 'a: [' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('a: [');
    expect((await designer.send('/workbench/new-trial', { title: '' })).status).toBe(422);
  });

  test('an example comes with its letters, and without dates and names that are not ours', async () => {
    const id = await begin(designer, { from: 'example:belastingdienst', title: 'Naar een voorbeeld' });
    const { content } = await draftOf(id);
    expect(textAt(content, 'letter.base')).toContain('{{slot "norm"}}');
    expect(textAt(content, 'elements.0.text')).toContain('staatssecretaris');
    expect([content['planning'], content['organisation'], content['kind']]).toEqual([
      undefined,
      undefined,
      'trial',
    ]);
    expect(await issuesOf(id)).toEqual([
      'elements.0.claims.0.agreedBy trials:missing-key',
      'elements.0.claims.0.agreedOn trials:missing-key',
      'elements.0.claims.0.recorded trials:missing-key',
      'planning.mailing trials:missing-key',
      'planning.close trials:missing-key',
      'planning.disclosure trials:missing-key',
      'data.retainUntil trials:missing-key',
    ]);
  });

  test('a protocol.yaml may be half written, and keeps what no step has a field for', async () => {
    const text = 'title: Uit een bestand\nsource: { citation: Een artikel }\npower: { recipients: veel }\n';
    const id = await begin(designer, { from: 'text', text });
    await save(designer, id, 'size', { 'power.expectedResponse': '40%' });
    const { content } = await draftOf(id);
    expect(content).toMatchObject({
      source: { citation: 'Een artikel' },
      power: { recipients: 'veel', expectedResponse: 0.4 },
    });
    const page = await designer.get(`/workbench/drafts/${id}/size`);
    expect(page.text).toContain('value="veel"');
    expect(page.text).toContain('Vul hier een getal in');
    expect((await designer.get(`/workbench/drafts/${id}/text`)).text).toContain('citation: Een artikel');
  });

  test('nobody sees another agency’s drafts, and who prints sees none', async () => {
    const id = await begin(designer, { title: 'Van ons' });
    for (const path of ['question', 'review', 'text', 'preview', 'protocol.yaml']) {
      expect([path, (await elsewhere.get(`/workbench/drafts/${id}/${path}`)).status]).toEqual([path, 404]);
      expect([path, (await printer.get(`/workbench/drafts/${id}/${path}`)).status]).toEqual([path, 403]);
    }
    expect(
      (await elsewhere.send(`/workbench/drafts/${id}/question`, { revision: '1', title: 'X' })).status,
    ).toBe(404);
    expect((await elsewhere.get('/workbench')).text).not.toContain('Van ons');
  });
});

describe('saving', () => {
  test('what is missing is told by its step, and goes as it is filled in', async () => {
    const id = await begin(designer, { title: 'Wat ontbreekt' });
    expect(await issuesOf(id)).toContain('planning.mailing trials:missing-key');
    await save(designer, id, 'planning', {
      'planning.mailing': '2026-03-02',
      'planning.close': '2026-03-01',
    });
    expect((await issuesOf(id)).filter((issue) => issue.startsWith('planning'))).toEqual([
      'planning.disclosure trials:missing-key',
    ]);
    await save(designer, id, 'planning', { 'planning.disclosure': '2026-05-01' });
    // The rest is far from done; what is there already is checked all the same.
    expect(await issuesOf(id)).toContain('planning.close trials:close-before-mailing');
    const page = await designer.get(`/workbench/drafts/${id}/planning`);
    expect(page.text).toContain('href="/workbench/drafts/' + id + '/planning#planning-close"');
    expect(page.text).toMatch(/id="planning-close"[^>]*aria-invalid="true"/);
  });

  test('what is missing is told at its field after a save, and not on a form that nobody filled in', async () => {
    const id = await begin(designer, { title: 'Nog leeg' });
    const path = `/workbench/drafts/${id}/question`;
    const told =
      /id="targetGroup"[^>]*aria-invalid="true" aria-describedby="targetGroup-hint targetGroup-message"/;
    expect((await designer.get(path)).text).not.toContain('Dit is nog leeg');
    const saved = await save(designer, id, 'question', { question: 'Helpt het?' });
    expect(saved.headers['location']).toBe(`${path}?missing`);
    const page = (await designer.get(`${path}?missing`)).text;
    expect(page).toMatch(told);
    expect(page).toMatch(/id="targetGroup-message">Dit is nog leeg. Vul het in./);
    expect(page).not.toMatch(/id="question"[^>]*aria-invalid/);
    // Who comes from the review or adds to a list: the one wants to know, the other is not done.
    expect((await designer.get(`/workbench/drafts/${id}/review`)).text).toContain(
      `href="${path}?missing#targetGroup"`,
    );
    const added = await save(designer, id, 'planning', { do: 'add-reminder' });
    expect(added.headers['location']).toBe(`/workbench/drafts/${id}/planning#reminders-0`);
    // A page that saves by itself gets both kinds of messages, and tells of what was left empty.
    const { revision } = await draftOf(id);
    const { body } = await designer.sendForJson(path, { revision: String(revision) });
    expect([body.messages.targetGroup, body.missing.targetGroup, body.missing.question]).toEqual([
      '',
      'Dit is nog leeg. Vul het in.',
      '',
    ]);
  });

  test('looks, reminders, a beacon and covariates have fields, and are read back as they were typed', async () => {
    const id = await writeWhole(designer, 'Alle velden');
    for (const change of ['add-reminder', 'add-reminder-arm:0'])
      await save(designer, id, 'planning', { do: change });
    await save(designer, id, 'arms', { do: 'add-covariate' });
    await save(designer, id, 'planning', {
      'looks.boundary': ['', 'obrien-fleming'],
      'looks.at': '33%, 66,5%',
      'reminders.0.afterDays': '14',
      'reminders.0.letter.subject': 'Nog eens',
      'reminders.0.letter.elements.0.arm': 'oud',
      'reminders.0.letter.elements.0.elements': ['', 'element-1'],
    });
    await save(designer, id, 'arms', {
      'covariates.0.column': 'leeftijd',
      'covariates.0.step': '5',
      'randomness.beacon': ['', 'nist'],
      'randomness.pulse': '2026-03-01 12:00',
      strata: 'regio',
    });
    await save(designer, id, 'letter', { 'letter.disclosure.postponedBecause': 'Anders meet u de regel.' });
    expect(await issuesOf(id)).toEqual([]);
    const planning = (await designer.get(`/workbench/drafts/${id}/planning`)).text;
    expect(planning).toContain('value="33%, 66,5%"');
    expect(planning).toMatch(/value="obrien-fleming" checked/);
    expect(planning).toMatch(/name="reminders.0.letter.elements.0.elements" value="element-1" checked/);
    const arms = (await designer.get(`/workbench/drafts/${id}/arms`)).text;
    expect(arms).toContain('value="2026-03-01 12:00"');
    expect(arms).toContain('value="leeftijd"');
    const review = (await designer.get(`/workbench/drafts/${id}/review`)).text;
    expect(review).not.toContain('Overige onderdelen');
    for (const text of ['33%, 66,5%', 'Nog eens', '2026-03-01 12:00', 'Anders meet u de regel.'])
      expect(review).toContain(text);
  });

  test('two at once at one step: the second sees both texts, and nothing is lost', async () => {
    const id = await begin(designer, { title: 'Samen' });
    const revision = '1';
    await designer.send(`/workbench/drafts/${id}/question`, { revision, question: 'De eerste vraag?' });
    const late = await second.send(`/workbench/drafts/${id}/question`, {
      revision,
      question: 'De tweede vraag?',
    });
    expect(late.status).toBe(409);
    expect(late.text).toContain('De eerste vraag?');
    expect(late.text).toContain('De tweede vraag?');
    expect(late.text).toContain('D. Ontwerper');
    expect(textAt((await draftOf(id)).content, 'question')).toBe('De eerste vraag?');
    // Who then chooses their own text gets it; another step was never in the way.
    const other = await second.send(`/workbench/drafts/${id}/planning`, {
      revision,
      'planning.mailing': '2026-03-02',
    });
    expect(other.status).toBe(303);
    await save(second, id, 'question', { question: 'De tweede vraag?', overwrite: 'yes' });
    expect((await draftOf(id)).content).toMatchObject({
      question: 'De tweede vraag?',
      planning: { mailing: '2026-03-02' },
    });
  });

  test('a page that saves by itself is told the revision and what is still to do', async () => {
    const id = await begin(designer, { title: 'Vanzelf' });
    const path = `/workbench/drafts/${id}/size`;
    const saved = await designer.sendForJson(path, { revision: '1', 'power.recipients': 'acht' });
    expect(saved.body).toMatchObject({
      revision: 2,
      status: expect.stringContaining('D. Ontwerper'),
      todo: expect.stringContaining('Aantal ontvangers'),
      messages: { 'power-recipients': expect.stringContaining('getal') },
    });
    await second.send(path, { revision: '2', 'power.recipients': '900' });
    const late = await designer.sendForJson(path, { revision: '2', 'power.recipients': '800' });
    expect([late.status, late.body.code]).toEqual([409, 'drafts:changed-meanwhile']);
  });

  test('names that are no field of the step do nothing', async () => {
    const id = await begin(designer, { title: 'Vreemde velden' });
    const before = (await draftOf(id)).content;
    await save(designer, id, 'question', {
      'approval.by': 'Ik',
      '__proto__.polluted': 'ja',
      'constructor.prototype.polluted': 'ja',
      'elements.5.text': 'x',
      'letter.base': 'x',
    });
    expect((await draftOf(id)).content).toEqual(before);
    expect(valueAt({}, 'polluted')).toBeUndefined();
  });

  test('an element that goes is taken out of the arms that had it', async () => {
    const id = await begin(designer, { title: 'Weg' });
    await save(designer, id, 'letter', { do: 'add-element' });
    await save(designer, id, 'arms', { 'arms.1.elements': ['', 'element-1'] });
    await save(designer, id, 'letter', { do: 'remove:elements.0' });
    expect((await draftOf(id)).content).toMatchObject({ elements: [], arms: [{}, { elements: [] }] });
  });

  test('elements become factors, every combination is shown, and arms come back', async () => {
    const id = await begin(designer, { from: 'example:belastingdienst', title: 'Heen en terug' });
    expect((await designer.get(`/workbench/drafts/${id}/arms`)).text).toContain('Dit worden 8 groepen');
    await save(designer, id, 'arms', { do: 'to-arms' });
    expect(valueAt((await draftOf(id)).content, 'arms.7.elements')).toHaveLength(3);
    await save(designer, id, 'arms', { do: 'to-factors' });
    expect(valueAt((await draftOf(id)).content, 'factors.2.element')).toBe('meerderheid');
  });
});

describe('what is shown', () => {
  const nasty = `"><script>alert(1)</script><img src=x onerror=alert(1)>`;

  test('text is text: on every page, in the letter, and in what a page shows anew', async () => {
    const id = await begin(designer, { title: nasty });
    await save(designer, id, 'letter', {
      'letter.subject': nasty,
      'letter.base': `${nasty}\n\n{{slot "a"}}`,
      do: 'add-element',
    });
    await save(designer, id, 'letter', {
      'elements.0.name': nasty,
      'elements.0.slot': nasty,
      'elements.0.text': nasty,
      'elements.0.technique': nasty,
    });
    await designer.send(`/workbench/drafts/${id}/comments`, { step: 'letter', text: nasty });
    const json = await designer.sendForJson(`/workbench/drafts/${id}/letter`, {
      revision: String((await draftOf(id)).revision),
      do: `add-claim:0.factual`,
    });
    const pages = await Promise.all(
      ['question', 'letter', 'arms', 'care', 'review', 'text', 'preview'].map((path) =>
        designer.get(`/workbench/drafts/${id}/${path}`),
      ),
    );
    for (const text of [
      ...pages.map((page) => page.text),
      json.body.todo,
      (await designer.get('/workbench')).text,
    ]) {
      expect(text).not.toContain('<script>alert');
      expect(text).not.toContain('<img src=x');
    }
  });

  test('the letter is shown in a frame of its own that can run nothing', async () => {
    const id = await writeWhole(designer, 'Voorbeeldbrief');
    const plain = await designer.get(`/workbench/drafts/${id}/preview?arm=oud`);
    const changed = await designer.get(`/workbench/drafts/${id}/preview?arm=nieuw`);
    expect(plain.text).not.toContain('Doe het voor 1 april.');
    expect(changed.text).toContain('Doe het voor 1 april.');
    // A blank letter fits its one page; the count stands over it.
    expect(changed.text).toContain('1 bladzijde, voor iedereen');
    const base = `${textAt((await draftOf(id)).content, 'letter.base')}\n\n${'Nog een zin. '.repeat(200)}`;
    await save(designer, id, 'letter', { 'letter.base': base });
    const long = await designer.get(`/workbench/drafts/${id}/preview?arm=nieuw`);
    expect(long.text).toContain(
      '2 bladzijden voor de langste naam en het langste adres; dat is 1 meer dan u toestaat (1)',
    );
    const revision = String((await draftOf(id)).revision);
    const sent = await designer.send(`/workbench/drafts/${id}/review/send`, { revision });
    expect([sent.status, sent.text.includes('is te lang: 2 bladzijden')]).toEqual([422, true]);
    expect((await draftOf(id)).state).toBe('writing');
    await save(designer, id, 'letter', { 'letter.pages': '2' });
    expect((await designer.get(`/workbench/drafts/${id}/preview?arm=nieuw`)).text).toContain(
      '2 bladzijden, voor iedereen',
    );
    expect(changed.headers['content-security-policy']).toContain("sandbox; default-src 'none'");
    expect(changed.headers['content-security-policy']).not.toContain('script');
    await save(designer, id, 'letter', { 'letter.base': '{{#each x}}' });
    expect((await designer.get(`/workbench/drafts/${id}/preview`)).text).toContain(
      'Zodra de basisbrief klopt',
    );
  });

  test('the size of the trial is told in words, a drawing and a table', async () => {
    const id = await writeWhole(designer, 'Hoeveel brieven');
    const page = (await designer.get(`/workbench/drafts/${id}/size`)).text;
    expect(page).toMatch(/Met 16\.000 brieven ziet u een verschil van 2,2 procentpunt in 8 van de 10 keer/);
    expect(page).toContain('class="chart__drawing"');
    // As somebody types, before anything is saved.
    const typed = { 'power.recipients': '900' };
    const { body } = await designer.sendForJson(`/workbench/drafts/${id}/size/reckoning`, typed);
    expect([body.said, body.size]).toEqual([
      expect.stringContaining('Met 900 brieven'),
      expect.stringContaining('class="chart__drawing"'),
    ]);
    const empty = await designer.sendForJson(`/workbench/drafts/${id}/size/reckoning`, {
      'power.recipients': '',
    });
    expect(empty.body.said).toContain('Vul de verwachte respons');
    expect(await issuesOf(id)).toEqual([]);
    for (const [who, status] of [
      [elsewhere, 404],
      [printer, 403],
    ] as const) {
      const refused = await who.sendForJson(`/workbench/drafts/${id}/size/reckoning`, typed);
      expect(refused.status).toBe(status);
    }
    await save(designer, id, 'size', { 'power.recipients': '900' });
    expect(await issuesOf(id)).toEqual(['power.recipients trials:underpowered']);
    expect((await designer.get(`/workbench/drafts/${id}/size`)).text).toMatch(
      /zijn 1\d\.\d{3} brieven nodig/,
    );
    await save(designer, id, 'size', { 'power.reasonIfUnderpowered': 'Meer mensen zijn er niet.' });
    expect(await issuesOf(id)).toEqual([]);
  });
});

describe('review', () => {
  const waiting = async ({ account }: WorkbenchClient): Promise<string[]> =>
    (await service.app.get(WaitingService).of(account)).map(({ kind }) => kind);

  test('from nothing to registered, with what came back in between', async () => {
    const id = await writeWhole(designer, 'Van begin tot eind');
    const path = `/workbench/drafts/${id}`;
    const revision = async (): Promise<string> => String((await draftOf(id)).revision);
    expect((await reviewer.send(`${path}/review/approve`, { revision: await revision() })).status).toBe(409);
    expect((await designer.send(`${path}/review/send`, { revision: await revision() })).status).toBe(303);
    expect(await waiting(reviewer)).toContain('draft-to-review');
    expect((await save(designer, id, 'question', { question: 'Stiekem?' })).status).toBe(409);

    expect((await reviewer.send(`${path}/comments`, { step: 'letter', text: 'Te lang.' })).status).toBe(303);
    expect((await reviewer.send(`${path}/review/send-back`, { reason: ' ' })).status).toBe(422);
    expect((await reviewer.send(`${path}/review/send-back`, { reason: 'Korter.' })).status).toBe(303);
    expect(await waiting(designer)).toContain('draft-sent-back');

    const [, comment] = /id="comment-([0-9a-f-]+)"/.exec((await designer.get(`${path}/review`)).text) ?? [];
    await designer.send(`${path}/comments`, { step: 'letter', text: 'Gedaan.', answerTo: comment ?? '' });
    await designer.send(`${path}/comments/${comment}/resolve`, {});
    expect(
      (
        await designer.send(`${path}/comments`, {
          step: 'letter',
          text: 'Nog iets.',
          answerTo: comment ?? '',
        })
      ).status,
    ).toBe(409);

    await save(designer, id, 'letter', { 'letter.subject': 'Uw korte formulier' });
    await designer.send(`${path}/review/send`, { revision: await revision() });
    const read = (await reviewer.get(`${path}/review`)).text;
    expect(read).toContain('Uw <ins>korte </ins>formulier');
    expect(read).toContain('1 wijziging');
    expect(read).toContain('Opgelost door D. Ontwerper');

    service.clock.set('2026-02-12');
    const approved = await reviewer.send(`${path}/review/approve`, { revision: await revision() });
    expect([approved.status, approved.headers['location']]).toEqual([
      303,
      '/workbench/trials/van-begin-tot-eind',
    ]);
    const trial = await service.app.get(TrialsService).findByAddress('dienst-een', 'van-begin-tot-eind');
    expect(trial?.protocol).toMatchObject({
      authors: ['D. Ontwerper'],
      approval: { by: 'R. Beoordelaar', on: '2026-02-12' },
      question: { nl: 'Helpt een extra zin?', en: 'Does a line help?' },
      strata: ['regio', 'leeftijd'],
    });
    expect((await save(designer, id, 'question', { question: 'Achteraf?' })).status).toBe(409);
  });

  test('a comment may be about one thing, and stays with it when others go', async () => {
    const id = await writeWhole(designer, 'Over een veld');
    const path = `/workbench/drafts/${id}`;
    await save(designer, id, 'letter', { do: 'add-element' });
    await save(designer, id, 'letter', { 'elements.1.name': 'Tweede', 'elements.1.text': 'Nog een zin.' });
    const comment = { step: 'letter', text: 'Te streng?', anchor: 'elements.#element-2.text' };
    expect((await reviewer.send(`${path}/comments`, comment)).status).toBe(303);
    await save(designer, id, 'letter', { do: 'remove:elements.0' });
    const review = (await designer.get(`${path}/review`)).text;
    expect(review).toContain('href="#row-elements-element-2-text">Element 1: Tweede – Tekst in de brief</a>');
    expect(review).toContain('id="row-elements-element-2-text"');
    const letter = (await designer.get(`${path}/letter`)).text;
    const field = letter.slice(letter.indexOf('id="elements-0-text-message"'));
    expect(field.slice(0, 600)).toMatch(/Opmerking van R. Beoordelaar:[^]*Te streng\?/);
    await save(designer, id, 'letter', { do: 'remove:elements.0' });
    expect((await designer.get(`${path}/review`)).text).toContain('iets dat er niet meer staat');
    // What is not there, or in another step, can't be talked about.
    for (const anchor of ['elements.#weg.text', 'title']) {
      const answer = await reviewer.send(`${path}/comments`, { ...comment, anchor });
      expect([answer.status, answer.text.includes('staat er niet meer')]).toEqual([422, true]);
    }
  });

  test('who changed a word of it does not approve it, whatever their role', async () => {
    const id = await writeWhole(designer, 'Vier ogen');
    const path = `/workbench/drafts/${id}`;
    await save(both, id, 'outcome', { 'outcome.windowDays': '30' });
    const { revision } = await draftOf(id);
    await designer.send(`${path}/review/send`, { revision: String(revision) });
    const own = await both.send(`${path}/review/approve`, { revision: String(revision) });
    expect(own.status).toBe(403);
    expect(own.text).toContain('U schreef mee aan dit plan');
    expect((await both.send(`${path}/review/send-back`, { reason: 'x' })).status).toBe(403);
    expect((await designer.send(`${path}/review/approve`, { revision: String(revision) })).status).toBe(403);
    expect(await waiting(both)).not.toContain('draft-to-review');
    // Approved is what was read: an older page decides nothing.
    expect((await reviewer.send(`${path}/review/approve`, { revision: String(revision - 1) })).status).toBe(
      409,
    );
    expect((await draftOf(id)).state).toBe('in-review');
  });

  test('what can’t be registered stays in review, with the reason', async () => {
    const id = await writeWhole(designer, 'Te laat');
    const path = `/workbench/drafts/${id}`;
    const { revision } = await draftOf(id);
    await designer.send(`${path}/review/send`, { revision: String(revision) });
    service.clock.set('2026-03-05');
    const late = await reviewer.send(`${path}/review/approve`, { revision: String(revision) });
    expect([late.status, late.text]).toEqual([422, expect.stringContaining('dag van posten')]);
    expect((await draftOf(id)).state).toBe('in-review');
    service.clock.set('2026-02-12');
  });

  test('a registered protocol is changed by the same road, with a reason', async () => {
    const start = await designer.send('/workbench/trials/van-begin-tot-eind/amendment', {});
    const id = idIn(start);
    expect(idIn(await second.send('/workbench/trials/van-begin-tot-eind/amendment', {}))).toBe(id);
    const path = `/workbench/drafts/${id}`;
    await save(designer, id, 'planning', { 'planning.disclosure': '2026-06-01' });
    const revision = String((await draftOf(id)).revision);
    expect((await designer.send(`${path}/review/send`, { revision })).status).toBe(422);
    await designer.send(`${path}/review/send`, { revision, reason: 'Meer tijd nodig.' });
    expect((await reviewer.get(`${path}/review`)).text).toContain('Vergeleken met het geregistreerde plan');
    expect((await reviewer.send(`${path}/review/approve`, { revision })).status).toBe(303);
    const trial = await service.app.get(TrialsService).findByAddress('dienst-een', 'van-begin-tot-eind');
    const versions = await service.app.get(TrialsService).versions(trial?.id ?? '');
    expect(versions.map(({ version, reason, approvedBy }) => [version, reason, approvedBy])).toEqual([
      [1, null, 'R. Beoordelaar'],
      [2, 'Meer tijd nodig.', 'R. Beoordelaar'],
    ]);
    expect(trial?.protocol.planning.disclosure).toBe('2026-06-01');
  });
});
