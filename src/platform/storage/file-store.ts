import { createReadStream, existsSync, renameSync, rmSync, type ReadStream } from 'node:fs';
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

  read(name: string): ReadStream {
    return createReadStream(this.pathOf(name));
  }
}
