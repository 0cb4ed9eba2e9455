import type { PoolClient } from 'pg';
import type { OptOutMatcher } from './opt-out-matcher.js';
import type { PersonalBox } from './personal-box.js';

/** Rows that are looked at together; some megabytes. */
const ROWS_AT_A_TIME = 10_000;

interface Row {
  readonly number: number;
  readonly reference: string;
  readonly personal: Buffer | null;
}

/**
 * Marks those of an imported file who are in the organisation's list. After the rows are in and not while they come:
 * most organisations have no such list, and their files take no longer for it.
 * @param table the trial's partition
 * @param after number of the last recipient of earlier files
 * @returns how many there were
 */
export async function applyOptOuts(
  client: PoolClient,
  table: string,
  after: number,
  matcher: OptOutMatcher,
  box: PersonalBox,
): Promise<number> {
  const personal = matcher.asksForAddresses ? 'personal' : 'null::bytea as personal';
  await client.query(
    `declare imported no scroll cursor for
     select number, reference, ${personal} from ${table} where number > ${after} and not opted_out`,
  );
  const found: number[] = [];
  for (;;) {
    const { rows } = await client.query<Row>(`fetch ${ROWS_AT_A_TIME} from imported`);
    for (const row of rows) {
      const known = row.personal === null ? null : box.open(row.number, row.personal);
      if (matcher.has(row.reference, known)) found.push(row.number);
    }
    if (rows.length < ROWS_AT_A_TIME) break;
  }
  await client.query('close imported');
  if (found.length > 0)
    await client.query(`update ${table} set opted_out = true where number = any ($1::int[])`, [found]);
  return found.length;
}
