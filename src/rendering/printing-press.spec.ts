import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PrintingPress } from './printing-press.js';

test('a browser that did not start is tried again for the next document', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'openbrief-press-'));
  const started = join(folder, 'started');
  const browser = join(folder, 'browser');
  writeFileSync(browser, `#!/bin/sh\necho started >> ${started}\nexit 1\n`);
  chmodSync(browser, 0o700);
  const press = new PrintingPress({ chromiumPath: browser, chromiumArguments: [] });
  try {
    await expect(press.print('<p>')).rejects.toThrow();
    await expect(press.print('<p>')).rejects.toThrow();
    expect(existsSync(started) && readFileSync(started, 'utf8')).toBe('started\nstarted\n');
  } finally {
    await press.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
