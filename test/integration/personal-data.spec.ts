import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { commandLine } from '../../src/accounts/actor.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { JobsService } from '../../src/platform/jobs/jobs.service.js';
import { ImportRecipients } from '../../src/recipients/import-recipients.js';
import { readPersonalData } from '../../src/recipients/read-personal-data.js';
import { recipientPlan } from '../../src/recipients/recipient-plan.js';
import { TrialKeysService } from '../../src/recipients/trial-keys.service.js';
import { SYNTHETIC_HEADER, syntheticRecipients } from '../../src/synthetic/synthetic-recipients.js';
import { TrialsService } from '../../src/trials/trials.service.js';
import { apiClient, type ApiClient } from '../support/api-client.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

/** Enough for the worker on another core to be begun. */
const MANY = 50_000;

/** Names that are nowhere else, in lines that are taken, refused, repeated and broken. */
const NAME = /Xylofoonspeler|Quatsch-van|Zwierlantaarn/i;
const LINES = [
  'X-1;A.;van;Xylofoonspeler;m;Zwierlantaarnlaan;1;;1234 AB;Zwierlantaarndorp;H1;Utrecht',
  'X-2;A.;;Quatsch-van;v;Zwierlantaarnlaan;2;;geen;Zwierlantaarndorp;H2;Utrecht',
  'X-1;A.;;Xylofoonspeler;m;Zwierlantaarnlaan;3;;1234 AB;Zwierlantaarndorp;H3;Utrecht',
  'X-3;A.;;"Xylofoon ""speler""";m;Zwierlantaarnlaan;four;;1234 AB;;H3;Utrecht',
];

let service: TestService;
let own: ApiClient;
let work: UnitOfWork;
let id = '';
const folder = mkdtempSync(join(tmpdir(), 'openbrief-personal-'));
const said: string[] = [];

beforeAll(async () => {
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  service = await startTestService('2026-02-10');
  work = service.app.get(UnitOfWork);
  own = await apiClient(service, 'dienst-een');
  id = ((await own.register(drawnProtocol())).headers['location'] ?? '').split('/').at(-1) ?? '';
  await takeIn(`${SYNTHETIC_HEADER}${LINES.join('\n')}\n`);
  await takeIn(['', ...syntheticRecipients(MANY, 'seal')].join(''));
});
afterAll(async () => {
  vi.restoreAllMocks();
  await service.close();
  rmSync(folder, { recursive: true });
});

async function takeIn(text: string): Promise<unknown> {
  const path = join(folder, 'recipients.csv');
  writeFileSync(path, text);
  const trial = await service.app.get(TrialsService).get(id);
  const plan = { ...recipientPlan(trial.protocol), mailing: true };
  const request = { trialId: id, plan, path, fileName: 'recipients.csv', actor: commandLine };
  return service.app.get(ImportRecipients).import(request);
}

test('what is stored of a person is sealed, and opens for that person alone', async () => {
  const { rows } = await service.database.pool.query<{ number: number; personal: Buffer }>(
    'select number, personal from recipients where trial_id = $1 order by number limit 2',
    [id],
  );
  const box = await service.app.get(TrialKeysService).of(id);
  const [first, second] = rows;
  expect(box.open(1, first?.personal ?? Buffer.alloc(0))).toMatchObject({
    surname: 'Xylofoonspeler',
    houseNumber: '1',
  });
  expect(() => box.open(1, second?.personal ?? Buffer.alloc(0))).toThrow('platform:seal-broken');
  const other = box.seal(1, box.open(2, second?.personal ?? Buffer.alloc(0)));
  expect(box.open(1, other).surname).toBe(box.open(2, second?.personal ?? Buffer.alloc(0)).surname);
});

test('all of a large file is sealed, each under a nonce of its own, and is read back', async () => {
  const { rows } = await service.database.pool.query<{ n: number; sealed: number; salts: number }>(
    `select count(*)::int as n, count(*) filter (where get_byte(personal, 0) = 2)::int as sealed,
            count(distinct substring(personal from 2 for 8))::int as salts
     from recipients where trial_id = $1`,
    [id],
  );
  expect(rows).toEqual([{ n: MANY + 1, sealed: MANY + 1, salts: 2 }]);
  let read = 0;
  await work.transaction(async ({ client }) => {
    const box = await service.app.get(TrialKeysService).open(client, id);
    await readPersonalData(client, id, box, (_number, list) => (read += list.length === 12 ? 1 : 0));
  });
  expect(read).toBe(MANY + 1);
});

test('the key is not in the database', async () => {
  const { rows } = await service.database.pool.query<{ wrapped: Buffer }>('select wrapped from trial_keys');
  // Version, nonce, 32 bytes, tag.
  expect(rows.map(({ wrapped }) => wrapped.length)).toEqual([1 + 12 + 32 + 16]);
});

test('no name in logs, errors, jobs, the trail or any table', async () => {
  const bad = await own.sendCsv(
    `/v1/trials/${id}/recipient-files`,
    `kenmerk;regio;Xylofoonspeler\nX-9;"Utrecht;Quatsch-van\n`,
  );
  const bsn = await own.sendCsv(
    `/v1/trials/${id}/recipient-files`,
    `kenmerk;regio;naam\n${[111222333, 123456782, 100000009].map((number) => `${number};Utrecht;Quatsch-van`).join('\n')}\n`,
  );
  expect([bad.status, bsn.status].every((status) => status >= 400 && status < 500)).toBe(true);
  expect(JSON.stringify(bsn.body)).not.toMatch(NAME);
  await service.app.get(JobsService).send('test', { trialId: id }, 'x');
  expect(said.join('')).not.toMatch(NAME);
  const tables = await service.database.pool.query<{ name: string }>(
    `select format('%I.%I', relnamespace::regnamespace, relname) as name from pg_class
     where relkind in ('r', 'p') and relnamespace::regnamespace::text in ('public', 'pgboss')`,
  );
  for (const { name } of tables.rows) {
    const { rows } = await service.database.pool.query<{ n: number }>(
      `select count(*)::int as n from ${name} t where t::text ~* $1`,
      [NAME.source],
    );
    expect([name, rows[0]?.n]).toEqual([name, 0]);
  }
});
