import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { readConfiguration, type Configuration } from '../platform/configuration/configuration.js';
import { openDatabase } from '../platform/process/open-database.js';
import { projectRoot } from '../platform/process/project-root.js';
import type { Clock } from '../platform/process/time-and-chance.js';

/** All use cases, open on the configured database. */
export interface OpenApplication {
  readonly app: INestApplicationContext;
  readonly configuration: Configuration;
  readonly databaseUrl: string;
  close(): Promise<void>;
}

/** Opens the application without a face, for one command. */
export async function openApplication(clock?: Clock): Promise<OpenApplication> {
  const configuration = readConfiguration();
  const database = await openDatabase(configuration, join(projectRoot, 'migrations'), () => undefined);
  try {
    const app = await applicationOn(configuration, database.url, clock);
    return {
      app,
      configuration,
      databaseUrl: database.url,
      close: async () => {
        await app.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The use cases on a database that is open already. */
export function applicationOn(
  configuration: Configuration,
  databaseUrl: string,
  clock?: Clock,
): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(
    AppModule.forRoot({ configuration, databaseUrl, ...(clock !== undefined && { clock }) }),
    { logger: ['error', 'fatal'], abortOnError: false },
  );
}
