import { expect, test } from 'vitest';
import { pathIn, readLanguage } from './language.js';

test.each([
  ['/', 'nl', '/'],
  ['/en', 'en', '/'],
  ['/en/', 'en', '/'],
  ['/en?page=2', 'en', '/?page=2'],
  ['/en/register/x?y=1', 'en', '/register/x?y=1'],
  ['/energie', 'nl', '/energie'],
  ['/english/', 'nl', '/english/'],
  ['/nl/en', 'nl', '/nl/en'],
] as const)('%s is %s %s', (url, language, path) => {
  expect(readLanguage(url)).toEqual({ language, path });
});

test.each([
  ['nl', '/', '/'],
  ['en', '/', '/en'],
  ['en', '/register/x', '/en/register/x'],
  ['nl', '/register/x', '/register/x'],
] as const)('in %s the path %s is %s', (language, path, expected) => {
  expect(pathIn(language, path)).toBe(expected);
});

test('a path comes back from its own address, in either language', () => {
  for (const language of ['nl', 'en'] as const) {
    for (const path of ['/', '/register/a', '/privacy?x=1', '/en-detail']) {
      expect(readLanguage(pathIn(language, path))).toEqual({ language, path });
    }
  }
});
