import type { PoolClient } from 'pg';

/**
 * Says, until the end of the transaction, that queries go over all rows of a trial. Tables that were filled a moment ago
 * have no statistics yet; PostgreSQL may then take one of them for a single row and go through the other once for each
 * row of the first, which for some hundred thousand recipients takes hours.
 */
export async function planForWholeTables(client: PoolClient): Promise<void> {
  await client.query('set local enable_nestloop = off');
}
