import 'reflect-metadata';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DomainError } from '../../src/core/domain-error.js';
import { FileReadings } from '../../src/recipients/file-readings.service.js';
import { apiClient, people } from '../support/api-client.js';
import { browserUser, type BrowserUser } from '../support/browser-user.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

const TRIAL = '/workbench/trials/klein';

let service: TestService;
let designer: BrowserUser;
let other: BrowserUser;
let trialId: string;

const said = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  await (await apiClient(service, 'dienst-een')).register(drawnProtocol());
  designer = await browserUser(service, 'dienst-een', 'D. Ontwerper', ['designer']);
  other = await browserUser(service, 'dienst-twee', 'A. Ander', ['designer']);
  trialId = (await service.database.pool.query<{ id: string }>('select id from trials')).rows[0]?.id ?? '';
}, 120_000);
afterAll(() => service.close());

/** The form that takes a file in, as its preview has it. */
async function form(file: string): Promise<Record<string, string>> {
  const { text } = await designer.upload(`${TRIAL}/import`, file);
  const hidden = [...text.matchAll(/name="(waiting|fileName)" value="([^"]*)"/g)];
  return {
    ...Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value])),
    'column:reference': 'kenmerk',
    'column:regio': 'regio',
  };
}

describe('a file that takes a while', () => {
  test('is read on by itself, and tells how far it is', async () => {
    const fields = await form(people(6));
    // Whoever holds the table keeps the reading waiting, as a million lines would.
    const holder = await service.database.pool.connect();
    await holder.query('begin; lock table imports in access exclusive mode');
    const answer = await designer.post(`${TRIAL}/imports`, fields);
    const path = String(answer.headers['location']);
    expect([answer.status, path]).toEqual([303, expect.stringContaining(`${TRIAL}/imports/readings/`)]);
    const meanwhile = await designer.get(path);
    expect(said(meanwhile.text)).toContain('ontvangers.csv: 0 van de 7 regels gelezen');
    expect(meanwhile.text).toContain('data-keep-up="2"');
    expect((await other.get(path)).status).toBe(404);
    await holder.query('commit');
    holder.release();
    for (let look = 0; look < 50 && !(await designer.get(path)).text.includes('is ingelezen'); look += 1)
      await setTimeout(100);
    const taken = await designer.get(path);
    expect(said(taken.text)).toContain('ontvangers.csv is ingelezen');
    expect(taken.text).toContain('data-keep-up=""');
    expect(said((await designer.get(TRIAL)).text)).toContain('6 regels = 6 geaccepteerd');
    // Taken in, it waits no longer: the same form finds nothing.
    expect((await designer.post(`${TRIAL}/imports`, fields)).status).toBe(404);
  }, 60_000);

  test('waits sealed: what lies in the store of files has no name in it', async () => {
    const fields = await form(people(3).replaceAll('Z-', 'GEHEIM-'));
    const { FileStore } = await import('../../src/platform/storage/file-store.js');
    const [id = '', key = ''] = String(fields['waiting']).split('.');
    const stored: Buffer[] = [];
    for await (const part of await service.app.get(FileStore).read(`waiting/${trialId}-${id}.csv.sealed`))
      stored.push(Buffer.from(part));
    expect([Buffer.concat(stored).includes('GEHEIM'), key.length]).toEqual([false, 43]);
    const wrongKey = { ...fields, waiting: `${id}.${'A'.repeat(43)}` };
    expect((await designer.post(`${TRIAL}/imports`, wrongKey)).status).toBe(404);
  });
});

describe('a reading that ends otherwise', () => {
  const page = async (read: (tell: (lines: number) => void) => Promise<unknown>): Promise<string> => {
    const { id, ended } = await service.app
      .get(FileReadings)
      .begin(trialId, { name: 'x.csv', lines: 1_000_000 }, read);
    await ended;
    return said((await designer.get(`${TRIAL}/imports/readings/${id}`)).text);
  };

  test('tells what is wrong with the file', async () => {
    const shown = await page(() =>
      Promise.reject(
        new DomainError('invalid', 'recipients:columns-missing', { count: 1, columns: 'regio', found: 'x' }),
      ),
    );
    expect(shown).toContain('regio');
    expect(shown).toContain('niets bewaard');
  });

  test('tells that it went wrong, and not how', async () => {
    const shown = await page(() => Promise.reject(new Error('disk of mevrouw De Vries')));
    expect(shown).toContain('Het inlezen is misgegaan');
    expect(shown).not.toContain('De Vries');
  });

  test('tells that nobody is at it any more', async () => {
    const id = '019a0000-0000-7000-8000-000000000001';
    await service.database.pool.query(
      `insert into file_readings (id, trial_id, file_name, lines_total, started_at, moved_at)
       values ($1, $2, 'x.csv', 10, now(), now() - interval '11 minutes')`,
      [id, trialId],
    );
    expect(said((await designer.get(`${TRIAL}/imports/readings/${id}`)).text)).toContain('is gestopt');
    expect((await designer.get(`${TRIAL}/imports/readings/${trialId}`)).status).toBe(404);
    expect((await designer.get(`${TRIAL}/imports/readings/x`)).status).toBe(404);
  });
});
