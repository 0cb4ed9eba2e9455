import { copyFileSync, existsSync, mkdirSync, readFileSync, statfsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { inRoot } from './paths.mjs';
import { follow, reasonOf } from './run.mjs';
import { recognise, Stop } from './stop.mjs';
import { text } from './texts.mjs';

/** Older than this, a browser driver, the job queue and the test runner refuse. See docs/decisions/0002-runtime.md. */
const NEEDED = [22, 15];

const folder = inRoot('.runtime');
/** Unpacked. */
const RUNTIME_MEGABYTES = 200;

/** The package that has Node.js for this kind of computer, where there is one. */
const name = `node-${process.platform}-${process.arch}`;
const bundled = join(folder, 'node_modules', name, 'bin', 'node');

const isNewEnough = (version) => {
  const [major, minor] = version.split('.').map(Number);
  return major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]);
};

/** npm itself: the one that called us, or else the one on the path. */
function npmCommand() {
  const called = process.env.npm_execpath?.replace(/npx-cli\.js$/, 'npm-cli.js');
  return called?.endsWith('npm-cli.js') && existsSync(called)
    ? { command: process.execPath, first: [called] }
    : { command: 'npm', first: [] };
}

/** Less room than this, and an installation that failed was stopped by it. */
const FULL_MEGABYTES = 64;

function freeMegabytes() {
  const { bavail, bsize } = statfsSync(inRoot());
  return Math.floor((bavail * bsize) / 1024 / 1024);
}

/**
 * Runs npm on a given Node.js; a failure is one line with what to do.
 * @param options.megabytes what it is going to write: with less room npm would go on for minutes before it gives up
 */
export async function npm(args, progress, { node = process.execPath, cwd, env, megabytes = 0 } = {}) {
  const free = freeMegabytes();
  if (free < megabytes) throw new Stop('little-room', { free, needed: megabytes });
  const { command, first } = npmCommand();
  const { code, output, took } = await follow(
    first.length > 0 ? node : command,
    [...first, ...args],
    progress,
    {
      cwd,
      env: { ...environmentOf(node), ...env },
    },
  );
  if (code !== 0) {
    // With no room even for its own log, npm ends without a word.
    const key = recognise(output) ?? (freeMegabytes() < FULL_MEGABYTES ? 'disk-full' : 'npm-failed');
    throw new Stop(key, { reason: reasonOf(output) || `exit ${code}` });
  }
  return took;
}

/** The environment in which `node`, also in the shebang of a tool, means this one. */
export function environmentOf(node) {
  const path = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...process.env, [path]: [dirname(node), process.env[path] ?? ''].join(delimiter) };
}

/**
 * The Node.js to run on: this one where it is new enough, and else one of the project's own, fetched once with the
 * lock file's checksum.
 * @returns its path
 */
export async function ensureRuntime(progress) {
  if (isNewEnough(process.versions.node)) return process.execPath;
  const wanted = readFileSync(inRoot('scripts', 'runtime', 'package-lock.json'));
  const installed = join(folder, 'package-lock.json');
  if (existsSync(bundled) && existsSync(installed) && readFileSync(installed).equals(wanted)) return bundled;
  progress.say(text('steps.runtime', { version: process.versions.node, needed: NEEDED.join('.') }));
  mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json'])
    copyFileSync(inRoot('scripts', 'runtime', file), join(folder, file));
  const took = await npm(['ci', '--no-audit', '--no-fund'], progress, {
    cwd: folder,
    megabytes: RUNTIME_MEGABYTES,
  });
  // npm takes an optional package that it can't fetch for one that is not needed, and reports success.
  const exists = `node_modules/${name}` in JSON.parse(wanted).packages;
  if (!existsSync(bundled) && exists) throw new Stop('unreachable', { reason: name });
  if (!existsSync(bundled))
    throw new Stop('no-runtime', { version: process.versions.node, needed: NEEDED.join('.') });
  progress.say(text('steps.done', { took }));
  return bundled;
}
