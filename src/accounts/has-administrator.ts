import type { PoolClient } from 'pg';

/** Whether somebody with access can give others access. */
export async function hasAdministrator(client: PoolClient, organisationId: string): Promise<boolean> {
  const { rows } = await client.query(
    `select 1 from accounts
     where organisation_id = $1 and 'administrator' = any(roles) and disabled_at is null limit 1`,
    [organisationId],
  );
  return rows.length > 0;
}
