import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openSealedFile, sealFile } from './sealed-file.js';

const folder = mkdtempSync(join(tmpdir(), 'openbrief-sealed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

describe('a sealed file', () => {
  test.each([0, 1, 16, 300_000])(
    'of %i bytes comes out as it went in, and is not in between',
    async (size) => {
      const plain = randomBytes(size);
      writeFileSync(at('plain'), plain);
      const key = await sealFile(at('plain'), at('sealed'));
      const sealed = readFileSync(at('sealed'));
      expect(sealed.length).toBe(size + 16);
      expect(size < 16 || !sealed.includes(plain.subarray(0, 16))).toBe(true);
      expect(await openSealedFile(at('sealed'), at('opened'), key)).toBe(true);
      expect(readFileSync(at('opened')).equals(plain)).toBe(true);
    },
  );

  test.each([
    ['another key', (sealed: Buffer) => sealed, () => randomBytes(32).toString('base64url')],
    ['no key', (sealed: Buffer) => sealed, () => ''],
    [
      'a bit that was changed',
      (sealed: Buffer) => (sealed.writeUInt8(sealed.readUInt8(5) ^ 1, 5), sealed),
      undefined,
    ],
    ['an end that is missing', (sealed: Buffer) => sealed.subarray(0, -20), undefined],
    ['nothing at all', () => Buffer.alloc(0), undefined],
  ])('with %s is not opened', async (_name, change, otherKey) => {
    writeFileSync(at('plain'), 'kenmerk;achternaam\nZ1;De Vries\n');
    const key = await sealFile(at('plain'), at('sealed'));
    writeFileSync(at('sealed'), change(readFileSync(at('sealed'))));
    expect(await openSealedFile(at('sealed'), at('opened'), otherKey?.() ?? key)).toBe(false);
  });
});
