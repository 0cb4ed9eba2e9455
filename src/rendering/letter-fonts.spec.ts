import { expect, test } from 'vitest';
import { charactersWithoutFont, fontFaces } from './letter-fonts.js';

const count = (text: string): number => fontFaces(text).match(/@font-face/g)?.length ?? 0;

test('a document brings only the parts of the typeface that it needs', () => {
  const latin = count('Geachte mevrouw De Vries');
  expect(latin).toBe(2);
  expect(count('Zoë Ünal é €')).toBe(latin);
  expect(count('Şükrü Łukasz')).toBeGreaterThan(latin);
  expect(count('Αλέξανδρος Иван')).toBeGreaterThan(latin);
});

test.each([
  ['', []],
  ['Åse Æbelø-Şen, Żółć', []],
  ['Παπαδόπουλος Петров Nguyễn', []],
  ['e\u0301', []],
  ['東京 😀 東', ['東', '京', '😀']],
])('what can not be printed of %j', (text, expected) => {
  expect(charactersWithoutFont(text)).toEqual(expected);
});
