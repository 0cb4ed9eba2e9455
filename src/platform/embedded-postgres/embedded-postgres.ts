import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { DomainError } from '../../core/domain-error.js';
import { initialise, isInitialised, locateCluster, readPassword, type Cluster } from './cluster.js';
import { explainFailure } from './explain-failure.js';
import { findRunning, launch, urlFor } from './launch.js';
import { isPostmaster, readPostmaster } from './postmaster-file.js';
import { Presence } from './presence.js';

export interface EmbeddedPostgresOptions {
  /** Folder of the installation's own data; the database gets a folder in it. */
  readonly dataFolder: string;
  /** false: no fsync, for databases that may be lost (tests). */
  readonly durable?: boolean;
  readonly onStep?: (step: 'initialising' | 'starting' | 'recovered') => void;
}

export interface EmbeddedPostgres {
  readonly url: string;
  /** True when a server was found running that another process had started. */
  readonly recovered: boolean;
  /** Stops the server, unless another process is still using it: the last one out turns off the light. */
  stop(): Promise<void>;
}

const DATABASE = 'openbrief';

/** How often a server that stops while we come in is started again; once is rare already. */
const TRIES = 5;

/** An orderly stop writes all that is in memory: at most shared_buffers, on a slow disk some seconds. */
const STOP_MS = 30_000;

/**
 * Starts PostgreSQL from the installed binaries on a data folder of the project, or finds it running, and makes the
 * database if it is not there yet. It listens on this machine only, with a password.
 * @throws DomainError `platform:…` with what to do
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  try {
    return await start(options);
  } catch (error) {
    throw explainFailure(error, options.dataFolder);
  }
}

async function start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const secret = readPassword(options.dataFolder);
  const cluster = locateCluster(options.dataFolder, secret);
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const { port, recovered } = await findOrLaunch(cluster, secret, options);
    const presence = await Presence.take(urlFor(port, secret, 'postgres'));
    if (presence === undefined) continue;
    await ensureDatabase(urlFor(port, secret, 'postgres'));
    return {
      url: urlFor(port, secret, DATABASE),
      recovered,
      stop: () => presence.leave(() => turnOff(cluster)),
    };
  }
  throw new DomainError('unavailable', 'platform:postgres-start-failed', {
    reason: 'the server stops again and again',
    log: logOf(options),
  });
}

const logOf = ({ dataFolder }: EmbeddedPostgresOptions): string => join(dataFolder, 'postgres.log');

async function findOrLaunch(
  cluster: Cluster,
  secret: string,
  options: EmbeddedPostgresOptions,
): Promise<{ port: number; recovered: boolean }> {
  const port = await findRunning(cluster, secret);
  if (port !== undefined) {
    options.onStep?.('recovered');
    return { port, recovered: true };
  }
  options.onStep?.(isInitialised(cluster) ? 'starting' : 'initialising');
  const durable = options.durable ?? true;
  initialise(cluster, secret, durable);
  return launch(cluster, secret, logOf(options), durable);
}

async function ensureDatabase(adminUrl: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } catch (error) {
    // Another process made it between our two statements: 42P04, or 23505 when both were making it.
    if (!(error instanceof Error && 'code' in error && ['42P04', '23505'].includes(String(error.code))))
      throw error;
  } finally {
    await client.end();
  }
}

/** SIGINT is PostgreSQL's fast shutdown: sessions end, everything is written, no recovery at the next start. */
async function turnOff({ folder }: Cluster): Promise<void> {
  const running = readPostmaster(folder);
  if (running === undefined || !isPostmaster(running.pid, folder)) return;
  process.kill(running.pid, 'SIGINT');
  for (let waited = 0; isPostmaster(running.pid, folder) && waited < STOP_MS; waited += 50) await wait(50);
}
