import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Chance } from '../process/time-and-chance.js';
import { SEALING_KEY_BYTES } from './sealer.js';
import { previousKeyFileIn } from './sealing-key.js';

/**
 * Puts a new key in the place of the one in the data folder, which stays beside it as `key.previous`. Whenever the
 * process is killed, both keys can be read, or nothing has changed; given again it goes on.
 */
export function beginKeyChange(dataFolder: string, chance: Chance): void {
  const [key, next, previous] = [
    join(dataFolder, 'key'),
    join(dataFolder, 'key.next'),
    previousKeyFileIn(dataFolder),
  ];
  if (existsSync(previous) && readFileSync(previous, 'utf8') !== readFileSync(key, 'utf8')) return;
  writeFileSync(next, `${chance.bytes(SEALING_KEY_BYTES).toString('base64')}\n`, { mode: 0o600 });
  keepOnDisk(next);
  if (!existsSync(previous)) linkSync(key, previous);
  renameSync(next, key);
  keepOnDisk(dataFolder);
}

/** Destroys the key of before, once nothing is sealed under it any more. */
export function endKeyChange(dataFolder: string): void {
  rmSync(previousKeyFileIn(dataFolder), { force: true });
}

function keepOnDisk(path: string): void {
  // Windows opens no folder as a file; there the rename is all there is.
  if (process.platform === 'win32') return;
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
