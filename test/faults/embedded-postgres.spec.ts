import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../src/platform/embedded-postgres/embedded-postgres.js';
import {
  isAlive,
  isPostmaster,
  readPostmaster,
} from '../../src/platform/embedded-postgres/postmaster-file.js';

/** Above the highest number that Linux gives a process. */
const NOBODY = 4_194_305;

let folder: string;
let dataFolder: string;
let children: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openbrief-faults-'));
  chmodSync(folder, 0o755);
  dataFolder = join(folder, 'data');
  children = [];
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  const running = readPostmaster(cluster());
  if (running !== undefined && isPostmaster(running.pid, cluster())) {
    process.kill(running.pid, 'SIGQUIT');
    await gone(running.pid);
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
});

const cluster = (): string => join(dataFolder, 'postgres');

async function gone(pid: number): Promise<void> {
  for (let waited = 0; isAlive(pid) && waited < 10_000; waited += 50) await wait(50);
}

function postmasterPid(): number {
  const running = readPostmaster(cluster());
  if (running === undefined) throw new Error('no server is running');
  return running.pid;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

const started = z.object({ url: z.string(), recovered: z.boolean() });

interface Elsewhere {
  readonly url: string;
  readonly recovered: boolean;
  readonly process: ChildProcess;
}

/** Starts the server from another process, as a second terminal would. */
async function startElsewhere(): Promise<Elsewhere> {
  const child = fork(join(import.meta.dirname, 'start-server.ts'), [dataFolder], {
    execArgv: ['--import', join(dirname(import.meta.dirname), 'support', 'typescript-in-child.mjs')],
  });
  children.push(child);
  const [message]: unknown[] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('the process ended without a server'))),
  ]);
  return { ...started.parse(message), process: child };
}

const start = (): Promise<EmbeddedPostgres> => startEmbeddedPostgres({ dataFolder });

const letters = 'create table letters as select generate_series(1, 1000) as code';

test('after kill -9 of the server, what was committed is there at the next start', async () => {
  const first = await start();
  await query(first.url, letters);
  const killed = postmasterPid();
  process.kill(killed, 'SIGKILL');
  await gone(killed);
  const second = await start();
  expect(second.recovered).toBe(false);
  expect(postmasterPid()).not.toBe(killed);
  expect(await query(second.url, 'select count(*)::int as n from letters')).toEqual([{ n: 1000 }]);
  await second.stop();
});

test('after kill -9 of the process that had started it, the next start finds the running server', async () => {
  const other = await startElsewhere();
  await query(other.url, letters);
  const pid = postmasterPid();
  const ended = once(other.process, 'exit');
  other.process.kill('SIGKILL');
  await ended;
  const next = await start();
  expect(next.recovered).toBe(true);
  expect(postmasterPid()).toBe(pid);
  expect(await query(next.url, 'select count(*)::int as n from letters')).toEqual([{ n: 1000 }]);
  await next.stop();
  expect(isPostmaster(pid, cluster())).toBe(false);
});

test('two first starts at once, from two processes, end with one server and one password', async () => {
  const [here, there] = await Promise.all([start(), startElsewhere()]);
  expect(there.url).toBe(here.url);
  expect([here.recovered, there.recovered].filter(Boolean)).toHaveLength(1);
  expect(await query(there.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('two later starts at once end with one server', async () => {
  const first = await start();
  await query(first.url, letters);
  await first.stop();
  const [here, there] = await Promise.all([start(), startElsewhere()]);
  expect(there.url).toBe(here.url);
  expect(await query(there.url, 'select count(*)::int as n from letters')).toEqual([{ n: 1000 }]);
});

test('the last one out stops the server, and nobody before', async () => {
  const here = await start();
  const there = await startElsewhere();
  const pid = postmasterPid();
  await here.stop();
  expect(isPostmaster(pid, cluster())).toBe(true);
  expect(await query(there.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  const ended = once(there.process, 'exit');
  there.process.send('stop');
  await ended;
  expect(isPostmaster(pid, cluster())).toBe(false);
  expect(existsSync(join(cluster(), 'postmaster.pid'))).toBe(false);
});

test('a start while the last one is going out ends with a server', async () => {
  const here = await start();
  await query(here.url, letters);
  const [, next] = await Promise.all([here.stop(), start()]);
  expect(await query(next.url, 'select count(*)::int as n from letters')).toEqual([{ n: 1000 }]);
  await next.stop();
});

test('what an initialisation that was broken off has left is cleared away', async () => {
  const left = `${cluster()}-new-${NOBODY}`;
  mkdirSync(left, { recursive: true });
  writeFileSync(join(left, 'PG_VERSION'), '18\n');
  const server = await start();
  expect(existsSync(left)).toBe(false);
  expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await server.stop();
});

test("a pid file that names another program's process does not stop the start, nor the program", async () => {
  const first = await start();
  await first.stop();
  const lines = [process.pid, cluster(), 1_764_000_000, 5432, '', '127.0.0.1', ' 0 0', 'ready   '];
  writeFileSync(join(cluster(), 'postmaster.pid'), `${lines.join('\n')}\n`);
  const second = await start();
  expect(postmasterPid()).not.toBe(process.pid);
  expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await second.stop();
});

test('the password is the operator’s alone, and the server listens on this machine only', async () => {
  const server = await start();
  expect(new URL(server.url).hostname).toBe('127.0.0.1');
  const wrong = new URL(server.url);
  wrong.password = 'guess';
  await expect(query(wrong.href, 'select 1')).rejects.toThrow(/password/);
  expect(readFileSync(join(dataFolder, 'database-password'), 'utf8')).toBe(new URL(server.url).password);
  expect(await query(server.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  await server.stop();
});

test.runIf(process.getuid?.() === 0)(
  'as root in a private folder, a new installation in an old place meets no data of the old one',
  async () => {
    chmodSync(folder, 0o700);
    const places: string[] = [];
    try {
      for (const rows of [1000, 500]) {
        const server = await start();
        const [place] = z
          .array(z.object({ data_directory: z.string() }))
          .parse(await query(server.url, 'show data_directory'));
        places.push(dirname(place?.data_directory ?? ''));
        await query(server.url, `create table letters as select generate_series(1, ${rows}) as code`);
        expect(await query(server.url, 'select count(*)::int as n from letters')).toEqual([{ n: rows }]);
        await server.stop();
        rmSync(dataFolder, { recursive: true });
      }
      expect(new Set(places).size).toBe(2);
    } finally {
      for (const place of places)
        if (place.startsWith('/var/lib/openbrief/')) rmSync(place, { recursive: true });
    }
  },
);
