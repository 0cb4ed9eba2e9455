import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { verifyTrail } from '../audit/verify-trail.js';
import { backUp } from '../backup/back-up.js';
import type { Backup } from '../backup/backup-format.js';
import { restore } from '../backup/restore.js';
import { DomainError } from '../core/domain-error.js';
import { RenderJobs } from '../mailings/render-jobs.js';
import { readConfiguration } from '../platform/configuration/configuration.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { readMigrations } from '../platform/database/migrations.js';
import { startEmbeddedPostgres } from '../platform/embedded-postgres/embedded-postgres.js';
import { projectRoot } from '../platform/process/project-root.js';
import { Clock, SystemChance } from '../platform/process/time-and-chance.js';
import { Sealer } from '../platform/sealing/sealer.js';
import { readSealingKey } from '../platform/sealing/sealing-key.js';
import { FileStore } from '../platform/storage/file-store.js';
import { openFileStore } from '../platform/storage/open-file-store.js';
import { openApplication } from './open-application.js';

/** What the operator is told: no name of a table or file that matters to nobody. */
function summary({ madeAt, tables, files }: Backup): object {
  return {
    madeAt,
    tables: tables.length,
    rows: tables.reduce((sum, { rows }) => sum + rows, 0),
    files: files.length,
  };
}

const tell = (value: object): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

/** Each table and file as it goes by, where somebody watches. */
const follow = (name: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${name}`);
};

const followed = (): void => {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
};

/** The commands with which an operator keeps an installation safe. */
export function addBackupCommands(program: Command): void {
  program
    .command('backup')
    .argument('<folder>', 'folder to write to; has to be empty, or not there yet')
    .description('Write the whole database and all letters to a folder, while the service goes on.')
    .action(async (folder: string) => {
      const { app, databaseUrl, close } = await openApplication();
      try {
        const made = await backUp({
          databaseUrl,
          folder: resolve(folder),
          files: app.get(FileStore),
          sealer: app.get(Sealer),
          now: app.get(Clock).now(),
          onStep: follow,
        });
        followed();
        tell(summary(made));
      } finally {
        await close();
      }
    });

  program
    .command('restore')
    .argument('<folder>', 'a backup')
    .description('Put a backup into an empty database, check it, and bring it up to this version.')
    .action(async (folder: string) => {
      const restored = await restoreInto(resolve(folder));
      tell({ ...summary(restored), ...(await checkRestored()) });
    });
}

/** Before the application opens: that would make tables in a database that has to be empty. */
async function restoreInto(folder: string): Promise<Backup> {
  const configuration = readConfiguration();
  const { databaseUrl, dataFolder } = configuration;
  const server = databaseUrl === undefined ? await startEmbeddedPostgres({ dataFolder }) : undefined;
  try {
    return await restore({
      folder,
      databaseUrl: databaseUrl ?? server?.url ?? '',
      migrations: readMigrations(join(projectRoot, 'migrations')),
      files: openFileStore(configuration),
      sealer: new Sealer(readSealingKey(configuration, new SystemChance())),
      onStep: follow,
    });
  } finally {
    followed();
    await server?.stop();
  }
}

/**
 * What was restored is whole by its own account, and the letters that were still to be made are asked for again.
 * @throws DomainError `backup:trail-broken`
 */
async function checkRestored(): Promise<{ readonly trail: number; readonly batchesToMake: number }> {
  const { app, close } = await openApplication();
  try {
    const verdict = await app.get(UnitOfWork).onConnection(({ client }) => verifyTrail(client));
    if (!verdict.whole)
      throw new DomainError('conflict', 'backup:trail-broken', {
        entry: 'brokenAt' in verdict ? verdict.brokenAt : verdict.missingHead,
      });
    return { trail: verdict.entries, batchesToMake: await app.get(RenderJobs).enqueueAll() };
  } finally {
    await close();
  }
}
