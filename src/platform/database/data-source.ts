import type { MixedList } from 'typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { DomainError } from '../../core/domain-error.js';
import { migrationClasses, type MigrationFile } from './migrations.js';

/** Connections of one process: web requests, a worker or two, and room for an import. */
const POOL_SIZE = 12;

/** How the database is reached; entities never make or change tables, migrations do. */
export function dataSourceOptions(
  url: string,
  entities: MixedList<new () => object>,
  migrations: readonly MigrationFile[],
): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities,
    migrations: migrationClasses(migrations),
    migrationsTableName: 'migrations',
    synchronize: false,
    poolSize: POOL_SIZE,
    applicationName: 'openbrief',
  };
}

/** The role that the service works as: it owns nothing, so that the database's policies hold for it. */
const APPLICATION_ROLE = 'openbrief_app';

/** The address of the database for the service, given that of its owner, by which migrations run. */
export function applicationUrl(ownerUrl: string): string {
  const url = new URL(ownerUrl);
  const before = url.searchParams.get('options');
  // In the packet that opens the connection: there is no moment at which it is the owner's.
  url.searchParams.set('options', `${before === null ? '' : `${before} `}-c role=${APPLICATION_ROLE}`);
  return url.href;
}

/**
 * An open data source.
 * @throws DomainError `platform:database-unreachable` with the driver's reason, which names address and account, never
 *   the password
 */
export async function openDataSource(options: DataSourceOptions): Promise<DataSource> {
  try {
    return await new DataSource(options).initialize();
  } catch (error) {
    throw new DomainError('unavailable', 'platform:database-unreachable', { reason: reasonOf(error) });
  }
}

/** A name with several addresses fails with an error for each, and no words of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
