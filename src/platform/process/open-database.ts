import type { Configuration } from '../configuration/configuration.js';
import { dataSourceOptions, openDataSource } from '../database/data-source.js';
import { migrate, readMigrations } from '../database/migrations.js';
import { startEmbeddedPostgres } from '../embedded-postgres/embedded-postgres.js';

export type DatabaseStep = 'initialising' | 'starting' | 'recovered' | 'given' | 'migrating' | 'ready';

export interface OpenDatabase {
  readonly url: string;
  close(): Promise<void>;
}

/** The database that the configuration asks for, started if it is the embedded one, and brought up to date. */
export async function openDatabase(
  configuration: Configuration,
  migrationsFolder: string,
  onStep: (step: DatabaseStep) => void,
): Promise<OpenDatabase> {
  const server =
    configuration.databaseUrl === undefined
      ? await startEmbeddedPostgres({ dataFolder: configuration.dataFolder, onStep })
      : undefined;
  if (server === undefined) onStep('given');
  const url = server?.url ?? configuration.databaseUrl ?? '';
  try {
    const files = readMigrations(migrationsFolder);
    onStep('migrating');
    const source = await openDataSource(dataSourceOptions(url, [], files));
    try {
      await migrate(source, files);
    } finally {
      await source.destroy();
    }
    onStep('ready');
  } catch (error) {
    await server?.stop();
    throw error;
  }
  return { url, close: async () => server?.stop() };
}
