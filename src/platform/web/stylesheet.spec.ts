import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test.each([
  ['stylesheet', 'build-css.mjs'],
  ['verification for the browser', 'build-verify.mjs'],
])('the %s in the repository is the one that its sources give', (_what, script) => {
  const root = join(import.meta.dirname, '../../..');
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts', script), '--check'], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
