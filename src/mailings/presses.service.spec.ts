import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfiguration } from '../platform/configuration/configuration.js';
import { PressesService } from './presses.service.js';

test('a browser that was not there is found once somebody has installed it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'openbrief-presses-'));
  try {
    const path = join(folder, 'chromium');
    const presses = new PressesService({ ...readConfiguration({}), chromiumPath: path });
    await expect(presses.all()).rejects.toMatchObject({ code: 'platform:no-chromium' });
    writeFileSync(path, '');
    expect(await presses.all()).toHaveLength(2);
    await presses.onApplicationShutdown();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
