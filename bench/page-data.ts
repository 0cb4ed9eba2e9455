import type { Pool } from 'pg';

/** Copies of a row, column by column, but for what is told apart; generated columns make themselves. */
async function copyRows(
  pool: Pool,
  table: string,
  from: string,
  changes: Record<string, string>,
): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `select column_name as name from information_schema.columns
     where table_schema = 'public' and table_name = $1 and is_generated = 'NEVER' and identity_generation is null`,
    [table],
  );
  const names = rows.map(({ name }) => name);
  const values = names.map((name) => changes[name] ?? `o.${name}`);
  await pool.query(`insert into ${table} (${names.join(', ')}) select ${values.join(', ')} ${from}`);
}

/** So many more trials like this one, each with its protocol and its result. */
export async function copyTrial(pool: Pool, trialId: string, copies: number): Promise<void> {
  await pool.query('create temp table copies (number int primary key, id uuid not null)');
  await pool.query('insert into copies select n, gen_random_uuid() from generate_series(1, $1) n', [copies]);
  const of = (table: string, column: string): string =>
    `from ${table} o cross join copies c where o.${column} = '${trialId}'`;
  await copyRows(pool, 'trials', of('trials', 'id'), { id: 'c.id', slug: `o.slug || '-' || c.number` });
  await copyRows(pool, 'protocol_versions', of('protocol_versions', 'trial_id'), { trial_id: 'c.id' });
  await copyRows(pool, 'disclosures', of('disclosures', 'trial_id'), { trial_id: 'c.id' });
}

/** Letter codes of another trial, so that the one that is looked for is one of many. They open nothing. */
export async function fillCodes(pool: Pool, trialId: string, codes: number): Promise<void> {
  const { rows } = await pool.query<{ id: string }>('select id from copies where number = 1');
  const id = rows[0]?.id ?? trialId;
  await pool.query(`select open_partition('allocations', $1)`, [id]);
  await pool.query(
    `insert into allocations (trial_id, number, letter_code, stratum, cluster, arm)
     select $1, n, upper(substr(md5(n::text), 1, 16)), 0, null, 0 from generate_series(1, $2::int) n
     on conflict do nothing`,
    [id, codes],
  );
  await pool.query(`select close_partition('allocations', $1, true, 'letter_code')`, [id]);
  await pool.query('analyze trials; analyze protocol_versions; analyze disclosures; analyze allocations');
}
