import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DomainError } from '../../core/domain-error.js';
import { plainEnvironment } from '../configuration/system-environment.js';
import { copyBinaries, postgresFolder } from './binaries.js';
import { isAlive } from './postmaster-file.js';
import { canReach, serverUserFor, type ServerUser } from './server-user.js';

/** The one account of the server. */
export const SERVER_ACCOUNT = 'openbrief';

/** Where the server lives when its account can't reach the project's folder (a private home, say). */
const SHARED_HOME = '/var/lib/openbrief';

/** Where the server's programs and its data are, and whom it runs as (undefined: as ourselves). */
export interface Cluster {
  readonly bin: string;
  readonly folder: string;
  readonly user: ServerUser | undefined;
}

/**
 * Decides where binaries and data are, so that the server's account can reach both. Data elsewhere is found by the
 * password, which is this installation's own: a project that moved keeps its data, and a new one in an old place does
 * not meet another's.
 */
export function locateCluster(dataFolder: string, secret: string): Cluster {
  const binaries = postgresFolder();
  const user = serverUserFor(dirname(dataFolder));
  if (user === undefined) return { bin: join(binaries, 'bin'), folder: join(dataFolder, 'postgres'), user };
  const reachable = canReach(user, binaries)
    ? binaries
    : copyBinaries(binaries, join(SHARED_HOME, versionOf(binaries)));
  const home = canReach(user, dataFolder)
    ? dataFolder
    : join(SHARED_HOME, createHash('sha256').update(secret).digest('hex').slice(0, 12));
  mkdirSync(home, { recursive: true, mode: 0o755 });
  return { bin: join(reachable, 'bin'), folder: join(home, 'postgres'), user };
}

const versionOf = (binaries: string): string =>
  `postgresql-${createHash('sha256')
    .update(readFileSync(join(dirname(binaries), 'package.json')))
    .digest('hex')
    .slice(0, 12)}`;

/**
 * The database's password: made once, readable by the operator alone. Written beside and linked, so that of two first
 * starts at once both read the same one, and whole.
 */
export function readPassword(dataFolder: string): string {
  mkdirSync(dataFolder, { recursive: true });
  const file = join(dataFolder, 'database-password');
  if (!existsSync(file)) {
    const draft = `${file}-${process.pid}`;
    try {
      writeFileSync(draft, randomBytes(24).toString('base64url'), { mode: 0o600 });
      linkSync(draft, file);
    } catch (error) {
      if (!existsSync(file)) throw error;
    } finally {
      rmSync(draft, { force: true });
    }
  }
  return readFileSync(file, 'utf8');
}

export const isInitialised = ({ folder }: Cluster): boolean => existsSync(folder);

/**
 * Makes the data folder where there is none. It is made beside and renamed when whole, so that neither a start that
 * was broken off nor a second start at the same moment leaves a half one.
 * @param durable false: not forced to disk, for a server that may be lost
 * @throws DomainError `platform:postgres-initialisation-failed`
 */
export function initialise(cluster: Cluster, secret: string, durable: boolean): void {
  removeDrafts(cluster.folder);
  if (isInitialised(cluster)) return;
  const draft = `${cluster.folder}-new-${process.pid}`;
  const passwordFile = `${draft}-password`;
  try {
    mkdirSync(draft, { recursive: true, mode: 0o700 });
    writeFileSync(passwordFile, secret, { mode: 0o600 });
    if (cluster.user !== undefined) {
      chownSync(draft, cluster.user.uid, cluster.user.gid);
      chownSync(passwordFile, cluster.user.uid, cluster.user.gid);
    }
    runInitdb(cluster, draft, [`--pwfile=${passwordFile}`, ...(durable ? [] : ['--no-sync'])]);
    renameSync(draft, cluster.folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Another start was first; its folder is as good as ours.
    if (!isInitialised(cluster)) throw error;
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function runInitdb({ bin, user }: Cluster, folder: string, more: readonly string[]): void {
  const result = spawnSync(
    join(bin, 'initdb'),
    [
      `--pgdata=${folder}`,
      `--username=${SERVER_ACCOUNT}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C.UTF-8',
      '--locale-provider=icu',
      '--icu-locale=nl-NL',
      ...more,
    ],
    { encoding: 'utf8', cwd: '/', env: plainEnvironment(), ...user },
  );
  if (result.status === 0) return;
  const said = (result.stderr || result.error?.message || '').trim().split('\n');
  // It ends by telling what it clears away; why stands before that.
  const why = said.find((line) => /FATAL|PANIC|error:|No space left/.test(line)) ?? said.at(-1) ?? '';
  throw new DomainError('unavailable', 'platform:postgres-initialisation-failed', { reason: why });
}

/** Removes what initialisations of processes that are gone have left. */
function removeDrafts(folder: string): void {
  const prefix = `${basename(folder)}-new-`;
  for (const name of readdirSync(dirname(folder))) {
    if (name.startsWith(prefix) && !isAlive(Number.parseInt(name.slice(prefix.length), 10)))
      rmSync(join(dirname(folder), name), { recursive: true, force: true });
  }
}
