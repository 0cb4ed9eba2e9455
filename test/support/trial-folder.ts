import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../../src/app.module.js';
import { readConfiguration } from '../../src/platform/configuration/configuration.js';
import type { JobsTiming } from '../../src/platform/jobs/jobs.service.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { TestClock } from './test-service.js';

/** All use cases on a database of a test's own, with a folder for trials. */
export interface FolderBench {
  readonly app: INestApplicationContext;
  readonly database: TestDatabase;
  readonly clock: TestClock;
  /** Where the service keeps its files. */
  readonly dataFolder: string;
  /** A fresh folder, copied from an example. */
  copyOf(example: string): string;
  close(): Promise<void>;
}

/** @param jobsTiming of the queue, for a test that waits for it; whoever makes the queue decides */
export async function openFolderBench(today: string, jobsTiming?: JobsTiming): Promise<FolderBench> {
  const database = await createTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'openbrief-folder-'));
  const clock = new TestClock(new Date(`${today}T10:00:00Z`));
  const dataFolder = join(folder, 'data');
  const configuration = readConfiguration({ OPENBRIEF_DATA: dataFolder });
  const app = await NestFactory.createApplicationContext(
    AppModule.forRoot({
      configuration,
      databaseUrl: database.url,
      clock,
      ...(jobsTiming !== undefined && { jobsTiming }),
    }),
    { logger: ['error'], abortOnError: false },
  );
  return {
    app,
    database,
    clock,
    dataFolder,
    copyOf: (example) => {
      const path = mkdtempSync(join(folder, 'trial-'));
      cpSync(join('examples', example), path, { recursive: true });
      return path;
    },
    close: async () => {
      await app.close();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
