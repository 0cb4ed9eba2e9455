import type { PoolClient } from 'pg';
import { COPY_BINARY, copyingIn } from '../platform/copy/copy-writer.js';
import { BinaryRows } from '../platform/copy/copy-binary.js';
import { HOUSE_NUMBER_AT, POSTCODE_AT } from '../recipients/personal-data.js';
import type { PersonalBox } from '../recipients/personal-box.js';
import { readPersonalData } from '../recipients/read-personal-data.js';

const DUTCH_POSTCODE = /^\d{4}[A-Z]{2}$/;

const LETTER_A = 0x41;
const LETTERS = 26;

/** More than any house number has. */
const HOUSES = 1_000_000;

/** Rows sent to the database at once. */
const ROWS_A_WRITE = 5_000;

/** Number of a Dutch address among all, in the order of the post: postcode, then house number; undefined for others. */
function orderOf(postcode: string, house: number): number | undefined {
  if (!DUTCH_POSTCODE.test(postcode)) return undefined;
  const letters = (postcode.charCodeAt(4) - LETTER_A) * LETTERS + postcode.charCodeAt(5) - LETTER_A;
  return (Number(postcode.slice(0, 4)) * LETTERS * LETTERS + letters) * HOUSES + house;
}

/**
 * Puts the recipients of a trial in the order of the post in a temporary table `post_order (number, place)`, until the
 * end of the transaction. Addresses are sealed, so the database can't sort by them; it is told the order, and no
 * address. What has no Dutch postcode comes last, by its postcode as text.
 */
export async function makePostOrder(client: PoolClient, trialId: string, box: PersonalBox): Promise<void> {
  const numbers: number[] = [];
  const orders: number[] = [];
  const elsewhere = new Map<number, string>();
  await readPersonalData(client, trialId, box, (number, list) => {
    const postcode = String(list[POSTCODE_AT] ?? '');
    const house = Number(
      String(list[HOUSE_NUMBER_AT] ?? '')
        .replaceAll(/\D/g, '')
        .slice(0, 6),
    );
    const order = orderOf(postcode, house);
    if (order === undefined) elsewhere.set(numbers.length, postcode);
    numbers.push(number);
    orders.push(order ?? Number.MAX_SAFE_INTEGER);
  });
  const sorted = Int32Array.from(numbers.keys()).sort((a, b) => {
    const difference = (orders[a] ?? 0) - (orders[b] ?? 0);
    if (difference !== 0) return difference;
    const [one = '', other = ''] = [elsewhere.get(a), elsewhere.get(b)];
    return one === other ? (numbers[a] ?? 0) - (numbers[b] ?? 0) : one < other ? -1 : 1;
  });
  await client.query('drop table if exists pg_temp.post_order');
  await client.query(
    'create temporary table post_order (number int not null, place int not null) on commit drop',
  );
  await copyingIn(
    client,
    'copy post_order (number, place) from stdin with (format binary)',
    async (copy) => {
      const rows = new BinaryRows();
      for (const [place, index] of sorted.entries()) {
        rows.row(2);
        rows.int4(numbers[index] ?? 0);
        rows.int4(place);
        if (place % ROWS_A_WRITE === ROWS_A_WRITE - 1) await copy.write(rows.take());
      }
      await copy.write(rows.take());
    },
    COPY_BINARY,
  );
  await client.query('analyze post_order');
}
