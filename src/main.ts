import 'reflect-metadata';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { FirstAdministrator } from './accounts/first-administrator.js';
import { useApi } from './api/use-api.js';
import { AuditHeads } from './audit/audit-heads.js';
import { ErasureJobs } from './erasure/erasure-jobs.js';
import { RenderJobs } from './mailings/render-jobs.js';
import { chromiumArguments } from './platform/chromium/chromium-arguments.js';
import { asSystem } from './platform/database/scope.js';
import { claimPort, explainingPort } from './platform/process/claim-port.js';
import { startObservation } from './platform/observation/start-observation.js';
import { openDatabase } from './platform/process/open-database.js';
import { projectRoot } from './platform/process/project-root.js';
import { runDoor } from './platform/process/run-door.js';
import { KeptPages } from './platform/web/kept-pages.js';
import { useWeb } from './platform/web/web.module.js';
import { tellDemonstration } from './demonstration/tell-demonstration.js';
import { ServiceModule } from './service.module.js';

/** The web service, with as many workers inside as the configuration says. */
await runDoor(async ({ configuration, say, atEnd }) => {
  const { host, port, publicUrl, workers } = configuration;
  await claimPort(port, host);
  if (workers > 0 && chromiumArguments().includes('--no-sandbox')) say('platform:start.no-sandbox');
  const observed = await startObservation(configuration, 'openbrief');
  atEnd(() => observed.stop());
  const database = await openDatabase(configuration, join(projectRoot, 'migrations'), (step) =>
    say(`platform:start.database-${step}`),
  );
  atEnd(() => database.close());
  const app = await NestFactory.create<NestExpressApplication>(
    ServiceModule.forRoot({ configuration, databaseUrl: database.url, metrics: observed.metrics }),
    { logger: observed.logger, abortOnError: false },
  );
  atEnd(() => app.close());
  useWeb(app, {
    https: publicUrl.startsWith('https:'),
    kept: app.get(KeptPages),
    proxies: configuration.proxies,
    observed,
  });
  useApi(app);
  for (let worker = 0; worker < workers; worker += 1) await app.get(RenderJobs).work();
  await app.get(ErasureJobs).work();
  await app.get(AuditHeads).work();
  // On somebody's own machine there is nobody to tell.
  if (configuration.securityContact === undefined && publicUrl.startsWith('https:'))
    say('platform:start.no-security-contact');
  await explainingPort(port, host, () => app.listen(port, host));
  if (!configuration.loadDemonstration) {
    const link = await asSystem(() => app.get(FirstAdministrator).invite());
    if (link !== undefined) say('platform:start.first-administrator', { link });
  }
  // Not waited for: the pages are there meanwhile, and Ctrl-C is heeded.
  void asSystem(() => tellDemonstration(configuration, database.url, say));
});
