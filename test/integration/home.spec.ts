import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiClient, people } from '../support/api-client.js';
import { browserUser, type BrowserUser } from '../support/browser-user.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

let service: TestService;
let administrator: BrowserUser;
let analyst: BrowserUser;
let reviewer: BrowserUser;
let printShop: BrowserUser;

const said = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const home = async (who: BrowserUser): Promise<string> => said((await who.get('/workbench')).text);
const query = (sql: string, values: readonly unknown[] = []) => service.database.pool.query(sql, [...values]);

async function everybody(): Promise<void> {
  administrator = await browserUser(service, 'dienst-een', 'B. Beheerder', ['administrator', 'designer']);
  analyst = await browserUser(service, 'dienst-een', 'A. Analist', ['analyst']);
  reviewer = await browserUser(service, 'dienst-een', 'R. Beoordelaar', ['reviewer']);
  printShop = await browserUser(service, 'dienst-een', 'P. Drukker', ['print-shop']);
}

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  const system = await apiClient(service, 'dienst-een');
  await system.register(drawnProtocol());
  await system.register(drawnProtocol({ trial: 'voorbeeld', kind: 'example' }));
  const other = await apiClient(service, 'dienst-twee');
  const organisation = {
    slug: 'dienst-twee',
    name: 'Twee',
    contact: { name: 'T', email: 't@twee.example', url: 'https://t.example' },
  };
  await other.register(drawnProtocol({ organisation }));
  await everybody();
}, 120_000);
afterAll(() => service.close());

describe('the figures of the quarter', () => {
  test('count the organisation’s own trials, no examples and nobody else’s', async () => {
    const page = await home(administrator);
    expect(page).toContain('Kwartaal 1 van 2026');
    expect(page).toMatch(/Proeven geregistreerd 1 /);
    expect(page).toMatch(/Vragen beantwoord 0 van 0/);
    expect(page).not.toContain('Doel:');
  });

  test('stand beside targets that an administrator sets', async () => {
    expect((await analyst.get('/workbench/targets')).status).toBe(403);
    const wrong = await administrator.post('/workbench/targets', { trials: '2', answered: '120' });
    expect([wrong.status, wrong.text.includes('value="120"')]).toEqual([422, true]);
    const set = await administrator.post('/workbench/targets', {
      trials: '2',
      letters: '40.000',
      answered: '90',
    });
    expect(set.status).toBe(303);
    expect((await administrator.get('/workbench/targets')).text).toContain('value="40000"');
    const page = await home(analyst);
    expect(page).toContain('Doel: 2. Nog niet gehaald');
    expect(page).toContain('Doel: 90%. Nog niets aan de beurt');
    expect(page).toMatch(/Resultaten op tijd openbaar 0 van 0 (?!Doel)/);
    expect((await query(`select from audit_entries where action = 'set-targets'`)).rowCount).toBe(1);
  });

  test('tell a page that is late, and a question that was answered', async () => {
    service.clock.set('2026-05-02');
    await everybody();
    const { rows } = await query(`select id from organisations where slug = 'dienst-een'`);
    const insert = `insert into messages (organisation_id, trial_id, kind, page, body, may_be_public, key_sha256, received_at)
      values ($1, (select id from trials where organisation_id = $1 and slug = 'klein'), 'question', '/', 'Waarom?', false, sha256($2::bytea), $3)`;
    await query(insert, [rows[0].id, 'een', '2026-05-01T10:00:00Z']);
    await query(insert, [rows[0].id, 'twee', '2026-05-01T11:00:00Z']);
    await query(
      `update messages set answer = 'Daarom.', done = '', answered_by = 'X', answered_at = $1 where key_sha256 = sha256('een')`,
      ['2026-05-02T09:00:00Z'],
    );
    const page = await home(administrator);
    expect(page).toContain('Resultaten op tijd openbaar 0 van 1');
    expect(page).toContain('Vragen beantwoord 1 van 2');
    expect(page).toContain('Proeven geregistreerd 0');
  });
});

describe('what waits', () => {
  test('is told to whoever can do it, and to nobody else', async () => {
    expect(await home(administrator)).toContain('Vraag of melding om te beantwoorden');
    expect(await home(analyst)).not.toContain('Vraag of melding om te beantwoorden');
    expect(await home(printShop)).toContain('Er wacht niets op u.');
  });

  test.each([
    ['collecting', 'De sluitdag is er', () => administrator, () => analyst],
    ['closed', 'Analyse om uit te voeren', () => analyst, () => administrator],
    ['analysed', 'Resultaat om voor te stellen', () => analyst, () => reviewer],
  ])('a trial that is %s waits for its step', async (state, words, who, other) => {
    await query(`update trials set state = $1 where slug = 'klein'`, [state]);
    expect(await home(who())).toContain(words);
    expect(await home(other())).not.toContain(words);
  });

  test('a proposal waits for a second pair of eyes, and comes back to whoever made it', async () => {
    const { rows } = await query(
      `select t.id, a.id as account from trials t, accounts a
       where t.slug = 'klein' and t.organisation_id = a.organisation_id and a.name = 'A. Analist'`,
    );
    const [{ id, account }] = rows;
    await query(
      `insert into disclosure_proposals (trial_id, sha256, correction, proposed_by, proposer, proposed_at)
       values ($1, sha256('x'), 'Een jaartal', 'A. Analist', $2, now())`,
      [id, account],
    );
    expect(await home(reviewer)).toContain('Correctie om openbaar te maken, voorgesteld door A. Analist');
    expect(await home(analyst)).not.toContain('om openbaar te maken');
    await query(
      `update disclosure_proposals set decision = 'sent-back', decided_by = 'R. Beoordelaar',
         decider = (select id from accounts where name = 'R. Beoordelaar'), decided_at = now(), reason = 'Bron?'`,
    );
    expect(await home(analyst)).toContain('Openbaarmaking teruggestuurd door R. Beoordelaar');
    expect(await home(reviewer)).not.toContain('voorgesteld door');
  });

  test('a wave that is made waits for who hands it over', async () => {
    await query(`update trials set state = 'mailing' where slug = 'klein'`);
    await query(
      `with w as (insert into waves (trial_id, number, created_at)
         select t.id, 1, now() from trials t join organisations o on o.id = t.organisation_id
         where t.slug = 'klein' and o.slug = 'dienst-een' returning id)
       insert into batches (wave_id, number, letters, state, pages, pdf_file, pdf_sha256, rendered_at)
       select id, 1, 10, 'rendered', 10, 'x', sha256('x'), now() from w`,
    );
    expect(await home(printShop)).toContain('Brieven om over te dragen aan de drukker');
    expect(await home(analyst)).not.toContain('Brieven om over te dragen');
  });

  test('that personal data go soon is told a month before, and when', async () => {
    const warning = 'De persoonsgegevens worden op 2026-12-31 gewist';
    const system = await apiClient(service, 'dienst-een');
    const begun = await system.register(drawnProtocol({ trial: 'bijna-gewist' }));
    await system.sendCsv(`${begun.headers['location'] ?? ''}/recipient-files`, people(10));
    service.clock.set('2026-11-30');
    await everybody();
    expect(await home(administrator)).not.toContain(warning);
    service.clock.set('2026-12-01');
    await everybody();
    expect(await home(administrator)).toContain(warning);
    expect(await home(printShop)).not.toContain(warning);
  });
});
