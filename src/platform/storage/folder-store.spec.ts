import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UNBOOKED_FILE } from '../../mailings/render-batch.js';
import { FolderStore } from './folder-store.js';

let folder: string;
let store: FolderStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openbrief-store-'));
  store = new FolderStore(folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('what workers that died left behind', () => {
  const uuid = '01234567-89ab-7cde-8f01-23456789abcd';
  const before = new Date('2026-03-02T10:00:00Z');

  function written(name: string, at: string): string {
    mkdirSync(join(folder, 'trial'), { recursive: true });
    const path = join(folder, 'trial', name);
    writeFileSync(path, 'x');
    utimesSync(path, new Date(at), new Date(at));
    return path;
  }

  test('is removed when it is old, and nothing else is', async () => {
    const old = '2026-03-02T09:00:00Z';
    const stray = [
      written(`wave-1-batch-0001.pdf.${uuid}`, old),
      written(`wave-1-batch-0001.pdf.${uuid}.4711.part`, old),
    ];
    const kept = [
      written('wave-1-batch-0001.pdf', old),
      written(`pack-${uuid}.gz`, old),
      written(`wave-1-batch-0002.pdf.${uuid}`, '2026-03-02T10:30:00Z'),
    ];
    expect(await store.sweep(UNBOOKED_FILE, before)).toBe(2);
    expect(stray.map((path) => existsSync(path))).toEqual([false, false]);
    expect(kept.map((path) => existsSync(path))).toEqual([true, true, true]);
  });

  test('is nothing in a store that was never written to', async () => {
    expect(await new FolderStore(join(folder, 'nowhere')).sweep(UNBOOKED_FILE, before)).toBe(0);
  });
});

test.each(['../outside', '/etc/passwd', 'a\0b'])(
  'a name does not lead out of the store: %j',
  async (name) => {
    await expect(store.has(name)).rejects.toThrow(RangeError);
  },
);
