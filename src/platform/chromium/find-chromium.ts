import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { executablePath } from 'puppeteer';
import { DomainError } from '../../core/domain-error.js';
import { searchPath } from '../configuration/system-environment.js';
import places from './chromium-places.json' with { type: 'json' };

/** What the search looks at; an argument, so that a test can say what the machine has. */
export interface Machine {
  readonly platform: string;
  /** The search path, as the environment has it. */
  readonly path: string;
  readonly exists: (file: string) => boolean;
  /** Where puppeteer would have put a browser that it fetched. */
  readonly fetched: () => string | Promise<string>;
}

const thisMachine = (): Machine => ({
  platform: process.platform,
  path: searchPath(),
  exists: existsSync,
  fetched: () => executablePath(),
});

const usualFiles: Readonly<Record<string, readonly string[]>> = places.files;

/**
 * The Chromium or Chrome that makes the letters: the one that the operator names, else one that is installed, else
 * the one that puppeteer fetched.
 * @param given path from the configuration
 * @throws DomainError `platform:no-chromium`, also when nothing is at the given path: another browser than the one
 *   that was asked for would make other letters without a word
 */
export async function findChromium(
  given: string | undefined,
  machine: Machine = thisMachine(),
): Promise<string> {
  const folders = machine.path.split(delimiter).filter((folder) => folder !== '');
  const candidates =
    given !== undefined
      ? [given]
      : [
          ...(usualFiles[machine.platform] ?? []),
          ...places.commands.flatMap((command) => folders.map((folder) => join(folder, command))),
        ];
  const found = candidates.find((file) => machine.exists(file));
  if (found !== undefined) return found;
  if (given === undefined) {
    const fetched = await fetchedOr(machine);
    if (fetched !== undefined) return fetched;
  }
  throw new DomainError('unavailable', 'platform:no-chromium');
}

async function fetchedOr(machine: Machine): Promise<string | undefined> {
  try {
    const file = await machine.fetched();
    return machine.exists(file) ? file : undefined;
  } catch {
    // puppeteer throws where it has no browser: that is an answer.
    return undefined;
  }
}
