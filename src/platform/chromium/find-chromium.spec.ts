import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chromiumArguments } from './chromium-arguments.js';
import { findChromium, type Machine } from './find-chromium.js';

const machine = (files: readonly string[], rest: Partial<Machine> = {}): Machine => ({
  platform: 'linux',
  path: ['', '/a', '/b'].join(delimiter),
  exists: (file) => files.includes(file),
  fetched: () => '/cache/chrome',
  ...rest,
});

describe('the browser that makes the letters', () => {
  test.each([
    ['the one that is named, before an installed one', '/mine', ['/mine', '/usr/bin/chromium'], '/mine'],
    [
      'an installed one, before the search path',
      undefined,
      ['/usr/bin/chromium', '/a/chromium'],
      '/usr/bin/chromium',
    ],
    [
      'Chromium on the search path, before Chrome',
      undefined,
      ['/a/google-chrome', '/b/chromium'],
      join('/b', 'chromium'),
    ],
    [
      'the one that puppeteer fetched, when nothing is installed',
      undefined,
      ['/cache/chrome'],
      '/cache/chrome',
    ],
    [
      'an installed one, before the fetched one',
      undefined,
      ['/cache/chrome', '/b/chromium'],
      join('/b', 'chromium'),
    ],
  ])('is %s', async (_, given, files, found) => {
    expect(await findChromium(given, machine(files))).toBe(found);
  });

  test('is looked for where the platform keeps it', async () => {
    const chrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
    expect(await findChromium(undefined, machine([chrome], { platform: 'darwin' }))).toBe(chrome);
  });

  test.each<[string, string | undefined, Machine]>([
    ['nothing is there', undefined, machine([])],
    [
      'puppeteer has none and says so',
      undefined,
      machine([], { fetched: () => Promise.reject(new Error('none')) }),
    ],
    [
      'the named one is not there, though another is',
      '/mine',
      machine(['/usr/bin/chromium', '/cache/chrome']),
    ],
  ])('is refused when %s', async (_, given, where) => {
    await expect(findChromium(given, where)).rejects.toMatchObject({ code: 'platform:no-chromium' });
  });
});

describe("the browser's sandbox", () => {
  test.each([
    ['an ordinary account', false, true, false],
    ['an ordinary account without user namespaces', false, false, true],
    ['root', true, true, true],
  ])('of %s', (_, isRoot, canSandbox, off) => {
    expect(chromiumArguments(isRoot, () => canSandbox).includes('--no-sandbox')).toBe(off);
  });
});
