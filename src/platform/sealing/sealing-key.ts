import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DomainError } from '../../core/domain-error.js';
import type { Configuration } from '../configuration/configuration.js';
import { SEALING_KEY_BYTES } from './sealer.js';
import type { Chance } from '../process/time-and-chance.js';

/** Readable and writable by the service's own user, and by nobody else. */
const OWN = 0o600;

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
  try {
    // Windows knows no such bits; there the folder's own rights decide.
    const isOpen = process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0;
    const bytes = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
    // A secret that an orchestrator mounts may be open to its container: only what we made ourselves has to be shut.
    if (bytes.length === SEALING_KEY_BYTES && !(isOpen && keyFile === undefined)) return bytes;
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
