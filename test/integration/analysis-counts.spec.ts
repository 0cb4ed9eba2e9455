import { afterAll, beforeAll, expect, test } from 'vitest';
import * as queries from '../../src/analysis/counts.queries.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let trial = '';

/** Two letters posted a week after plan, to arm 1; arm 0 gets none. Members 5 and 6 are one cluster, the others none. */
beforeAll(async () => {
  database = await createTestDatabase();
  const { pool } = database;
  const id = async (sql: string, values: unknown[]): Promise<string> => {
    const { rows } = await pool.query<{ id: string }>(`${sql} returning id`, values);
    return rows[0]?.id ?? '';
  };
  const organisation = await id(
    `insert into organisations (slug, name, contact, created_at) values ('o', 'O', '{}', now())`,
    [],
  );
  trial = await id(
    `insert into trials (organisation_id, slug, state, kind, draft, created_at, updated_at)
     values ($1, 't', 'closed', 'trial', '{}', now(), now())`,
    [organisation],
  );
  const wave = await id(`insert into waves (trial_id, number, created_at) values ($1, 1, now())`, [trial]);
  const batch = await id(
    `insert into batches (wave_id, number, letters, state, pdf_sha256, posted_on)
     values ($1, 1, 2, 'handed-over', '\\x00', '2026-03-09')`,
    [wave],
  );
  await pool.query(`create table allocations_t partition of allocations for values in ('${trial}')`);
  await pool.query(
    `insert into allocations (trial_id, number, letter_code, stratum, cluster, arm)
     select $1, n, 'C' || n, 0, case when n > 4 then 1 end, case when n in (3, 4) then 1 else 0 end
     from generate_series(1, 6) n`,
    [trial],
  );
  await pool.query(
    `insert into letters (wave_id, number, batch_id, position) values ($1, 3, $2, 1), ($1, 4, $2, 2)`,
    [wave, batch],
  );
  await pool.query(
    `insert into responses (trial_id, number, kind, responded_on, received_at)
     values ($1, 1, 'form', '2026-03-04', now()), ($1, 2, 'form', '2026-03-20', now()),
            ($1, 3, 'form', '2026-03-04', now()), ($1, 4, 'form', '2026-03-20', now())`,
    [trial],
  );
});

afterAll(() => database.drop());

const window = (): unknown[] => [trial, 'form', '2026-03-02', 14];

test('who gets no letter is followed over the same days as who gets one', async () => {
  const { rows } = await database.pool.query(queries.countsByArmAndStratum, window());
  expect(rows).toEqual([
    { arm: 0, stratum: 0, n: 4, x: 1 },
    { arm: 1, stratum: 0, n: 2, x: 1 },
  ]);
  const days = await database.pool.query(queries.responsesByDay, window());
  expect(days.rows).toEqual([
    { arm: 0, day: 11, x: 1 },
    { arm: 1, day: 11, x: 1 },
  ]);
});

test('without any posting the window runs from the planned day', async () => {
  await database.pool.query('update batches set posted_on = null');
  const { rows } = await database.pool.query<{ x: number }>(queries.countsByArmAndStratum, window());
  await database.pool.query(`update batches set posted_on = '2026-03-09'`);
  expect(rows.map(({ x }) => x)).toEqual([1, 1]);
});

test('mailed is what was posted: a batch that was made and lies there does not count', async () => {
  const mailed = async (): Promise<unknown> => (await database.pool.query(queries.mailedByArm, [trial])).rows;
  expect(await mailed()).toEqual([{ arm: 1, n: 2 }]);
  await database.pool.query('update batches set posted_on = null');
  expect(await mailed()).toEqual([]);
  await database.pool.query(`update batches set posted_on = '2026-03-09'`);
});

test('who is in no cluster is a cluster of one, as in the draw', async () => {
  const { rows } = await database.pool.query(queries.countsByCluster, window());
  expect(rows).toEqual([
    { arm: 0, stratum: 0, size: 1, x: 0, clusters: 1 },
    { arm: 0, stratum: 0, size: 1, x: 1, clusters: 1 },
    { arm: 0, stratum: 0, size: 2, x: 0, clusters: 1 },
    { arm: 1, stratum: 0, size: 1, x: 0, clusters: 1 },
    { arm: 1, stratum: 0, size: 1, x: 1, clusters: 1 },
  ]);
});

test('who did not respond is followed until the end of the window, or until the close where that came first', async () => {
  const { pool } = database;
  const complete = async (): Promise<unknown> =>
    (await pool.query(queries.followUpIsComplete, [trial, '2026-03-02', 14])).rows;
  await pool.query(
    `insert into draws (trial_id, algorithm, seed, code_key, commitment, protocol_sha256, revealed_at)
     values ($1, 'a', repeat('s', 32)::bytea, repeat('k', 32)::bytea, repeat('c', 32)::bytea, '\\x00',
             '2026-03-22T23:30:00Z')`,
    [trial],
  );
  // Half past midnight in Amsterdam on 23 March: the fourteenth day since 9 March.
  expect(await complete()).toEqual([{ complete: true }]);
  expect((await pool.query(queries.silentByLastDay, window())).rows).toEqual([
    { arm: 0, day: 14, n: 3 },
    { arm: 1, day: 14, n: 1 },
  ]);
  await pool.query(`update draws set revealed_at = '2026-03-21T12:00:00Z' where trial_id = $1`, [trial]);
  expect(await complete()).toEqual([{ complete: false }]);
  expect((await pool.query(queries.silentByLastDay, window())).rows).toEqual([
    { arm: 0, day: 12, n: 3 },
    { arm: 1, day: 12, n: 1 },
  ]);
});

test('letters that came back are counted by arm, with who responded all the same', async () => {
  await database.pool.query(
    `insert into responses (trial_id, number, kind, responded_on, received_at)
     values ($1, 3, 'undeliverable', '2026-03-12', now()), ($1, 4, 'undeliverable', '2026-06-01', now())`,
    [trial],
  );
  const { rows } = await database.pool.query(queries.undeliverableByArm, window());
  expect(rows).toEqual([{ arm: 1, n: 2, x: 1 }]);
});
