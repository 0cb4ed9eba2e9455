import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { DomainError } from '../../core/domain-error.js';
import { copyBinaries, postgresFolder } from './binaries.js';
import { isAlive, readPostmaster } from './postmaster-file.js';
import { canReach, serverUserFor, type ServerUser } from './server-user.js';

export interface EmbeddedPostgresOptions {
  /** Folder of the installation's own data; the database gets a folder in it. */
  readonly dataFolder: string;
  /** false: no fsync, for databases that may be lost (tests). */
  readonly durable?: boolean;
  readonly onStep?: (step: 'initialising' | 'starting' | 'recovered') => void;
}

export interface EmbeddedPostgres {
  readonly url: string;
  /** True when a server was found running that an earlier process had left behind. */
  readonly recovered: boolean;
  /** Stops the server, unless somebody else is still using it: the last one out turns off the light. */
  stop(): Promise<void>;
}

const USER = 'openbrief';
const DATABASE = 'openbrief';

/** Recovery after a crash replays at most max_wal_size of log; a minute is ample for that on a laptop's disk. */
const START_SECONDS = 60;

/** Where the server lives when its account can't reach the project's folder (a private home, say). */
const SHARED_HOME = '/var/lib/openbrief';

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
    wal_compression: 'pglz',
    random_page_cost: 1.1,
    timezone: 'Europe/Amsterdam',
    logging_collector: 'off',
    log_statement: 'none',
    log_min_error_statement: 'panic',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

interface Layout {
  readonly bin: string;
  readonly cluster: string;
  readonly user: ServerUser | undefined;
}

/** Decides where binaries and data are, so that the server's account can reach both. */
function layOut(dataFolder: string): Layout {
  mkdirSync(dataFolder, { recursive: true });
  const binaries = postgresFolder();
  const user = serverUserFor(dirname(dataFolder));
  if (user === undefined) return { bin: join(binaries, 'bin'), cluster: join(dataFolder, 'postgres'), user };
  const bin = canReach(user, binaries)
    ? binaries
    : copyBinaries(binaries, join(SHARED_HOME, versionOf(binaries)));
  const home = canReach(user, dataFolder)
    ? dataFolder
    : join(SHARED_HOME, createHash('sha256').update(dataFolder).digest('hex').slice(0, 12));
  mkdirSync(home, { recursive: true, mode: 0o755 });
  return { bin: join(bin, 'bin'), cluster: join(home, 'postgres'), user };
}

const versionOf = (binaries: string): string =>
  `postgresql-${createHash('sha256')
    .update(readFileSync(join(dirname(binaries), 'package.json')))
    .digest('hex')
    .slice(0, 12)}`;

/** The database's password: made once, readable by the operator alone. */
function password(dataFolder: string): string {
  const file = join(dataFolder, 'database-password');
  if (!existsSync(file))
    writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8');
}

function initialise({ bin, cluster, user }: Layout, secret: string): void {
  // A folder without this file is what an initialisation that was broken off left.
  if (existsSync(join(cluster, 'PG_VERSION')) && existsSync(join(cluster, 'initialised'))) return;
  rmSync(cluster, { recursive: true, force: true });
  mkdirSync(cluster, { recursive: true, mode: 0o700 });
  const passwordFile = `${cluster}-password-${process.pid}`;
  writeFileSync(passwordFile, secret, { mode: 0o600 });
  if (user !== undefined) {
    chownSync(cluster, user.uid, user.gid);
    chownSync(passwordFile, user.uid, user.gid);
  }
  const result = spawnSync(
    join(bin, 'initdb'),
    [
      `--pgdata=${cluster}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C.UTF-8',
      '--locale-provider=icu',
      '--icu-locale=nl-NL',
    ],
    { encoding: 'utf8', cwd: '/', env: serverEnvironment(), ...user },
  );
  rmSync(passwordFile, { force: true });
  if (result.status !== 0) {
    rmSync(cluster, { recursive: true, force: true });
    throw new DomainError('unavailable', 'platform:postgres-initialisation-failed', {
      reason: lastLine(result.stderr || result.error?.message || ''),
    });
  }
  writeFileSync(join(cluster, 'initialised'), '');
}

const serverEnvironment = (): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  LC_ALL: 'C.UTF-8',
  TZ: 'UTC',
});

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';

/** The server's own last word on why it did not start. */
const lastFatal = (log: string): string =>
  log
    .split('\n')
    .findLast((line) => /FATAL|PANIC|No space left/.test(line))
    ?.replace(/^.*?(FATAL|PANIC): +/, '') ?? lastLine(log);

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(),
      );
    });
  });
}

const urlFor = (port: number, secret: string, database: string): string =>
  `postgresql://${USER}:${encodeURIComponent(secret)}@127.0.0.1:${port}/${database}`;

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
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

/** Launches the server, apart from our process group: Ctrl-C is ours to pass on when everything else has ended. */
async function launch(layout: Layout, durable: boolean, logFile: string, secret: string): Promise<void> {
  const log = openSync(logFile, 'a');
  chmodSync(logFile, 0o600);
  const port = await freePort();
  const child = spawn(
    join(layout.bin, 'postgres'),
    ['-D', layout.cluster, '-p', String(port), ...settings(durable)],
    { detached: true, stdio: ['ignore', log, log], cwd: '/', env: serverEnvironment(), ...layout.user },
  );
  child.unref();
  let exited = false;
  child.once('exit', () => (exited = true));
  child.once('error', () => (exited = true));
  const deadline = Date.now() + START_SECONDS * 1000;
  while (!exited && Date.now() < deadline) {
    const running = readPostmaster(layout.cluster);
    if (running?.status === 'ready' && (await answers(urlFor(running.port, secret, 'postgres')))) return;
    await wait(50);
  }
  throw new DomainError('unavailable', 'platform:postgres-start-failed', {
    reason: lastFatal(existsSync(logFile) ? readFileSync(logFile, 'utf8') : ''),
    log: logFile,
  });
}

/** A server that is running on our data folder already, started by a process that may be gone. */
async function findRunning(cluster: string, secret: string): Promise<boolean> {
  const deadline = Date.now() + START_SECONDS * 1000;
  while (Date.now() < deadline) {
    const running = readPostmaster(cluster);
    if (running === undefined || !isAlive(running.pid)) return false;
    if (await answers(urlFor(running.port, secret, 'postgres'))) return true;
    // Starting or stopping: it will be there, or its file will be gone. A stranger with the old number has no port.
    if (running.port === 0 || running.status === '') return false;
    await wait(100);
  }
  return false;
}

/** After kill -9 of the postmaster its children linger for a moment and hold the shared memory: hence more tries. */
const TRIES = 8;

const passes = (error: unknown): boolean =>
  error instanceof DomainError && /lock file|shared memory|in use/.test(String(error.params['reason']));

async function launchPatiently(
  layout: Layout,
  options: EmbeddedPostgresOptions,
  secret: string,
): Promise<boolean> {
  const log = join(options.dataFolder, 'postgres.log');
  for (let attempt = 1; ; attempt += 1) {
    try {
      await launch(layout, options.durable ?? true, log, secret);
      return false;
    } catch (error) {
      // Two starts at once: the other one won, and its server is ours to use.
      if (await findRunning(layout.cluster, secret)) return true;
      if (attempt === TRIES || !passes(error)) throw error;
      await wait(1_000);
    }
  }
}

/**
 * Starts PostgreSQL from the installed binaries on a data folder of the project, or finds it running, and makes the
 * database if it is not there yet. It listens on this machine only, with a password.
 * @throws DomainError `platform:…` with what to do
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const layout = layOut(options.dataFolder);
  const secret = password(options.dataFolder);
  let recovered = await findRunning(layout.cluster, secret);
  if (recovered) {
    options.onStep?.('recovered');
  } else {
    options.onStep?.(existsSync(join(layout.cluster, 'initialised')) ? 'starting' : 'initialising');
    initialise(layout, secret);
    recovered = await launchPatiently(layout, options, secret);
  }
  const port = readPostmaster(layout.cluster)?.port ?? 0;
  await ensureDatabase(urlFor(port, secret, 'postgres'));
  return {
    url: urlFor(port, secret, DATABASE),
    recovered,
    stop: () => stop(layout.cluster, urlFor(port, secret, 'postgres')),
  };
}

async function ensureDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } catch (error) {
    // Another process made it between our two statements.
    if (!(error instanceof Error && 'code' in error && error.code === '42P04')) throw error;
  } finally {
    await client.end();
  }
}

async function stop(cluster: string, adminUrl: string): Promise<void> {
  const running = readPostmaster(cluster);
  if (running === undefined || !isAlive(running.pid)) return;
  const client = new pg.Client({ connectionString: adminUrl });
  try {
    await client.connect();
    const { rows } = await client.query<{ others: number }>(
      `select count(*)::int as others from pg_stat_activity
       where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    );
    if ((rows[0]?.others ?? 0) > 0) return;
  } finally {
    await client.end().catch(() => undefined);
  }
  // SIGINT is PostgreSQL's fast shutdown: sessions end, everything is written, no recovery at the next start.
  process.kill(running.pid, 'SIGINT');
  for (let waited = 0; isAlive(running.pid) && waited < 30_000; waited += 50) await wait(50);
}
