import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { commandLine } from '../src/accounts/actor.js';
import { TokensService } from '../src/accounts/tokens.service.js';
import { AllocateTrial } from '../src/allocation/allocate-trial.js';
import { useApi } from '../src/api/use-api.js';
import { MailingsService } from '../src/mailings/mailings.service.js';
import { readConfiguration } from '../src/platform/configuration/configuration.js';
import { UnitOfWork } from '../src/platform/database/unit-of-work.js';
import { openDatabase } from '../src/platform/process/open-database.js';
import { projectRoot } from '../src/platform/process/project-root.js';
import { Clock } from '../src/platform/process/time-and-chance.js';
import { useWeb } from '../src/platform/web/web.module.js';
import { ServiceModule } from '../src/service.module.js';
import { TrialFolder } from '../src/trial-folder/trial-folder.js';
import { RegisterTrial } from '../src/trials/register-trial.js';
import { importSynthetic } from './synthetic-trial.js';

/** Responses that a case system may send at once. */
const RESPONSES_A_CALL = 1_000;

export interface ResponseFigures {
  readonly recipients: number;
  readonly calls: number;
  readonly seconds: number;
  readonly responsesASecond: number;
  /** The slowest call. */
  readonly slowestSeconds: number;
}

class BenchClock extends Clock {
  override now(): Date {
    return new Date('2026-03-20T10:00:00Z');
  }
}

/** Responses over HTTP, a thousand a call, two calls at a time, with the audit trail on. */
export async function benchResponses(recipients: number, calls: number): Promise<ResponseFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'openbrief-bench-'));
  const configuration = readConfiguration({ OPENBRIEF_DATA: join(folder, 'data'), OPENBRIEF_WORKERS: '0' });
  const database = await openDatabase(configuration, join(projectRoot, 'migrations'), () => undefined);
  const app = await NestFactory.create<NestExpressApplication>(
    ServiceModule.forRoot({ configuration, databaseUrl: database.url, clock: new BenchClock() }),
    { logger: ['error'], abortOnError: false },
  );
  useWeb(app, { https: false });
  useApi(app);
  try {
    const protocol = new TrialFolder(join(projectRoot, 'examples/belastingdienst')).readProtocol(
      () => 'other',
    );
    const { trial } = await app
      .get(RegisterTrial)
      .register({ ...protocol, letter: { ...protocol.letter, sentBy: 'elsewhere' } }, commandLine);
    await importSynthetic(app, trial, recipients, join(folder, 'recipients.csv'));
    await app.get(AllocateTrial).allocate(trial.id, commandLine);
    await app.get(MailingsService).sentElsewhere(trial.id, commandLine);
    const rows = await app
      .get(UnitOfWork)
      .rows<{ letter_code: string }>('select letter_code from allocations order by number limit $1', [
        calls * RESPONSES_A_CALL,
      ]);
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    const token = await app
      .get(TokensService)
      .create(protocol.organisation.slug, 'bench', ['responses.deliver']);
    const waiting = Array.from({ length: calls }, (_, call) =>
      rows
        .slice(call * RESPONSES_A_CALL, (call + 1) * RESPONSES_A_CALL)
        .map(({ letter_code }) => ({ letterCode: letter_code, respondedOn: '2026-03-12' })),
    );
    let slowest = 0;
    const send = async (): Promise<void> => {
      for (let body = waiting.pop(); body !== undefined; body = waiting.pop()) {
        const start = performance.now();
        const answer = await fetch(`http://127.0.0.1:${port}/v1/trials/${trial.id}/responses`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
        if (answer.status !== 201) throw new Error(`The service answered ${answer.status}.`);
        await answer.arrayBuffer();
        slowest = Math.max(slowest, performance.now() - start);
      }
    };
    const start = performance.now();
    await Promise.all([send(), send()]);
    const seconds = (performance.now() - start) / 1_000;
    return {
      recipients,
      calls,
      seconds,
      responsesASecond: Math.round((calls * RESPONSES_A_CALL) / seconds),
      slowestSeconds: slowest / 1_000,
    };
  } finally {
    await app.close();
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
