import type { Readable } from 'node:stream';
import { normalize } from 'node:path';

/**
 * Where the files of batches live: a folder that no web server serves, or a bucket of an S3-compatible store. Names may
 * have folders in them.
 */
export abstract class FileStore {
  abstract has(name: string): Promise<boolean>;

  /** The file from its beginning to its end. */
  abstract read(name: string): Promise<Readable>;

  /**
   * Makes a file: what `make` writes to the path that it is given is in the store under this name once this is done, and
   * is nowhere when it fails.
   */
  abstract write<T>(name: string, make: (path: string) => Promise<T>): Promise<T>;

  /** Copies a file to a path outside of the store. */
  abstract copyTo(name: string, path: string): Promise<void>;

  /** Gives a file its lasting name, in one step: whoever reads sees the one or the other. */
  abstract rename(from: string, to: string): Promise<void>;

  /** Removes a file; one that is not there is removed already. */
  abstract remove(name: string): Promise<void>;

  /** Removes a folder with all that is in it. */
  abstract removeFolder(name: string): Promise<void>;

  /** Removes files with such names that were last written before a moment; returns how many. */
  abstract sweep(names: RegExp, before: Date): Promise<number>;
}

/**
 * The name as it is inside the store.
 * @throws RangeError for a name that leads out of it
 */
export function insideName(name: string): string {
  const inside = normalize(name);
  if (inside.startsWith('..') || inside.startsWith('/') || inside.includes('\0')) {
    throw new RangeError('The name of a stored file stays inside the store.');
  }
  return inside;
}
