import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { chromiumArguments } from '../../src/platform/chromium/chromium-arguments.js';
import { findChromium } from '../../src/platform/chromium/find-chromium.js';
import { PrintingPress } from '../../src/rendering/printing-press.js';
import { openPresses, readPages, textOf } from './rendering-letters.js';

test('a letter reaches neither network nor files, and runs nothing', async () => {
  const [press] = await openPresses(1);
  if (press === undefined) throw new Error('no press');
  try {
    const pdf = await press.print(
      '<link rel="stylesheet" href="http://127.0.0.1:1/a.css"><style>@import "file:///etc/passwd"</style>' +
        '<img src="http://127.0.0.1:1/x.png" onerror="document.body.append(1)"><img src="file:///etc/passwd">' +
        '<iframe src="file:///etc/passwd"></iframe><script>document.body.append("ran")</script><p>tekst</p>',
    );
    expect((await readPages(pdf)).map(textOf).join('')).toBe('tekst');
  } finally {
    await press.close();
  }
});

test.runIf(process.platform !== 'win32')(
  'a browser that is killed halfway is started anew, and the document comes out whole (not on Windows)',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'openbrief-press-'));
    const pids = join(folder, 'pids');
    const browser = join(folder, 'browser');
    const chromium = await findChromium(process.env['PUPPETEER_EXECUTABLE_PATH']);
    writeFileSync(browser, `#!/bin/sh\necho $$ >> '${pids}'\nexec '${chromium}' "$@"\n`);
    chmodSync(browser, 0o700);
    const press = new PrintingPress({ chromiumPath: browser, chromiumArguments: chromiumArguments() });
    const started = (): number[] => readFileSync(pids, 'utf8').trim().split('\n').map(Number);
    try {
      await press.print('<p>warm</p>');
      const printed = press.print('<p style="break-after: page">blad</p>'.repeat(300));
      await setTimeout(100);
      process.kill(started()[0] ?? 0, 'SIGKILL');
      expect(await readPages(await printed)).toHaveLength(300);
      expect(started()).toHaveLength(2);
    } finally {
      await press.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
