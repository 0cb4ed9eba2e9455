import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { letterCodeFor } from '../../src/core/post/letter-code.js';
import { indexPartitions } from '../../src/platform/database/trial-partition.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { readMigrations } from '../../src/platform/database/migrations.js';
import { decodePersonalData } from '../../src/recipients/personal-data.js';
import { apiClient, people, type ApiClient } from '../support/api-client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

describe('the rows of a trial', () => {
  let service: TestService;
  let own: ApiClient;
  let work: UnitOfWork;
  let id = '';

  beforeAll(async () => {
    service = await startTestService('2026-02-10');
    work = service.app.get(UnitOfWork);
    own = await apiClient(service, 'dienst-een');
    const trial = (await own.register(drawnProtocol())).headers['location'] ?? '';
    id = trial.split('/').at(-1) ?? '';
    await own.sendCsv(`${trial}/recipient-files`, people(60));
    // A second file goes into the partition that the first made; two of its lines are in the first.
    await own.sendCsv(`${trial}/recipient-files`, people(62).replace('Z-60', '"Zoë; 60"'));
    await own.call('post', `${trial}/allocations`);
  });
  afterAll(() => service.close());

  test('are in partitions of their own', async () => {
    const rows = await work.rows<{
      recipients: string;
      allocations: string;
      n: number;
    }>(
      `select min(r.tableoid::regclass::text) as recipients, min(a.tableoid::regclass::text) as allocations,
              count(*)::int as n
       from recipients r join allocations a on a.trial_id = r.trial_id and a.number = r.number
       where r.trial_id = $1`,
      [id],
    );
    const suffix = id.replaceAll('-', '');
    expect(rows).toEqual([
      { recipients: `recipients_${suffix}`, allocations: `allocations_${suffix}`, n: 62 },
    ]);
  });

  test('have the letter codes that follow from the secret and the reference', async () => {
    const secrets = await work.rows<{ code_key: Buffer }>('select code_key from draws where trial_id = $1', [
      id,
    ]);
    const rows = await work.rows<{ reference: string; letter_code: string }>(
      `select r.reference, a.letter_code from allocations a
       join recipients r on r.trial_id = a.trial_id and r.number = a.number where a.trial_id = $1`,
      [id],
    );
    const key = secrets[0]?.code_key ?? Buffer.alloc(0);
    expect(rows.map(({ letter_code }) => letter_code)).toEqual(
      rows.map(({ reference }) => letterCodeFor(key, reference)),
    );
    expect(rows.map(({ reference }) => reference)).toContain('Zoë; 60');
  });

  test('share no reference and no number', async () => {
    await work.onConnection(async ({ client }) => {
      await indexPartitions(client, id);
      await indexPartitions(client, id);
      const again = (reference: string, number: number): Promise<unknown> =>
        client.query('insert into recipients (trial_id, number, line, reference) values ($1, $2, 1, $3)', [
          id,
          number,
          reference,
        ]);
      await expect(again('Z-1', 1_000)).rejects.toThrow('unique');
      await expect(again('Z-1000', 1)).rejects.toThrow('unique');
    });
  });
});

describe('the step from one table to partitions', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  test('keeps what is there', async () => {
    const { pool } = database;
    await pool.query('drop schema public cascade; create schema public');
    const files = readMigrations('migrations');
    const place = files.findIndex(({ name }) => name === 'partitions');
    for (const { sql } of files.slice(0, place)) await pool.query(sql);
    const trials = [randomUUID(), randomUUID()];
    const personal = [
      'J.',
      '',
      'Boer',
      'male',
      '',
      'Straat',
      '1',
      '',
      '1234AB',
      'Plaats',
      '',
      { bedrag: '1' },
    ];
    for (const trial of trials) {
      await pool.query(
        `insert into recipients (trial_id, number, line, reference, personal)
         select $1, n, n + 1, 'Z' || n, $2 from generate_series(1, 3) n`,
        [trial, JSON.stringify(personal)],
      );
      await pool.query(
        `insert into allocations (trial_id, number, letter_code, stratum, arm)
         select $1::uuid, n, $1::text || n::text, 0, 1 from generate_series(1, 3) n`,
        [trial],
      );
    }
    for (const { sql } of files.slice(place)) await pool.query(sql);
    const { rows } = await pool.query<{ trial_id: string; n: number; personal: Buffer }>(
      `select r.trial_id, count(*)::int as n, min(r.personal) as personal from recipients r
       join allocations a on a.trial_id = r.trial_id and a.number = r.number group by r.trial_id order by 1`,
    );
    expect(rows.map(({ trial_id, n }) => [trial_id, n])).toEqual(trials.sort().map((trial) => [trial, 3]));
    expect(decodePersonalData(rows[0]?.personal ?? Buffer.alloc(0))).toMatchObject({
      surname: 'Boer',
      fields: { bedrag: '1' },
    });
    await expect(
      pool.query(
        `insert into allocations (trial_id, number, letter_code, stratum, arm) values ($1, 9, $2, 0, 1)`,
        [trials[0], `${trials[0]}1`],
      ),
    ).rejects.toThrow('unique');
  });
});
