import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('the stylesheet in the repository is the one that its sources and the templates give', () => {
  const root = join(import.meta.dirname, '../../..');
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/build-css.mjs'), '--check'], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
