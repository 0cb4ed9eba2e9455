import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCatalogue } from '../../techniques/catalogue.js';
import { catalogueView } from './catalogue-view.js';

const techniques = readCatalogue(join(import.meta.dirname, '../../../templates/techniques'));

test('what was retracted is told in the open, with the retraction', () => {
  const entry = catalogueView(techniques, 'nl').find(({ id }) => id === 'signature-at-the-top');
  expect(entry?.status).toBe('retracted');
  expect(entry?.findings.map(({ direction }) => direction)).toEqual(['against', 'against', 'against']);
  expect(entry?.findings[0]?.citation).toContain('retraction (2021)');
});

test.each(['nl', 'en'] as const)('every technique is there once, by its name in %s', (language) => {
  const names = catalogueView(techniques, language).map(({ name }) => name.text);
  expect(names).toHaveLength(techniques.length);
  expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, language)));
});
