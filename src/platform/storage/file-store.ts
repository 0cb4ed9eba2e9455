import {
  createReadStream,
  existsSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  type ReadStream,
} from 'node:fs';
import { join, normalize } from 'node:path';

/** Where the files of batches live: a folder that no web server serves. */
export class FileStore {
  constructor(private readonly folder: string) {}

  /** The path of a file by its name, which may have folders in it but no way out of the store. */
  pathOf(name: string): string {
    const inside = normalize(name);
    if (inside.startsWith('..') || inside.startsWith('/') || inside.includes('\0')) {
      throw new RangeError('The name of a stored file stays inside the store.');
    }
    return join(this.folder, inside);
  }

  has(name: string): boolean {
    return existsSync(this.pathOf(name));
  }

  /** Gives a file its lasting name, in one step: whoever reads sees the one or the other. */
  rename(from: string, to: string): void {
    renameSync(this.pathOf(from), this.pathOf(to));
  }

  /** Removes a file; one that is not there is removed already. */
  remove(name: string): void {
    rmSync(this.pathOf(name), { force: true });
  }

  /** Removes a folder with all that is in it. */
  removeFolder(name: string): void {
    rmSync(this.pathOf(name), { recursive: true, force: true });
  }

  /** Removes files with such names that were last written before a moment; returns how many. */
  sweep(names: RegExp, before: Date): number {
    if (!existsSync(this.folder)) return 0;
    const stray = readdirSync(this.folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
      // Somebody else may sweep as well: what is gone in between is swept.
      const found = names.test(name) ? statSync(this.pathOf(name), { throwIfNoEntry: false }) : undefined;
      return found?.isFile() === true && found.mtime < before;
    });
    for (const name of stray) this.remove(name);
    return stray.length;
  }

  read(name: string): ReadStream {
    return createReadStream(this.pathOf(name));
  }
}
