import { join } from 'node:path';
import type { Configuration } from '../configuration/configuration.js';
import type { FileStore } from './file-store.js';
import { FolderStore } from './folder-store.js';
import { S3Store } from './s3-store.js';

/** The store of this installation: a bucket where one is configured, else a folder in the data folder. */
export function openFileStore({ s3, dataFolder }: Pick<Configuration, 's3' | 'dataFolder'>): FileStore {
  return s3 === undefined
    ? new FolderStore(join(dataFolder, 'files'))
    : new S3Store(s3, join(dataFolder, 'scratch'));
}
