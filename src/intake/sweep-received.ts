import { readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Folders in which a file of recipients or responses stands, opened, as long as it is being read. */
const OPENED = /^openbrief-(received|waiting)-/;

/**
 * Removes what a process that was killed left opened in the folder for temporary files: nobody else does, and these are
 * people's data in plain text.
 * @param before what was made later may still be read by somebody
 * @returns how many folders
 */
export async function sweepReceived(before: Date): Promise<number> {
  const folder = tmpdir();
  let swept = 0;
  for (const name of await readdir(folder)) {
    if (!OPENED.test(name)) continue;
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    // Also another installation of the same machine may have its own there: what can't be removed is not ours.
    if (found === undefined || found.mtime >= before) continue;
    const isGone = await rm(path, { recursive: true, force: true }).then(
      () => true,
      () => false,
    );
    if (isGone) swept += 1;
  }
  return swept;
}
