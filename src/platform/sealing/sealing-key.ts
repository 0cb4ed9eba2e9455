import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DomainError } from '../../core/domain-error.js';
import type { Configuration } from '../configuration/configuration.js';
import { SEALING_KEY_BYTES } from './sealer.js';
import type { Chance } from '../process/time-and-chance.js';

/** Readable and writable by the service's own user, and by nobody else. */
const OWN = 0o600;

/** Where the keys of an installation are. */
export type KeySettings = Pick<
  Configuration,
  'key' | 'keyFile' | 'previousKey' | 'previousKeyFile' | 'dataFolder'
>;

/**
 * The key of this installation: OPENBRIEF_KEY, or the file that OPENBRIEF_KEY_FILE names, or else a file `key` in the
 * data folder, made at the first start. All processes of one installation need the same.
 * @returns 32 bytes
 * @throws DomainError `platform:key-unreadable` for a file that is not there, holds no key, or can be read by others
 */
export function readSealingKey(
  { key, keyFile, dataFolder }: Pick<Configuration, 'key' | 'keyFile' | 'dataFolder'>,
  chance: Chance,
): Buffer {
  if (key !== undefined) return Buffer.from(key, 'base64');
  const file = keyFile ?? join(dataFolder, 'key');
  if (keyFile === undefined) makeKey(file, chance);
  return keyIn(file, keyFile === undefined);
}

/** Where the key of before stays in the data folder while the key there is changed; see `key-change.ts`. */
export const previousKeyFileIn = (dataFolder: string): string => join(dataFolder, 'key.previous');

/**
 * The key before it, while the key of the installation is being changed: OPENBRIEF_KEY_PREVIOUS, the file that
 * OPENBRIEF_KEY_PREVIOUS_FILE names, or what a change in the data folder has left there.
 * @throws DomainError `platform:key-unreadable`
 */
export function readPreviousKey(settings: KeySettings): Buffer | undefined {
  const { key, keyFile, previousKey, previousKeyFile, dataFolder } = settings;
  if (previousKey !== undefined) return Buffer.from(previousKey, 'base64');
  if (previousKeyFile !== undefined) return keyIn(previousKeyFile, false);
  const left = previousKeyFileIn(dataFolder);
  return key === undefined && keyFile === undefined && existsSync(left) ? keyIn(left, true) : undefined;
}

/** @param isOurs whether we made the file, which then has to be shut to others */
function keyIn(file: string, isOurs: boolean): Buffer {
  try {
    // Windows knows no such bits; there the folder's own rights decide.
    const isOpen = process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0;
    const bytes = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
    // A secret that an orchestrator mounts may be open to its container: only what we made ourselves has to be shut.
    if (bytes.length === SEALING_KEY_BYTES && !(isOpen && isOurs)) return bytes;
  } catch {
    // Not there, or not ours to read: told below, without the system's words.
  }
  throw new DomainError('unavailable', 'platform:key-unreadable', { file });
}

/** Makes the file, once: of two that start together one makes it and both read it. */
function makeKey(file: string, chance: Chance): void {
  mkdirSync(dirname(file), { recursive: true });
  const text = `${chance.bytes(SEALING_KEY_BYTES).toString('base64')}\n`;
  try {
    writeFileSync(file, text, { mode: OWN, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}
