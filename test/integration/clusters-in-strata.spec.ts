import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RegisteredData } from '../../src/core/statistics/registered-analysis-types.js';
import { runVerifyAllocation } from '../../src/verification/run-verify-allocation.js';
import { FileStore } from '../../src/platform/storage/file-store.js';
import { TrialsService } from '../../src/trials/trials.service.js';
import { VerificationPacksService } from '../../src/verification/verification-packs.service.js';
import { apiClient, problemIn, type ApiClient } from '../support/api-client.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

let service: TestService;
let own: ApiClient;
let folder = '';

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  own = await apiClient(service, 'dienst-een');
  folder = mkdtempSync(join(tmpdir(), 'openbrief-clusters-'));
});
afterAll(async () => {
  await service.close();
  rmSync(folder, { recursive: true });
});

const clusters = { unit: 'cluster', cluster: 'huis' };

/** Sixty households of three: most members in one region, some of every second household in the other. */
const people = Array.from({ length: 180 }, (_, place) => {
  const house = Math.floor(place / 3);
  const region = place % 3 === 2 && house % 2 === 0 ? 'zuid' : house % 3 === 0 ? 'zuid' : 'noord';
  return { name: `P${place}`, house: `H${house}`, region, arm: house % 2 === 0 ? 'oud' : 'nieuw' };
});

test('a cluster whose members are in several strata is in one, in the draw and in every count', async () => {
  const made = await own.register(drawnProtocol({ trial: 'huizen', ...clusters }));
  const trial = made.headers['location'] ?? '';
  const file = [
    'kenmerk,huis,regio',
    ...people.map(({ name, house, region }) => `${name},${house},${region}`),
  ];
  await own.sendCsv(`${trial}/recipient-files`, `${file.join('\n')}\n`).expect(201);
  await own.call('post', `${trial}/allocations`).expect(201);
  const { pool } = service.database;
  const torn = await pool.query(
    `select cluster from allocations group by cluster having count(distinct stratum) > 1 or count(distinct arm) > 1`,
  );
  expect(torn.rows).toEqual([]);
  const byStratum = await pool.query<{ stratum: number; n: number; clusters: number }>(
    `select stratum, count(*)::int as n, count(distinct cluster)::int as clusters
     from allocations group by stratum order by stratum`,
  );
  expect(byStratum.rows.map(({ n }) => n % 3)).toEqual([0, 0]);

  service.clock.set('2026-03-20');
  await own.call('post', `${trial}/hand-overs`).send({}).expect(201);
  const responses = people.filter((_, place) => place % 4 === 0).map(({ name }) => `${name},2026-03-07`);
  await own.sendCsv(`${trial}/response-files`, `kenmerk,datum\n${responses.join('\n')}\n`).expect(201);
  service.clock.set('2026-04-06');
  await own.call('post', `${trial}/closings`).send({}).expect(201);
  const { body } = await own.call('post', `${trial}/analyses`).expect(201);
  const { counts, clusters: counted = [] }: RegisteredData = body.data;
  // People and clusters are told of the same strata: what the analysis reads cannot contradict itself.
  for (const { arm, stratum, n, x } of counts) {
    const of = counted.filter((one) => one.arm === arm && one.stratum === stratum);
    expect(of.reduce((sum, one) => sum + one.size * one.clusters, 0)).toBe(n);
    expect(of.reduce((sum, one) => sum + one.x * one.clusters, 0)).toBe(x);
  }
  const path = join(folder, 'pack.gz');
  const record = await service.app.get(TrialsService).get(trial.split('/').at(-1) ?? '');
  const name = await service.app.get(VerificationPacksService).fileOf(record);
  await service.app.get(FileStore).copyTo(name, path);
  const said: string[] = [];
  expect(await runVerifyAllocation(path, (line) => said.push(line), 'en')).toBe(0);
  expect(said[1]).toContain('Strata: 2.');
});

test('strata that few are drawn in are merged by where their clusters are drawn', async () => {
  const made = await own.register(drawnProtocol({ trial: 'klein-zuid', ...clusters }));
  const trial = made.headers['location'] ?? '';
  // Twelve in the south, which would be a stratum; each has a household of four others in the north.
  const file = ['kenmerk,huis,regio'];
  for (let house = 0; house < 12; house += 1) {
    file.push(`Z${house},H${house},zuid`);
    for (let other = 0; other < 4; other += 1) file.push(`N${house}-${other},H${house},noord`);
  }
  await own.sendCsv(`${trial}/recipient-files`, `${file.join('\n')}\n`).expect(201);
  await own.call('post', `${trial}/allocations`).expect(201);
  const { rows } = await service.database.pool.query<{ n: number }>(
    `select count(*)::int as n from allocations a join trials t on t.id = a.trial_id
     where t.slug = 'klein-zuid' group by a.stratum`,
  );
  expect(rows.reduce((sum, { n }) => sum + n, 0)).toBe(60);
  for (const { n } of rows) expect(n).toBeGreaterThanOrEqual(10);
});

test('clusters from elsewhere: one stratum each, and one arm or a refusal', async () => {
  const outside = { allocation: 'external', source: { citation: 'Een eigen oefening.' }, ...clusters };
  const fileOf = (armOf: (place: number) => string): string =>
    [
      'kenmerk,huis,regio,groep',
      ...people.map(({ name, house, region }, place) => `${name},${house},${region},${armOf(place)}`),
    ].join('\n');
  const torn = await own.register(drawnProtocol({ trial: 'gescheurd', ...outside }));
  const at = torn.headers['location'] ?? '';
  await own
    .sendCsv(`${at}/recipient-files`, `${fileOf((place) => (place < 5 ? 'nieuw' : 'oud'))}\n`)
    .expect(201);
  expect(problemIn(await own.call('post', `${at}/allocations`))).toMatchObject({
    status: 409,
    code: 'allocation:cluster-in-several-arms',
  });
  const whole = await own.register(drawnProtocol({ trial: 'heel', ...outside }));
  const trial = whole.headers['location'] ?? '';
  await own
    .sendCsv(`${trial}/recipient-files`, `${fileOf((place) => people[place]?.arm ?? '')}\n`)
    .expect(201);
  await own.call('post', `${trial}/allocations`).expect(201);
  const { rows } = await service.database.pool.query(
    `select a.cluster from allocations a join trials t on t.id = a.trial_id
     where t.slug = 'heel' group by a.cluster having count(distinct a.stratum) > 1`,
  );
  expect(rows).toEqual([]);
});
