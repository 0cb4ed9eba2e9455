import { afterAll, describe, expect, test, vi } from 'vitest';
import { DomainError } from '../../src/core/domain-error.js';
import { WaitingService } from '../../src/drafts/waiting.service.js';
import { RegisterTrial } from '../../src/trials/register-trial.js';
import { TrialsService } from '../../src/trials/trials.service.js';
import { DraftRoom, draftIdIn } from '../support/draft-room.js';
import { workbenchClient, type WorkbenchClient } from '../support/workbench-client.js';

const room = await DraftRoom.open();
afterAll(() => room.service.close());
const { service, designer, second, reviewer, both, draftOf, save, writeWhole } = room;

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
    expect(review).toContain('<span class="placeholder placeholder--slot">Plek: ');
    expect(review.replace(/<(textarea|select)[\s\S]*?<\/\1>/g, '')).not.toContain('{{slot');
    expect(review).toContain('href="#row-elements-element-2-text">Element 1: Tweede – Tekst in de brief</a>');
    expect(review).toContain('id="row-elements-element-2-text"');
    const letter = (await designer.get(`${path}/letter`)).text;
    const field = letter.slice(letter.indexOf('id="elements-0-text-message"'));
    expect(field.slice(0, 600)).toMatch(/Opmerking van R. Beoordelaar:[^]*Te streng\?/);
    await save(designer, id, 'letter', { do: 'remove:elements.0' });
    expect((await designer.get(`${path}/review`)).text).toContain('iets dat er niet meer staat');
    // What is not there, or in another step, can't be talked about.
    const empty = { step: 'planning', text: 'Wanneer kijkt u?', anchor: 'looks.boundary' };
    expect((await reviewer.send(`${path}/comments`, empty)).status).toBe(303);
    expect((await designer.get(`${path}/review`)).text).toContain('(nog leeg)</p>');
    expect((await designer.get(`${path}/planning`)).text).toContain('Wanneer kijkt u?');
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

  test('of two approvals at once, the one that comes late does not bring the draft back into review', async () => {
    const id = await writeWhole(designer, 'Twee keer klikken');
    const path = `/workbench/drafts/${id}`;
    const revision = String((await draftOf(id)).revision);
    await designer.send(`${path}/review/send`, { revision });
    const registerTrial = service.app.get(RegisterTrial);
    const register = registerTrial.register.bind(registerTrial);
    const begun = Promise.withResolvers<void>();
    const late = Promise.withResolvers<void>();
    const done = Promise.withResolvers<void>();
    const spy = vi
      .spyOn(registerTrial, 'register')
      .mockImplementationOnce(async (protocol, actor) => {
        begun.resolve();
        await late.promise;
        return register(protocol, actor);
      })
      // As the database tells it, whose transaction came second.
      .mockImplementationOnce(async () => {
        late.resolve();
        await done.promise;
        throw new DomainError('conflict', 'trials:registered-meanwhile', { trial: 'twee-keer-klikken' });
      });
    const approve = () => reviewer.send(`${path}/review/approve`, { revision });
    const first = approve().finally(() => done.resolve());
    await begun.promise;
    const statuses = (await Promise.all([first, approve()])).map(({ status }) => status);
    spy.mockRestore();
    expect(statuses.toSorted()).toEqual([303, 409]);
    expect((await draftOf(id)).state).toBe('registered');
  });

  test('an approval that was broken off is resumed by who gave it, and not by a namesake', async () => {
    const id = await writeWhole(designer, 'Afgebroken');
    const path = `/workbench/drafts/${id}`;
    const revision = String((await draftOf(id)).revision);
    await designer.send(`${path}/review/send`, { revision });
    await service.database.pool.query(
      `update drafts set state = 'approved', decided_by = $2, decided_at = $3 where id = $1`,
      [id, reviewer.account.accountId, '2026-02-12T10:00:00Z'],
    );
    const namesake = await workbenchClient(service, 'dienst-een', 'N. Naamgenoot', ['reviewer']);
    await service.database.pool.query('update accounts set name = $2 where id = $1', [
      namesake.account.accountId,
      reviewer.account.name,
    ]);
    expect((await namesake.send(`${path}/review/approve`, { revision })).status).toBe(409);
    expect((await draftOf(id)).state).toBe('approved');
    expect((await reviewer.send(`${path}/review/approve`, { revision })).status).toBe(303);
    expect((await draftOf(id)).state).toBe('registered');
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
    const id = draftIdIn(start);
    expect(draftIdIn(await second.send('/workbench/trials/van-begin-tot-eind/amendment', {}))).toBe(id);
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
