import type { Pool } from 'pg';

/** Trials that have most of the letter codes, as the largest mailings of an agency have. */
const LARGE_TRIALS = 4;
/** Their part of all codes. */
const LARGE_PART = 0.8;

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

/** So many more trials like this one, each with its protocol and its result. The pool has one connection. */
export async function copyTrial(pool: Pool, trialId: string, copies: number): Promise<void> {
  await pool.query(`set openbrief.scope = 'system'`);
  await pool.query('create temp table copies (number int primary key, id uuid not null)');
  await pool.query('insert into copies select n, gen_random_uuid() from generate_series(1, $1) n', [copies]);
  const of = (table: string, column: string): string =>
    `from ${table} o cross join copies c where o.${column} = '${trialId}'`;
  await copyRows(pool, 'trials', of('trials', 'id'), { id: 'c.id', slug: `o.slug || '-' || c.number` });
  await copyRows(pool, 'protocol_versions', of('protocol_versions', 'trial_id'), { trial_id: 'c.id' });
  await copyRows(pool, 'disclosures', of('disclosures', 'trial_id'), { trial_id: 'c.id' });
}

/**
 * Letter codes of the copies, in partitions made as the service makes them: a few large trials and all the others, so
 * that a code is looked for among many codes and among many trials. They open nothing.
 */
export async function fillCodes(pool: Pool, codes: number): Promise<void> {
  const { rows } = await pool.query<{ id: string }>('select id from copies order by number');
  const large = Math.floor((codes * LARGE_PART) / LARGE_TRIALS);
  const small = Math.ceil((codes - large * LARGE_TRIALS) / Math.max(1, rows.length - LARGE_TRIALS));
  // As the migration does it: over all rows at once, for the letters of all of them went out long ago.
  await pool.query('drop index letter_code_places_by_code');
  for (const [place, { id }] of rows.entries()) {
    const count = place < LARGE_TRIALS ? large : small;
    // One transaction, so that the rows are written once.
    await pool.query(`begin; select open_partition('allocations', '${id}');
      insert into allocations_${id.replaceAll('-', '')} (number, letter_code, stratum, cluster, arm)
      select n, upper(substr(md5(${place} || ':' || n), 1, 16)), 0, null, 0 from generate_series(1, ${count}) n;
      select close_partition('allocations', '${id}', true, 'letter_code');
      insert into letter_code_places (code_start, trial_id, number, arm)
        select letter_code_start(letter_code), '${id}', number, arm from allocations_${id.replaceAll('-', '')};
      delete from letter_codes_unplaced where trial_id = '${id}'; commit`);
  }
  await pool.query('create index letter_code_places_by_code on letter_code_places (code_start)');
  // As it lies there after years: what a load of this size leaves the database to do is not what is measured.
  await pool.query('vacuum analyze');
  await pool.query('checkpoint');
}
