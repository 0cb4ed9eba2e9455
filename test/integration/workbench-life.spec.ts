import 'reflect-metadata';
import { IncomingMessage } from 'node:http';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readLetterCode } from '../../src/core/post/letter-code.js';
import { apiClient, people, type ApiClient } from '../support/api-client.js';
import { browserUser, type BrowserUser } from '../support/browser-user.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

const TRIAL = '/workbench/trials/klein';

let service: TestService;
let system: ApiClient;
let designer: BrowserUser;
let reviewer: BrowserUser;
let analyst: BrowserUser;
let frontDesk: BrowserUser;

/** Turns the calendar; sessions last a working day, so everybody signs in again. */
async function turnTo(day: string): Promise<void> {
  service.clock.set(day);
  designer = await browserUser(service, 'dienst-een', 'D. Ontwerper', ['designer', 'reviewer']);
  reviewer = await browserUser(service, 'dienst-een', 'R. Beoordelaar', ['reviewer']);
  analyst = await browserUser(service, 'dienst-een', 'A. Analist', ['analyst']);
  frontDesk = await browserUser(service, 'dienst-een', 'B. Balie', ['front-desk']);
}

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  system = await apiClient(service, 'dienst-een');
  await system.register(drawnProtocol());
  await turnTo('2026-02-10');
}, 120_000);
afterAll(() => service.close());

const state = async (): Promise<string> => {
  const { rows } = await service.database.pool.query<{ state: string }>('select state from trials');
  return rows[0]?.state ?? '';
};
const count = async (sql: string): Promise<number> => {
  const { rows } = await service.database.pool.query<{ count: string }>(`select count(*) from ${sql}`);
  return Number(rows[0]?.count);
};
/** What a page says, without its markup. */
const said = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

/** Looks at a file and gives the form that takes it in. */
async function preview(file: string): Promise<{ html: string; fields: Record<string, string> }> {
  const { status, text } = await designer.upload(`${TRIAL}/import`, file);
  expect(status).toBe(200);
  const hidden = [...text.matchAll(/name="(waiting|fileName)" value="([^"]*)"/g)];
  const chosen = [...text.matchAll(/name="(column:[^"]+)"[^>]*>([\s\S]*?)<\/select>/g)].map(
    ([, name = '', options = '']): [string, string] => [
      name,
      /value="([^"]*)" selected/.exec(options)?.[1] ?? '',
    ],
  );
  return {
    html: text,
    fields: {
      ...Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value])),
      ...Object.fromEntries(chosen),
    },
  };
}

describe('a file of recipients', () => {
  test('is asked for first, of who may', async () => {
    const page = await designer.get(TRIAL);
    expect(said(page.text)).toContain('Volgende stap: Ontvangers inlezen');
    expect(page.text).toContain(`href="${TRIAL}/import"`);
    const other = await analyst.get(TRIAL);
    expect(said(other.text)).toContain('Dit doet een collega met de rol: ontwerper.');
    expect((await analyst.get(`${TRIAL}/import`)).status).toBe(403);
    expect((await designer.get(`${TRIAL}/import`)).text).toContain('enctype="multipart/form-data"');
  });

  test.each([
    ['a form that is not ours', () => designer.upload(`${TRIAL}/import`, people(4), 'x'), 403, 'formulier'],
    ['somebody else’s role', () => frontDesk.upload(`${TRIAL}/import`, people(4)), 403, 'rol'],
    ['a file that is no text', () => designer.upload(`${TRIAL}/import`, 'a;b\u0000c'), 422, 'tekst'],
    ['an empty file', () => designer.upload(`${TRIAL}/import`, ''), 422, 'leeg'],
    ['no file at all', () => designer.post(`${TRIAL}/import`), 415, ''],
    [
      'a file that waits no longer',
      () => designer.post(`${TRIAL}/imports`, { waiting: 'x' }),
      404,
      'niet meer',
    ],
  ])('%s is refused', async (_name, send, status, words) => {
    const answer = await send();
    expect([answer.status, said(answer.text).includes(words)]).toEqual([status, true]);
    expect(await count('imports')).toBe(0);
  });

  test('is shown before it is taken in, with its columns by name', async () => {
    const { html, fields } = await preview(people(120).replaceAll(',', ';'));
    expect(said(html)).toContain('puntkomma');
    expect(html).toContain('Z-3');
    expect(fields).toMatchObject({
      'column:reference': 'kenmerk',
      'column:regio': 'regio',
      'column:optOut': '',
    });
    expect(await count('recipients')).toBe(0);
  });

  test('is taken in by the columns that were chosen, and its sums add up', async () => {
    const file = people(120).replace('kenmerk,regio', 'dossier,gebied').replace('Z-7,', ',');
    const { fields } = await preview(file);
    expect(fields['column:reference']).toBe('');
    const wrong = await designer.post(`${TRIAL}/imports`, fields);
    expect([wrong.status, said(wrong.text).includes('ontbreken')]).toEqual([422, true]);
    const chosen = { ...fields, 'column:reference': 'dossier', 'column:regio': 'gebied' };
    expect((await designer.post(`${TRIAL}/imports`, chosen)).status).toBe(303);
    const page = said((await designer.get(TRIAL)).text);
    expect(page).toContain('120 regels = 119 geaccepteerd + 1 geweigerd');
    expect(await count('recipients')).toBe(119);
  });

  test('can be taken back until the draw, the last one first, and the trail remembers it', async () => {
    const more = await preview(people(200).replace(/^Z-(\d|\d\d|1[01]\d),.*\n/gm, ''));
    await designer.post(`${TRIAL}/imports`, more.fields);
    expect(await count('recipients')).toBe(199);
    const undo = async (place: number): Promise<number> => {
      const { rows } = await service.database.pool.query<{ id: string }>(
        'select id from imports order by created_at, id',
      );
      return (await designer.post(`${TRIAL}/imports/${rows[place]?.id}/undo`)).status;
    };
    expect(await undo(0)).toBe(409);
    expect(await undo(1)).toBe(303);
    expect(await count('recipients')).toBe(119);
    expect(await undo(0)).toBe(303);
    expect([await count('recipients'), await count('imports')]).toEqual([0, 0]);
    expect(await count("audit_entries where action = 'undo-import'")).toBe(2);
    const again = await preview(people(120));
    expect((await designer.post(`${TRIAL}/imports`, again.fields)).status).toBe(303);
    expect(await count('recipients')).toBe(120);
  });
});

/** Somebody calls: typing errors, doubles, days to come, and what was meant. */
async function atTheDesk(silent: readonly { letter_code: string }[]): Promise<void> {
  const [one, two, three] = silent.map(({ letter_code }) => letter_code);
  if (one === undefined || two === undefined || three === undefined) throw new Error('too few');
  const book = async (
    step: string,
    who: string,
    booking: string,
    day = '2026-03-19',
    why = '',
  ): Promise<[number, string]> => {
    const answer = await frontDesk.post(`${TRIAL}/responses/${step}`, { who, booking, day, why });
    return [answer.status, said(answer.text)];
  };
  const other = one.at(0) === 'A' ? 'B' : 'A';
  const mistyped = await book('look', `${other}${one.slice(1)}`, 'response');
  expect([mistyped[0], mistyped[1].includes('typefout')]).toEqual([422, true]);
  expect((await book('look', 'Z-999', 'response'))[0]).toBe(404);
  expect((await book('look', '', 'response'))[0]).toBe(422);
  expect((await book('look', one, 'dansen'))[0]).toBe(422);
  const meant = await book('look', one.toLowerCase(), 'response');
  expect([meant[0], meant[1].includes('Klopt dit?')]).toEqual([200, true]);
  // Who asks whether this is the one that is meant, shows which one.
  expect(meant[1]).toContain(one.match(/.{4}/g)?.join('-') ?? 'no code');
  // This trial has no addresses: there is no name to check with, and nobody's was looked at.
  expect([meant[1].includes('Plaats'), await count("audit_entries where action = 'see-caller'")]).toEqual([
    false,
    0,
  ]);
  const before = await count('responses');
  expect((await book('book', one, 'not-response', undefined, 'verschreven'))[1]).toContain(
    'geen reactie geboekt',
  );
  expect((await book('book', one, 'response', '2026-03-21'))[0]).toBe(422);
  expect((await book('book', one, 'response'))[1]).toContain('De reactie is geboekt.');
  expect((await book('book', one, 'response'))[1]).toContain('Dit was al geboekt.');
  expect((await book('look', one, 'response'))[1]).toContain('telt één keer');
  expect(await count('responses')).toBe(before + 1);
  expect((await book('book', one, 'not-response'))[1]).toContain('Schrijf de reden op');
  expect((await book('book', one, 'not-response', undefined, 'verschreven'))[1]).toContain('telt niet mee');
  expect(await count('responses')).toBe(before);
  expect((await book('book', one, 'response'))[1]).toContain('De reactie is geboekt.');
  expect((await book('book', two, 'objection'))[1]).toContain('Het bezwaar is geboekt.');
  expect((await book('book', two, 'deceased'))[1]).toContain('Het overlijden is geboekt.');
  expect((await book('look', two, 'not-deceased'))[1]).toContain('Waarom was het een vergissing?');
  expect((await book('look', two, 'deceased'))[1]).not.toContain('Waarom was het een vergissing?');
  expect((await book('book', two, 'not-deceased'))[1]).toContain('Schrijf de reden op');
  expect((await book('book', two, 'not-moved', undefined, 'verschreven'))[1]).toContain('niet geboekt');
  const back = await book('book', two, 'not-deceased', undefined, 'verschreven');
  expect([back[1].includes('Het overlijden is teruggenomen.'), await count('do_not_send')]).toEqual([
    true,
    0,
  ]);
  expect((await book('book', three, 'undeliverable'))[1]).toContain('De retour is geboekt.');
  expect((await book('book', three, 'not-undeliverable'))[1]).toContain('Schrijf de reden op');
  const mistake = ['book', three, 'not-undeliverable', undefined, 'verkeerde code'] as const;
  expect((await book(...mistake))[1]).toContain('De retour is teruggenomen.');
  expect([
    await count('undeliverables'),
    (await book(...mistake))[1].includes('geen retour geboekt'),
  ]).toEqual([0, true]);
  expect((await book('book', three, 'undeliverable'))[1]).toContain('De retour is geboekt.');
  // A file that says so too is not undone at the desk.
  await frontDesk.upload(`${TRIAL}/responses/files/undeliverables`, `code,datum\n${three},2026-03-18\n`);
  expect((await book(...mistake))[1]).toContain('staat ook in een bestand');
  expect([await count('objections'), await count('undeliverables')]).toEqual([1, 1]);
  expect((await reviewer.get(`${TRIAL}/responses`)).status).toBe(403);
  expect((await frontDesk.post(`${TRIAL}/responses/book`, { csrf: 'x' })).status).toBe(403);
  const file = await frontDesk.upload(`${TRIAL}/responses/files/responses`, 'code,datum\nx,2026-03-09\n');
  expect([file.status, file.headers['location']]).toEqual([303, `${TRIAL}#imports`]);
  expect((await frontDesk.upload(`${TRIAL}/responses/files/dansen`, 'code,datum')).status).toBe(404);
  expect((await frontDesk.upload(`${TRIAL}/responses/files/responses`, 'x', 'y')).status).toBe(403);
}

describe('step by step', () => {
  const take = async (user: BrowserUser, step: string, fields = {}): Promise<number> =>
    (await user.post(`${TRIAL}/steps/${step}`, fields)).status;

  test('each step says what it does and what can’t be undone, to who may take it', async () => {
    const page = said((await designer.get(`${TRIAL}/steps/allocate`)).text);
    expect(page).toContain('120 ontvangers');
    expect(page).toContain('Een loting kan niet over.');
    expect((await frontDesk.get(`${TRIAL}/steps/allocate`)).status).toBe(403);
    expect((await designer.get(`${TRIAL}/steps/dansen`)).status).toBe(404);
    expect(await take(frontDesk, 'allocate')).toBe(403);
    expect(await take(designer, 'allocate', { csrf: 'x' })).toBe(403);
    expect(await state()).toBe('registered');
  });

  test('out of turn is refused on the page that asked', async () => {
    const answer = await designer.post(`${TRIAL}/steps/close`);
    expect([answer.status, said(answer.text).includes('De proef sluiten')]).toEqual([409, true]);
    expect(await take(designer, 'freeze')).toBe(409);
    expect(await take(designer, 'allocate', { value: 'abcd' })).toBe(409);
    expect(await take(designer, 'stop', { reason: ' ' })).toBe(422);
    expect(await state()).toBe('registered');
  });

  test('draws, and then takes no file any more', async () => {
    expect(await take(designer, 'allocate')).toBe(303);
    expect(await state()).toBe('allocated');
    expect((await designer.get(TRIAL)).text).not.toContain('/undo"');
    const late = await preview(people(3));
    expect((await designer.post(`${TRIAL}/imports`, late.fields)).status).toBe(409);
  });

  test('collects, closes on the planned day and not before, and shows nothing by arm until then', async () => {
    await turnTo('2026-03-02');
    expect(await take(designer, 'collect')).toBe(303);
    const { rows } = await service.database.pool.query<{ letter_code: string; arm: number }>(
      'select letter_code, arm from allocations order by letter_code',
    );
    const answered = rows.filter(({ arm }, place) => place % (arm === 0 ? 3 : 2) === 0);
    expect(readLetterCode(answered[0]?.letter_code ?? '')).toBeDefined();
    await turnTo('2026-03-20');
    const csv = [
      'code,datum',
      ...answered.map(({ letter_code }, place) => `${letter_code},2026-03-${10 + (place % 9)}`),
    ];
    const trial = await service.database.pool.query<{ id: string }>('select id from trials');
    await system.sendCsv(`/v1/trials/${trial.rows[0]?.id}/response-files`, csv.join('\n'));
    await atTheDesk(
      rows.filter(({ letter_code }) => !answered.some((one) => one.letter_code === letter_code)),
    );
    const page = await analyst.get(TRIAL);
    expect(said(page.text)).not.toContain('Op tijd gereageerd');
    expect((await analyst.get(`${TRIAL}/charts/uplifts.csv`)).status).toBe(404);
    expect((await analyst.get(`${TRIAL}/analysis.json`)).status).toBe(403);
    expect(await take(designer, 'close')).toBe(409);
    await turnTo('2026-04-06');
    expect(said((await designer.get(TRIAL)).text)).toContain('Volgende stap: De proef sluiten');
    expect(await take(designer, 'close')).toBe(303);
  });

  test('is analysed by the analyst, once, and made public by a second pair of eyes', async () => {
    expect(await take(designer, 'analyse')).toBe(403);
    expect(await take(analyst, 'analyse')).toBe(303);
    expect(await take(analyst, 'analyse')).toBe(409);
    expect(said((await reviewer.get(TRIAL)).text)).toContain('Volgende stap: Het resultaat openbaar maken');
    expect((await designer.post(`${TRIAL}/disclosure/propose`)).status).toBe(303);
    const proposal = await reviewer.get(`${TRIAL}/disclosure`);
    const [, sha256 = ''] = /name="sha256" value="([0-9a-f]{64})"/.exec(proposal.text) ?? [];
    expect((await reviewer.post(`${TRIAL}/disclosure/publish`, { sha256 })).status).toBe(303);
    expect(await state()).toBe('disclosed');
    expect((await designer.get(TRIAL)).text).not.toContain('id="next-title"');
  });
});

describe('the analysis as files', () => {
  test.each([
    ['charts/uplifts.svg', 'image/svg+xml', '<svg xmlns'],
    ['charts/flow.svg', 'image/svg+xml', 'Stroomschema'],
    ['charts/uplifts.csv', 'text/csv', 'arm,uplift,lower,upper,adjusted_p'],
    ['charts/strata.csv', 'text/csv', 'noord,Oude brief'],
    ['charts/flow.csv', 'text/csv', 'Nieuwe brief,60'],
    ['analysis.csv', 'text/csv', 'comparison,nieuw,adjusted_p'],
    ['analysis.json', 'application/json', '"salt"'],
  ])('%s', async (file, type, holds) => {
    const { status, headers, body, text } = await analyst.get(`${TRIAL}/${file}`).buffer(true);
    expect([status, headers['content-type']?.startsWith(type)]).toEqual([200, true]);
    expect(Buffer.isBuffer(body) ? body.toString('utf8') : text).toContain(holds);
    expect(headers['content-disposition']).toContain('attachment');
    expect((await frontDesk.get(`${TRIAL}/${file}`)).status).toBe(403);
  });

  test('the folder for R has the script and its data, the same bytes each time', async () => {
    const [one, two] = await Promise.all(
      [1, 2].map(() => analyst.get(`${TRIAL}/analysis-r.zip`).buffer(true).parse(bytesOf)),
    );
    const names = Object.keys(unzipSync(new Uint8Array(one?.body)));
    expect(names.map((name) => name.replace('klein-analysis/', ''))).toEqual([
      'LEESMIJ-README.txt',
      'registered-analysis.R',
      'plan.csv',
      'arms.csv',
      'counts.csv',
      'expected.csv',
    ]);
    expect(two?.body.equals(one?.body)).toBe(true);
  });

  test('the open page offers what it shows, and an address that is none is not found', async () => {
    const open = '/trials/dienst-een/klein';
    expect((await analyst.get(open)).text).toContain(`${open}/charts/uplifts.csv`);
    expect((await analyst.get(`/en${open}/charts/rates.csv`)).text).toContain('Oude brief,60,');
    expect((await analyst.get(`${open}/charts/strata.csv`)).status).toBe(404);
    expect((await analyst.get(`${open}/charts/rates.gif`)).status).toBe(404);
    expect((await analyst.get(`${open}/charts/..%2Fx.svg`)).status).toBe(404);
  });
});

function bytesOf(response: unknown, done: (error: Error | null, bytes: Buffer) => void): void {
  if (!(response instanceof IncomingMessage)) return done(new Error('no answer'), Buffer.alloc(0));
  const chunks: Buffer[] = [];
  response.on('data', (chunk: Buffer) => chunks.push(chunk));
  response.on('end', () => done(null, Buffer.concat(chunks)));
}
