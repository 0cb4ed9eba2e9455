import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { UNBOOKED_FILE } from '../../src/mailings/render-batch.js';
import { readConfiguration } from '../../src/platform/configuration/configuration.js';
import type { FileStore } from '../../src/platform/storage/file-store.js';
import { FolderStore } from '../../src/platform/storage/folder-store.js';
import { openFileStore } from '../../src/platform/storage/open-file-store.js';
import { S3Store } from '../../src/platform/storage/s3-store.js';
import { startS3Server, type S3Server } from '../support/s3-server.js';

let server: S3Server;
let folder: string;
beforeAll(async () => {
  server = await startS3Server();
  folder = mkdtempSync(join(tmpdir(), 'openbrief-s3-'));
});
afterEach(() => server.objects.clear());
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const text = (store: FileStore, name: string, content: string | Buffer): Promise<void> =>
  store.write(name, async (path) => writeFileSync(path, content));

/** The one promise of both stores, kept by each. */
describe.each([
  ['a folder', () => new FolderStore(mkdtempSync(join(folder, 'store-')))],
  ['a bucket', () => new S3Store(server.settings, join(folder, 'scratch'))],
])('%s', (_what, open) => {
  test('gives back what was written, whatever its name', async () => {
    const store = open();
    const name = 'proef/ronde 1 & partij (één)+=%.pdf';
    expect(await store.has(name)).toBe(false);
    await text(store, name, 'brieven');
    expect(await store.has(name)).toBe(true);
    expect(String(await buffer(await store.read(name)))).toBe('brieven');
    const copy = join(folder, 'copy');
    await store.copyTo(name, copy);
    expect(readFileSync(copy, 'utf8')).toBe('brieven');
  });

  test('has nothing of a file whose making failed', async () => {
    const store = open();
    const broken = store.write('proef/half.pdf', async (path) => {
      writeFileSync(path, 'hal');
      throw new Error('printer');
    });
    await expect(broken).rejects.toThrow('printer');
    expect(await store.has('proef/half.pdf')).toBe(false);
  });

  test('gives a file its lasting name over an older one of that name', async () => {
    const store = open();
    await text(store, 'proef/a.pdf', 'oud');
    await text(store, 'proef/a.pdf.1 2', 'nieuw');
    await store.rename('proef/a.pdf.1 2', 'proef/a.pdf');
    expect(String(await buffer(await store.read('proef/a.pdf')))).toBe('nieuw');
    expect(await store.has('proef/a.pdf.1 2')).toBe(false);
  });

  test('removes one file, also when it is gone already, or a folder and nothing beside it', async () => {
    const store = open();
    const names = Array.from({ length: 7 }, (_, place) => `proef/${place}.pdf`);
    for (const name of [...names, 'proef-2/0.pdf']) await text(store, name, 'x');
    await store.remove('proef/0.pdf');
    await store.remove('proef/0.pdf');
    expect(await store.has('proef/0.pdf')).toBe(false);
    await store.removeFolder('proef');
    await store.removeFolder('proef');
    expect(await Promise.all(names.map((name) => store.has(name)))).toEqual(names.map(() => false));
    expect(await store.has('proef-2/0.pdf')).toBe(true);
  });

  test('sweeps what nobody booked once it is old', async () => {
    const store = open();
    const stray = 'proef/wave-1-batch-0001.pdf.01234567-89ab-7cde-8f01-23456789abcd';
    for (const name of [stray, 'proef/wave-1-batch-0001.pdf']) await text(store, name, 'x');
    expect(await store.sweep(UNBOOKED_FILE, new Date(Date.now() - 60_000))).toBe(0);
    expect(await store.sweep(UNBOOKED_FILE, new Date(Date.now() + 60_000))).toBe(1);
    expect(await store.has(stray)).toBe(false);
    expect(await store.has('proef/wave-1-batch-0001.pdf')).toBe(true);
  });

  test.each(['../outside', '/etc/passwd', 'a\0b'])('a name does not lead out of it: %j', async (name) => {
    await expect(open().has(name)).rejects.toThrow(RangeError);
  });
});

describe('a bucket', () => {
  test('takes a large file in parts, and leaves nothing of it on the machine', async () => {
    const scratch = join(folder, 'large');
    const store = new S3Store(server.settings, scratch);
    const large = randomBytes(12_000_000);
    await text(store, 'proef/large.pdf', large);
    expect(server.asked.filter((line) => line === 'PUT proef/large.pdf')).toHaveLength(3);
    const back = await buffer(await store.read('proef/large.pdf'));
    const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
    expect(hash(back)).toBe(hash(large));
    expect(readdirSync(scratch)).toEqual([]);
  });

  test('is not opened with another secret, and a fault is not taken for a file that is not there', async () => {
    const wrong = new S3Store({ ...server.settings, secretAccessKey: 'mis' }, join(folder, 'scratch'));
    await expect(text(wrong, 'proef/a.pdf', 'x')).rejects.toThrow();
    await expect(wrong.has('proef/a.pdf')).rejects.toThrow();
    expect(server.objects.size).toBe(0);
  });

  test('is what the settings name, instead of the folder', async () => {
    const { settings } = server;
    const configuration = readConfiguration({
      OPENBRIEF_DATA: join(folder, 'data'),
      OPENBRIEF_S3_ENDPOINT: settings.endpoint,
      OPENBRIEF_S3_REGION: settings.region,
      OPENBRIEF_S3_BUCKET: settings.bucket,
      OPENBRIEF_S3_ACCESS_KEY: settings.accessKeyId,
      OPENBRIEF_S3_SECRET_KEY: settings.secretAccessKey,
    });
    await text(openFileStore(configuration), 'proef/a.pdf', 'x');
    expect([...server.objects.keys()]).toEqual(['proef/a.pdf']);
    expect(existsSync(join(folder, 'data', 'files'))).toBe(false);
  });
});
