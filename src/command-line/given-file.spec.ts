import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { givenFile, readGivenKeys } from './given-file.js';

const folder = mkdtempSync(join(tmpdir(), 'given-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(content: string): string {
  const path = join(folder, 'given.yaml');
  writeFileSync(path, content);
  return path;
}

test.each([
  ['a name of nothing', join(folder, 'nothing.yaml')],
  ['a folder', folder],
])('%s is told, with what to do', (_what, path) => {
  expect(() => givenFile(path)).toThrow('command-line:file-unreadable');
});

test.each([
  ['no YAML', 'a: [b'],
  ['a list', '- a\n- b\n'],
  ['a text', 'a'],
])('%s has no keys', (_what, content) => {
  expect(() => readGivenKeys(written(content))).toThrow('command-line:not-keys');
});

test.each([
  ['keys', 'colour: "#154273"\nfont: source-serif-4\n', { colour: '#154273', font: 'source-serif-4' }],
  ['an empty file', '', {}],
])('%s: read', (_what, content, expected) => {
  expect(readGivenKeys(written(content))).toEqual(expected);
});
