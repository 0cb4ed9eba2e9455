import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { useApi } from '../../src/api/use-api.js';
import { readConfiguration } from '../../src/platform/configuration/configuration.js';
import { Clock } from '../../src/platform/process/time-and-chance.js';
import { KeptPages } from '../../src/platform/web/kept-pages.js';
import { useWeb } from '../../src/platform/web/web.module.js';
import { ServiceModule } from '../../src/service.module.js';
import { createTestDatabase, type TestDatabase } from './database.js';

/** A calendar that a test turns. */
export class TestClock extends Clock {
  constructor(public moment: Date) {
    super();
  }

  override now(): Date {
    return this.moment;
  }

  set(day: string): void {
    this.moment = new Date(`${day}T10:00:00Z`);
  }
}

export interface TestService {
  readonly app: NestExpressApplication;
  readonly clock: TestClock;
  /** As its owner, past all policies. */
  readonly database: TestDatabase;
  close(): Promise<void>;
}

/** The whole service with its API, on a database of its own, or on a given one, which is then its to remove. */
export async function startTestService(
  today: string,
  {
    https = true,
    environment = {},
    database: given,
  }: {
    readonly https?: boolean;
    readonly environment?: Readonly<Record<string, string>>;
    readonly database?: TestDatabase;
  } = {},
): Promise<TestService> {
  const database = given ?? (await createTestDatabase());
  const folder = mkdtempSync(join(tmpdir(), 'openbrief-service-'));
  const clock = new TestClock(new Date(`${today}T10:00:00Z`));
  const configuration = readConfiguration({
    OPENBRIEF_DATA: folder,
    OPENBRIEF_PUBLIC_URL: 'https://openbrief.example',
    OPENBRIEF_WORKERS: '0',
    ...environment,
  });
  const module = await Test.createTestingModule({
    imports: [ServiceModule.forRoot({ configuration, databaseUrl: database.url, clock })],
  }).compile();
  const app = module.createNestApplication<NestExpressApplication>({ logger: ['error'] });
  useWeb(app, { https, kept: app.get(KeptPages), proxies: 1 });
  useApi(app);
  await app.init();
  return {
    app,
    clock,
    database,
    close: async () => {
      await app.close();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
