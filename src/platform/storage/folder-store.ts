import { createReadStream, existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { FileStore, insideName } from './file-store.js';

/** Files in a folder of this machine, or one that several machines share. */
export class FolderStore extends FileStore {
  constructor(private readonly folder: string) {
    super();
  }

  private pathOf(name: string): string {
    return join(this.folder, insideName(name));
  }

  override async has(name: string): Promise<boolean> {
    return existsSync(this.pathOf(name));
  }

  override async read(name: string): Promise<Readable> {
    return createReadStream(this.pathOf(name));
  }

  override async write<T>(name: string, make: (path: string) => Promise<T>): Promise<T> {
    const path = this.pathOf(name);
    await mkdir(dirname(path), { recursive: true });
    try {
      return await make(path);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  override async copyTo(name: string, path: string): Promise<void> {
    await copyFile(this.pathOf(name), path);
  }

  override async rename(from: string, to: string): Promise<void> {
    await rename(this.pathOf(from), this.pathOf(to));
  }

  override async remove(name: string): Promise<void> {
    await rm(this.pathOf(name), { force: true });
  }

  override async removeFolder(name: string): Promise<void> {
    await rm(this.pathOf(name), { recursive: true, force: true });
  }

  override async sweep(names: RegExp, before: Date): Promise<number> {
    if (!existsSync(this.folder)) return 0;
    let swept = 0;
    for (const name of await readdir(this.folder, { recursive: true })) {
      if (!names.test(name)) continue;
      // Somebody else may sweep as well: what is gone in between is swept.
      const found = await stat(this.pathOf(name)).catch(() => undefined);
      if (found?.isFile() !== true || found.mtime >= before) continue;
      await this.remove(name);
      swept += 1;
    }
    return swept;
  }
}
