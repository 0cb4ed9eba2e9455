import { join } from 'node:path';
import type { Command } from 'commander';
import { Client } from 'pg';
import { commandLine } from '../accounts/actor.js';
import { DomainError } from '../core/domain-error.js';
import { changeKey } from '../key-change/change-key.js';
import { readConfiguration, type Configuration } from '../platform/configuration/configuration.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { openDatabase } from '../platform/process/open-database.js';
import { projectRoot } from '../platform/process/project-root.js';
import { Clock, SystemChance } from '../platform/process/time-and-chance.js';
import { beginKeyChange, endKeyChange } from '../platform/sealing/key-change.js';
import { Sealer } from '../platform/sealing/sealer.js';
import { readSealingKey } from '../platform/sealing/sealing-key.js';
import { applicationOn } from './open-application.js';

/** Whoever uses the database beside this command; our own presence at the embedded server is one connection. */
const others = `
  select count(*) filter (where application_name = 'openbrief presence') > 1
      or count(*) filter (where application_name <> 'openbrief presence') > 0 as any
  from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`;

/**
 * A service that runs with the key of before would go on sealing under it, and nothing would open that once it is gone.
 * @throws DomainError `platform:service-is-running`
 */
export async function requireSilence(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ any: boolean }>(others);
    if (rows[0]?.any === true) throw new DomainError('conflict', 'platform:service-is-running');
  } finally {
    await client.end();
  }
}

/** Whether the key is the file in the data folder, which this command then changes itself. */
const isOwnFile = ({ key, keyFile }: Configuration): boolean => key === undefined && keyFile === undefined;

async function rotate(): Promise<void> {
  const configuration = readConfiguration();
  const { dataFolder } = configuration;
  const database = await openDatabase(configuration, join(projectRoot, 'migrations'), () => undefined);
  try {
    if (isOwnFile(configuration)) {
      await requireSilence(database.url);
      readSealingKey(configuration, new SystemChance());
      beginKeyChange(dataFolder, new SystemChance());
    }
    const app = await applicationOn(configuration, database.url);
    try {
      const done = await changeKey({
        unitOfWork: app.get(UnitOfWork),
        sealer: app.get(Sealer),
        clock: app.get(Clock),
        actor: commandLine,
        onStep: (values) => void process.stderr.write(`${values}\n`),
      });
      if (isOwnFile(configuration)) endKeyChange(dataFolder);
      process.stdout.write(`${JSON.stringify(done)}\n`);
    } finally {
      await app.close();
    }
  } finally {
    await database.close();
  }
}

/** Changing the key of the installation. */
export function addKeyCommand(program: Command): void {
  program
    .command('rotate-key')
    .description('Seal everything anew under a new key of the installation; see docs/operations.md.')
    .action(rotate);
}
