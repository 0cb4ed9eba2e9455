import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import type { Configuration } from '../platform/configuration/configuration.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { projectRoot } from '../platform/process/project-root.js';
import { SystemChance } from '../platform/process/time-and-chance.js';
import type { Progress } from '../trial-folder/progress.js';
import { Calendar } from './calendar.js';
import {
  loadDemonstration,
  signInOfDemonstration,
  type SignInOfDemonstration,
} from './load-demonstration.js';

/** Where the demonstration's files are; `loading` in it says that a load was begun and not finished. */
const folderOf = ({ dataFolder }: Configuration): string => join(dataFolder, 'demonstration');

/** The first day of the demonstration's calendar. */
const FIRST_DAY = '2026-02-27T08:00:00Z';

/**
 * Loads the demonstration on a database without trials, or goes on with a load that was broken off.
 * @returns the demonstration's sign-in, when this installation has one
 */
export async function demonstrate(
  configuration: Configuration,
  databaseUrl: string,
  progress: Progress,
  onLoading: () => void,
): Promise<SignInOfDemonstration | undefined> {
  const folder = folderOf(configuration);
  const known = signInOfDemonstration(folder);
  if (known !== undefined || !configuration.loadDemonstration) return known;
  const calendar = new Calendar(FIRST_DAY);
  const app = await NestFactory.createApplicationContext(
    AppModule.forRoot({ configuration, databaseUrl, clock: calendar }),
    { logger: ['error'], abortOnError: false },
  );
  try {
    const trials = await app.get(UnitOfWork).rows<{ n: number }>('select count(*)::int as n from trials');
    // A folder without a sign-in is a load that was broken off; without a folder the trials are somebody's own.
    if ((trials[0]?.n ?? 0) > 0 && !existsSync(folder)) return undefined;
    onLoading();
    await loadDemonstration(app, calendar, {
      examples: join(projectRoot, 'examples'),
      folder,
      progress,
      chance: new SystemChance(),
    });
    return signInOfDemonstration(folder);
  } finally {
    await app.close();
  }
}
