import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NotFound,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { FileStore, insideName } from './file-store.js';
import type { S3Settings } from './s3-settings.js';

/**
 * Files in a bucket of an S3-compatible store. A file is made in a folder of this machine, goes up when it is whole, and
 * is gone from the machine then. Several machines need nothing in common but the bucket.
 */
export class S3Store extends FileStore {
  private readonly client: S3Client;
  private readonly bucket: string;

  /** @param scratch folder of this machine for files that are being made */
  constructor(
    { endpoint, region, bucket, accessKeyId, secretAccessKey }: S3Settings,
    private readonly scratch: string,
  ) {
    super();
    this.bucket = bucket;
    this.client = new S3Client({
      endpoint,
      region,
      credentials: { accessKeyId, secretAccessKey },
      // The bucket in the path and not in the name of the host: every store of one's own has the one, few the other.
      forcePathStyle: true,
      // Stores that are not Amazon's know no checksum of later years; the signature covers the content all the same.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  }

  private at(name: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.bucket, Key: insideName(name) };
  }

  override async has(name: string): Promise<boolean> {
    try {
      await this.client.send(new HeadObjectCommand(this.at(name)));
      return true;
    } catch (error) {
      if (error instanceof NotFound) return false;
      throw error;
    }
  }

  override async read(name: string): Promise<Readable> {
    const { Body: body } = await this.client.send(new GetObjectCommand(this.at(name)));
    if (!(body instanceof Readable)) throw new TypeError('The store gave no file.');
    return body;
  }

  override async write<T>(name: string, make: (path: string) => Promise<T>): Promise<T> {
    await mkdir(this.scratch, { recursive: true });
    const folder = await mkdtemp(join(this.scratch, 'file-'));
    try {
      const path = join(folder, 'file');
      const made = await make(path);
      const upload = new Upload({
        client: this.client,
        params: { ...this.at(name), Body: createReadStream(path) },
      });
      await upload.done();
      return made;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  override async copyTo(name: string, path: string): Promise<void> {
    await pipeline(await this.read(name), createWriteStream(path));
  }

  /** A store renames nothing. The new name is there whole before the old one goes: a crash in between leaves both. */
  override async rename(from: string, to: string): Promise<void> {
    const source = this.at(from);
    const path = `${source.Bucket}/${source.Key}`.split('/').map(encodeURIComponent).join('/');
    await this.client.send(new CopyObjectCommand({ ...this.at(to), CopySource: path }));
    await this.remove(from);
  }

  override async remove(name: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand(this.at(name)));
  }

  override async removeFolder(name: string): Promise<void> {
    await this.removeWhere(`${insideName(name)}/`, () => true);
  }

  override async sweep(names: RegExp, before: Date): Promise<number> {
    return this.removeWhere('', (name, writtenAt) => names.test(name) && writtenAt < before);
  }

  private async removeWhere(
    prefix: string,
    isDue: (name: string, writtenAt: Date) => boolean,
  ): Promise<number> {
    let removed = 0;
    const pages = paginateListObjectsV2({ client: this.client }, { Bucket: this.bucket, Prefix: prefix });
    for await (const { Contents: contents = [] } of pages) {
      const due = contents.flatMap(({ Key: key, LastModified: at }) =>
        key !== undefined && at !== undefined && isDue(key, at) ? [{ Key: key }] : [],
      );
      if (due.length === 0) continue;
      // A page has a thousand at most, and so has a request to remove.
      const answer = await this.client.send(
        new DeleteObjectsCommand({ Bucket: this.bucket, Delete: { Objects: due, Quiet: true } }),
      );
      // What was promised to be erased is erased, or it is said that it was not.
      if ((answer.Errors ?? []).length > 0) throw new Error('The store did not remove all files.');
      removed += due.length;
    }
    return removed;
  }
}
