import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { countLines } from './count-lines.js';

const folder = mkdtempSync(join(tmpdir(), 'openbrief-lines-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['', 0],
  ['a', 1],
  ['a\n', 1],
  ['a\r\nb', 2],
  ['a\n\nb\n', 3],
  ['é;ë\n'.repeat(100_000), 100_000],
])('a file has as many lines as it has (%#)', async (text, lines) => {
  writeFileSync(join(folder, 'x.csv'), text);
  expect(await countLines(join(folder, 'x.csv'))).toBe(lines);
});
