import { spawn } from 'node:child_process';
import { chmodSync, closeSync, fstatSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { DomainError } from '../../core/domain-error.js';
import { plainEnvironment } from '../configuration/system-environment.js';
import { SERVER_ACCOUNT, type Cluster } from './cluster.js';
import { isPostmaster, readPostmaster } from './postmaster-file.js';

/** Recovery after a crash replays at most max_wal_size of log; a minute is ample for that on a laptop's disk. */
const START_SECONDS = 60;

/** After kill -9 of the postmaster its children linger for a moment and hold the shared memory: hence more tries. */
const TRIES = 8;

/** Two cores and some gigabytes of memory; a checkpoint every few minutes even while a million rows come in. */
const settings = (durable: boolean): string[] =>
  Object.entries({
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 60,
    shared_buffers: '256MB',
    work_mem: '64MB',
    maintenance_work_mem: '256MB',
    max_wal_size: '4GB',
    // One server without a standby: what a transaction puts in a table that it made itself is written once, and is on
    // disk at its commit all the same (PostgreSQL documentation, "Populating a Database").
    wal_level: 'minimal',
    max_wal_senders: 0,
    random_page_cost: 1.1,
    timezone: 'Europe/Amsterdam',
    logging_collector: 'off',
    log_statement: 'none',
    log_min_error_statement: 'panic',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/** The address of one of the server's databases. */
export const urlFor = (port: number, secret: string, database: string): string =>
  `postgresql://${SERVER_ACCOUNT}:${encodeURIComponent(secret)}@127.0.0.1:${port}/${database}`;

async function answers(port: number, secret: string): Promise<boolean> {
  const client = new Client({
    connectionString: urlFor(port, secret, 'postgres'),
    connectionTimeoutMillis: 2_000,
  });
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * A server that runs on our data folder already, started by a process that may be gone.
 * @returns its port; undefined where there is none
 */
export async function findRunning({ folder }: Cluster, secret: string): Promise<number | undefined> {
  const deadline = Date.now() + START_SECONDS * 1000;
  while (Date.now() < deadline) {
    const running = readPostmaster(folder);
    if (running === undefined || !isPostmaster(running.pid, folder)) return undefined;
    // Starting or stopping: soon it answers, or its file is gone.
    if (running.port > 0 && (await answers(running.port, secret))) return running.port;
    await wait(100);
  }
  return undefined;
}

/**
 * Launches the server and waits until it answers.
 * @returns its port, and whether another start at the same moment was first: then that one's server is ours to use
 * @throws DomainError `platform:postgres-start-failed` with the server's own last word
 */
export async function launch(
  cluster: Cluster,
  secret: string,
  logFile: string,
  durable: boolean,
): Promise<{ port: number; recovered: boolean }> {
  removeStrangersFile(cluster.folder);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { port: await launchOnce(cluster, secret, logFile, durable), recovered: false };
    } catch (error) {
      const port = await findRunning(cluster, secret);
      if (port !== undefined) return { port, recovered: true };
      if (attempt === TRIES || !passes(error)) throw error;
      await wait(1_000);
    }
  }
}

const passes = (error: unknown): boolean =>
  error instanceof DomainError && /lock file|shared memory|in use/.test(String(error.params['reason']));

/**
 * After a power cut the number in the pid file may belong to any other program by now, and PostgreSQL would refuse to
 * start as long as that program runs.
 */
function removeStrangersFile(folder: string): void {
  const named = readPostmaster(folder);
  if (named !== undefined && !isPostmaster(named.pid, folder))
    rmSync(join(folder, 'postmaster.pid'), { force: true });
}

/** Apart from our process group: Ctrl-C is ours to pass on when everything else has ended. */
async function launchOnce(
  { bin, folder, user }: Cluster,
  secret: string,
  logFile: string,
  durable: boolean,
): Promise<number> {
  const log = openSync(logFile, 'a');
  chmodSync(logFile, 0o600);
  const written = fstatSync(log).size;
  const child = spawn(
    join(bin, 'postgres'),
    ['-D', folder, '-p', String(await freePort()), ...settings(durable)],
    { detached: true, stdio: ['ignore', log, log], cwd: '/', env: plainEnvironment(), ...user },
  );
  closeSync(log);
  child.unref();
  const life = { ended: false, reason: '' };
  child.once('exit', () => (life.ended = true));
  child.once('error', ({ message }) => Object.assign(life, { ended: true, reason: message }));
  const deadline = Date.now() + START_SECONDS * 1000;
  while (!life.ended && Date.now() < deadline) {
    const running = readPostmaster(folder);
    if (running?.pid === child.pid && running?.status === 'ready' && (await answers(running.port, secret)))
      return running.port;
    await wait(50);
  }
  throw new DomainError('unavailable', 'platform:postgres-start-failed', {
    reason: life.reason || lastFatal(readFileSync(logFile).subarray(written).toString('utf8')),
    log: logFile,
  });
}

/** The server's own last word on why it did not start. */
const lastFatal = (log: string): string =>
  log
    .split('\n')
    .findLast((line) => /FATAL|PANIC|No space left/.test(line))
    ?.replace(/^.*?(FATAL|PANIC): +/, '') ??
  log.trim().split('\n').at(-1) ??
  '';

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null
          ? resolve(address.port)
          : reject(new Error('The system gave no port.')),
      );
    });
  });
}
