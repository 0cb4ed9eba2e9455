import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ImportSummary } from '../intake/import-summary.js';
import { createTranslator } from '../platform/i18n/translate.js';
import { projectRoot } from '../platform/process/project-root.js';
import { undeliverableLines } from './import-lines.js';

const translator = createTranslator(join(projectRoot, 'templates/locales'));

const summary = (changes: Partial<ImportSummary>): ImportSummary => ({
  id: '',
  kind: 'undeliverables',
  fileName: 'retour.csv',
  fileSha256: '',
  lines: 3,
  accepted: 3,
  refused: 0,
  optedOut: 0,
  repeated: 0,
  unmatched: 0,
  createdAt: new Date('2026-12-01T09:00:00Z'),
  sharedAddresses: null,
  withoutFont: null,
  alreadyImported: false,
  firstRefusals: [],
  ...changes,
});
const told = (changes: Partial<ImportSummary>): string =>
  undeliverableLines(summary(changes), translator, 'nl').join('\n');

test('the sum of a file that fits stands alone', () => {
  expect(told({})).toBe('3 regels = 3 geboekt + 0 al eerder geboekt + 0 zonder brief + 0 geweigerd');
});

test('refused lines have their reason in words, and what is not shown is counted', () => {
  const firstRefusals = [
    { line: 4, column: 'datum', code: 'responses:date-wrong', params: { value: 'gisteren' } },
  ];
  const lines = told({ accepted: 1, refused: 2, firstRefusals });
  expect(lines).toMatch(/retour\.csv: 2 regel\(s\) geweigerd/);
  expect(lines).toMatch(/regel 4, datum: .*gisteren/);
  expect(lines).toMatch(/en nog 1$/);
});

test.each<[string, Partial<ImportSummary>, RegExp]>([
  ['no lines', { lines: 0, accepted: 0 }, /^Er staan geen regels in het bestand/],
  ['the same file again', { alreadyImported: true }, /^Dit bestand is al ingelezen, op .*\n3 regels/],
  ['a code of nobody', { accepted: 2, unmatched: 1 }, /1 zonder brief.*\nZonder brief: de code/],
])('%s is said in words', (_, changes, expected) => {
  expect(told(changes)).toMatch(expected);
});
