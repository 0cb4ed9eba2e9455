import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { z } from 'zod';
import { AccountsService } from '../../src/accounts/accounts.service.js';
import { TokensService } from '../../src/accounts/tokens.service.js';
import { useApi } from '../../src/api/use-api.js';
import { scopes, type Role } from '../../src/core/access.js';
import { RenderJobs } from '../../src/mailings/render-jobs.js';
import { OrganisationsService } from '../../src/organisations/organisations.service.js';
import { readConfiguration } from '../../src/platform/configuration/configuration.js';
import { asSystem } from '../../src/platform/database/scope.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { openDatabase } from '../../src/platform/process/open-database.js';
import { Clock } from '../../src/platform/process/time-and-chance.js';
import { useWeb } from '../../src/platform/web/web.module.js';
import { ServiceModule } from '../../src/service.module.js';
import { IMPATIENT } from './impatient.js';

// The whole service in a process of its own, with a worker and a browser in it, to be killed by a test.
const settings = z
  .object({
    dataFolder: z.string(),
    port: z.number(),
    today: z.string(),
    databaseUrl: z.string().optional(),
  })
  .parse(JSON.parse(process.argv[2] ?? '{}'));

const orders = z.union([
  z.object({ today: z.string() }),
  z.object({ slug: z.string(), name: z.string(), role: z.enum(['administrator', 'analyst', 'reviewer']) }),
]);

class TurnedClock extends Clock {
  today = settings.today;

  override now(): Date {
    return new Date(`${this.today}T10:00:00Z`);
  }
}

const configuration = readConfiguration({
  OPENBRIEF_DATA: settings.dataFolder,
  OPENBRIEF_PUBLIC_URL: 'http://openbrief.example',
  ...(settings.databaseUrl !== undefined && { DATABASE_URL: settings.databaseUrl }),
});
const clock = new TurnedClock();
const database = await openDatabase(configuration, 'migrations', () => undefined);
const app = await NestFactory.create<NestExpressApplication>(
  ServiceModule.forRoot({ configuration, databaseUrl: database.url, clock, jobsTiming: IMPATIENT }),
  { logger: false, abortOnError: false },
);
useWeb(app, { https: false });
useApi(app);
await app.get(RenderJobs).work();
await app.listen(settings.port, '127.0.0.1');

async function tokenOf(slug: string, name: string, role: Role): Promise<string> {
  const contact = { name: slug, email: `${slug}@dienst.example`, url: 'https://dienst.example/' };
  const email = `${name}@${slug}.example`;
  const accountId = await app.get(UnitOfWork).transaction(async (work) => {
    const { id: organisationId } = await app
      .get(OrganisationsService)
      .ensure(work, { slug, name: slug, contact });
    const roles = [role];
    await app
      .get(AccountsService)
      .put(work, { organisationId, email, name, roles, password: 'een lang wachtwoord' });
    const { rows } = await work.client.query<{ id: string }>('select id from accounts where email = $1', [
      email,
    ]);
    return rows[0]?.id ?? '';
  });
  const actor = { accountId, name, organisationId: null };
  return app.get(TokensService).create(slug, name, scopes, { actor });
}

process.on('message', (message) => {
  const order = orders.parse(message);
  if ('today' in order) {
    clock.today = order.today;
    process.send?.({ today: order.today });
  } else {
    void asSystem(() => tokenOf(order.slug, order.name, order.role)).then((token) =>
      process.send?.({ token }),
    );
  }
});
process.send?.({ ready: true });
