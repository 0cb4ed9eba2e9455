import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createTranslator } from './translate.js';

function folderWith(nl: object, en: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'locales-'));
  for (const [language, texts] of Object.entries({ nl, en })) {
    mkdirSync(join(folder, language));
    writeFileSync(join(folder, language, 'sample.json'), JSON.stringify(texts));
  }
  return folder;
}

const translator = createTranslator(
  folderWith(
    {
      hello: 'Dag {{name}}',
      only: 'Alleen hier',
      refused_one: '{{count}} regel',
      refused_other: '{{count}} regels',
    },
    { hello: 'Hello {{name}}', refused_one: '{{count}} line', refused_other: '{{count}} lines' },
  ),
);

describe('translate', () => {
  test.each([
    ['nl', 'sample:hello', { name: 'O’Brien & <b>' }, 'Dag O’Brien & <b>'],
    ['en', 'sample:hello', { name: 'Jan' }, 'Hello Jan'],
    ['nl', 'sample:refused', { count: 1 }, '1 regel'],
    ['nl', 'sample:refused', { count: 0 }, '0 regels'],
    ['en', 'sample:refused', { count: 21 }, '21 lines'],
    ['en', 'sample:only', {}, 'Alleen hier'],
  ] as const)('%s %s', (language, key, params, expected) => {
    expect(translator.translate(language, key, params)).toBe(expected);
  });

  test('says which language really has a text', () => {
    expect(translator.has('nl', 'sample:only')).toBe(true);
    expect(translator.has('en', 'sample:only')).toBe(false);
  });

  test('a file that is no JSON is named', () => {
    const folder = folderWith({}, {});
    writeFileSync(join(folder, 'nl', 'broken.json'), '{');
    expect(() => createTranslator(folder)).toThrow(/broken\.json/);
  });
});
