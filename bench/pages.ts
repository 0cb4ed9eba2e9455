import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import autocannon from 'autocannon';
import express, { type Express } from 'express';
import { Pool } from 'pg';
import { commandLine } from '../src/accounts/actor.js';
import { useApi } from '../src/api/use-api.js';
import { belgianRecipients, belgianResponses } from '../src/demonstration/belgian-reminder.js';
import { DisclosureService } from '../src/disclosure/disclosure.service.js';
import * as register from '../src/disclosure/register/register.queries.js';
import { readConfiguration } from '../src/platform/configuration/configuration.js';
import { openDatabase } from '../src/platform/process/open-database.js';
import { projectRoot } from '../src/platform/process/project-root.js';
import { Clock } from '../src/platform/process/time-and-chance.js';
import { KeptPages } from '../src/platform/web/kept-pages.js';
import { useWeb } from '../src/platform/web/web.module.js';
import { ServiceModule } from '../src/service.module.js';
import { silent } from '../src/trial-folder/progress.js';
import { RunTrialFolder } from '../src/trial-folder/run-trial-folder.js';
import { copyTrial, fillCodes } from './page-data.js';

const TRIALS = 2_000;
const CONNECTIONS = 25;
const SECONDS = 5;
/** Both are warm before they are measured. */
const WARM_SECONDS = 2;
/** What a browser says it can unpack. */
const BROWSER_ENCODINGS = 'gzip, deflate, br';
/** Codes that are looked for, one after the other. */
const LOOKED_FOR = 250;

/** Requests to one address. */
interface Measured {
  readonly requestsASecond: number;
  readonly p99Milliseconds: number;
}

/** A page of the service beside a bare handler for the same bytes. */
export interface PageSpeed {
  readonly page: Measured;
  readonly bare: Measured;
  /** Requests a second as a part of the bare handler's; the bar is a half. */
  readonly share: number;
  /** Times the bare handler's p99; the bar is two. */
  readonly p99Times: number;
}

export interface PageFigures {
  readonly trials: number;
  readonly codes: number;
  readonly disclosure: PageSpeed;
  readonly register: PageSpeed;
  readonly yourLetter: PageSpeed;
  /** Of the disclosure page with its charts, as it goes over the wire. */
  readonly brotliBytes: number;
  readonly gzipBytes: number;
  /** Whether an unchanged page is answered 304, with an ETag and for caches to keep. */
  readonly answers304: boolean;
}

class BenchClock extends Clock {
  override now(): Date {
    return new Date('2026-03-20T10:00:00Z');
  }
}

const listen = (app: Express): Promise<Server> =>
  new Promise((resolve) => {
    const server = app.listen(0, '127.0.0.1', () => resolve(server));
  });
const originOf = (server: { address(): unknown }): string =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function measure(origin: string, paths: readonly string[]): Promise<Measured> {
  const run = (duration: number) =>
    autocannon({
      url: origin,
      connections: CONNECTIONS,
      duration,
      // In a thread of its own: the one that answers is not to wait for the one that asks.
      workers: 1,
      requests: paths.map((path, place) => ({
        method: 'GET',
        path,
        headers: {
          'accept-encoding': BROWSER_ENCODINGS,
          accept: 'text/html',
          // Of many readers: the limit on guesses is not what is measured.
          'x-forwarded-for': `10.${place % 250}.${Math.floor(place / 250) % 250}.1`,
        },
      })),
    });
  await run(WARM_SECONDS);
  const { requests, latency, non2xx, errors } = await run(SECONDS);
  if (non2xx + errors > 0)
    throw new Error(`${non2xx + errors} of the requests for ${paths[0]} were refused.`);
  return { requestsASecond: Math.round(requests.average), p99Milliseconds: latency.p99 };
}

const beside = (page: Measured, bare: Measured): PageSpeed => ({
  page,
  bare,
  share: page.requestsASecond / bare.requestsASecond,
  // A latency of less than a millisecond is told as none.
  p99Times: Math.max(page.p99Milliseconds, 1) / Math.max(bare.p99Milliseconds, 1),
});

/** Sends bytes as they came, with nothing but their type; after a query where one is given. */
function bareHandler({ body, encoding }: Sent, query?: () => Promise<unknown>): Express {
  const app = express();
  app.get(/.*/, (_request, response, next) => {
    const send = (): void => void response.type('html').set('Content-Encoding', encoding).send(body);
    if (query === undefined) send();
    else query().then(send, next);
  });
  return app;
}

/** A body as it goes over the wire. */
interface Sent {
  readonly body: Buffer;
  readonly encoding: string;
}

async function sent(origin: string, path: string, accepted: string): Promise<Sent> {
  // By the socket's own count: `fetch` unpacks what it gets.
  const { get } = await import('node:http');
  return new Promise((resolve, reject) => {
    get(origin + path, { headers: { 'accept-encoding': accepted, accept: 'text/html' } }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () =>
        resolve({
          body: Buffer.concat(pieces),
          encoding: response.headers['content-encoding'] ?? 'identity',
        }),
      );
    }).on('error', reject);
  });
}

/** The open pages under load, each beside a bare Express handler that sends the same bytes, in one process. */
export async function benchPages(codes: number): Promise<PageFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'openbrief-bench-'));
  const configuration = readConfiguration({ OPENBRIEF_DATA: join(folder, 'data'), OPENBRIEF_WORKERS: '0' });
  const database = await openDatabase(configuration, join(projectRoot, 'migrations'), () => undefined);
  const app = await NestFactory.create<NestExpressApplication>(
    ServiceModule.forRoot({ configuration, databaseUrl: database.url, clock: new BenchClock() }),
    { logger: ['error'], abortOnError: false },
  );
  useWeb(app, { https: false, kept: app.get(KeptPages), proxies: 1 });
  useApi(app);
  const pool = new Pool({ connectionString: database.url, max: 10 });
  const own = new Pool({ connectionString: database.url, max: 1 });
  const bare: Server[] = [];
  try {
    const trial = join(folder, 'belgium-2015');
    cpSync(join(projectRoot, 'examples/belgium-2015'), trial, { recursive: true });
    writeFileSync(join(trial, 'recipients.csv'), [...belgianRecipients()].join(''));
    writeFileSync(join(trial, 'responses.csv'), [...belgianResponses()].join(''));
    const { trialId } = await app.get(RunTrialFolder).run(trial, { progress: silent });
    await app.get(DisclosureService).publish(trialId, 'R. de Beoordelaar', commandLine);
    await copyTrial(own, trialId, TRIALS - 1);
    await fillCodes(own, codes);
    const { rows } = await own.query<{ letter_code: string }>(
      'select letter_code from allocations where trial_id = $1 limit $2',
      [trialId, LOOKED_FOR],
    );
    await app.listen(0, '127.0.0.1');
    const service = originOf(app.getHttpServer());
    const compare = async (paths: readonly string[], query?: () => Promise<unknown>): Promise<PageSpeed> => {
      const server = await listen(
        bareHandler(await sent(service, paths[0] ?? '/', BROWSER_ENCODINGS), query),
      );
      bare.push(server);
      const plain = await measure(originOf(server), paths);
      return beside(await measure(service, paths), plain);
    };
    const page = '/trials/fod-financien/aanmaning-2015';
    const disclosure = await compare([page]);
    const values = ['2026-03-20', '', [], null, null, null, null, 20, 0];
    const registerSpeed = await compare(['/'], () => pool.query(register.registerPageRows, values));
    let at = 0;
    const yourLetter = await compare(
      rows.map(({ letter_code: code }) => `/uw-brief/${code}`),
      () => {
        at = (at + 1) % rows.length;
        // Told whose trial it is, which the service has to find out: over all trials at once it can't be asked.
        return pool.query('select trial_id, arm from allocations where trial_id = $1 and letter_code = $2', [
          trialId,
          rows[at]?.letter_code,
        ]);
      },
    );
    const first = await fetch(service + page);
    const etag = first.headers.get('etag') ?? '';
    const again = await fetch(service + page, { headers: { 'if-none-match': etag } });
    return {
      trials: TRIALS,
      codes: codes + rows.length,
      disclosure,
      register: registerSpeed,
      yourLetter,
      brotliBytes: (await sent(service, page, 'br')).body.length,
      gzipBytes: (await sent(service, page, 'gzip')).body.length,
      answers304:
        again.status === 304 && /^public, max-age=\d+/.test(first.headers.get('cache-control') ?? ''),
    };
  } finally {
    for (const server of bare) server.close();
    await app.close();
    await Promise.all([pool.end(), own.end()]);
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
