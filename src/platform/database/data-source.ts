import type { MixedList } from 'typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
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

/** An open data source. */
export async function openDataSource(options: DataSourceOptions): Promise<DataSource> {
  return new DataSource(options).initialize();
}
