import { afterAll, describe, expect, test } from 'vitest';
import { textAt, valueAt } from '../../src/drafts/draft-content.js';
import { DraftRoom } from '../support/draft-room.js';

const room = await DraftRoom.open();
afterAll(() => room.service.close());
const { designer, second, elsewhere, printer, begin, draftOf, save, writeWhole, issuesOf } = room;

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
    expect(page.text).toContain('Vul hier een heel getal in');
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
