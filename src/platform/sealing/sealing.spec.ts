import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SystemChance } from '../process/time-and-chance.js';
import { Sealer } from './sealer.js';
import { readSealingKey } from './sealing-key.js';

const key = Buffer.alloc(32, 7);
const sealer = new Sealer(key);

describe('what is sealed', () => {
  test('opens again, for its own owner', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (plain, owner) => {
        expect(sealer.open(sealer.seal(plain, owner), owner)).toEqual(Buffer.from(plain));
      }),
      { numRuns: 50 },
    );
  });

  test('is never twice the same, and shows nothing of what is in it', () => {
    const plain = Buffer.from('geheim geheim geheim');
    const [one, other] = [sealer.seal(plain, 'x'), sealer.seal(plain, 'x')];
    expect(one.equals(other)).toBe(false);
    expect(one.includes('geheim')).toBe(false);
  });

  test.each([
    ['another owner', (sealed: Buffer) => sealer.open(sealed, 'account:2')],
    ['another key', (sealed: Buffer) => new Sealer(Buffer.alloc(32, 8)).open(sealed, 'account:1')],
    ['nothing', () => sealer.open(Buffer.alloc(0), 'account:1')],
    ['half of it', (sealed: Buffer) => sealer.open(sealed.subarray(0, 20), 'account:1')],
  ])('does not open with %s', (_what, open) => {
    expect(() => open(sealer.seal(Buffer.from('geheim'), 'account:1'))).toThrow('platform:seal-broken');
  });

  test('does not open when any bit was changed', () => {
    const sealed = sealer.seal(Buffer.from('geheim'), 'account:1');
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => sealer.open(changed, 'account:1')).toThrow('platform:seal-broken');
    }
  });
});

describe('the key', () => {
  const chance = new SystemChance();
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'openbrief-key-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is that of the environment before any file', () => {
    const given = { key: key.toString('base64'), keyFile: '/nowhere', dataFolder: '/nowhere' };
    expect(readSealingKey(given, chance)).toEqual(key);
  });

  test('is made once in the data folder, for the service alone', () => {
    const dataFolder = join(folder, 'data');
    const given = { key: undefined, keyFile: undefined, dataFolder };
    const made = readSealingKey(given, chance);
    expect(made).toHaveLength(32);
    expect(readSealingKey(given, chance)).toEqual(made);
    expect(statSync(join(dataFolder, 'key')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(dataFolder, 'key'), 'utf8')).toMatch(/^[A-Za-z0-9+/]{43}=\n$/);
    chmodSync(join(dataFolder, 'key'), 0o644);
    expect(() => readSealingKey(given, chance)).toThrow('platform:key-unreadable');
  });

  test.each([
    ['is not there', undefined],
    ['is too short', Buffer.alloc(16).toString('base64')],
    ['is no key', 'geheim'],
  ])('in a file that %s is refused', (what, content) => {
    const keyFile = join(folder, what.replaceAll(' ', '-'));
    if (content !== undefined) writeFileSync(keyFile, content, { mode: 0o600 });
    expect(() => readSealingKey({ key: undefined, keyFile, dataFolder: folder }, chance)).toThrow(
      'platform:key-unreadable',
    );
  });
});
