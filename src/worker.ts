import 'reflect-metadata';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { RenderJobs } from './mailings/render-jobs.js';
import { startObservation } from './platform/observation/start-observation.js';
import { openDatabase } from './platform/process/open-database.js';
import { projectRoot } from './platform/process/project-root.js';
import { runDoor } from './platform/process/run-door.js';

/** A worker beside the service: takes the jobs that make letters, on this machine or another. */
await runDoor(async ({ configuration, say, atEnd }) => {
  const observed = await startObservation(configuration, 'openbrief-worker');
  atEnd(() => observed.stop());
  const database = await openDatabase(configuration, join(projectRoot, 'migrations'), (step) =>
    say(`platform:start.database-${step}`),
  );
  atEnd(() => database.close());
  const app = await NestFactory.createApplicationContext(
    AppModule.forRoot({ configuration, databaseUrl: database.url, metrics: observed.metrics }),
    { logger: observed.logger, abortOnError: false },
  );
  atEnd(() => app.close());
  // Whoever starts a worker wants it to work, also where the service's own are switched off.
  for (let worker = 0; worker < Math.max(1, configuration.workers); worker += 1)
    await app.get(RenderJobs).work();
  say('platform:start.working');
});
