import { expect, test } from 'vitest';
import { charactersWithoutFont, fontFaces, subsetOf } from './letter-fonts.js';

const count = (text: string): number => fontFaces(text).match(/@font-face/g)?.length ?? 0;

test('a document brings only the parts of the typeface that it needs', () => {
  const latin = count('Geachte mevrouw De Vries');
  expect(latin).toBe(2);
  expect(count('Zoë Ünal é €')).toBe(latin);
  expect(count('Şükrü Łukasz')).toBeGreaterThan(latin);
  expect(count('Αλέξανδρος Иван')).toBeGreaterThan(latin);
});

test.each([
  ['é', 'latin'],
  ['Ż', 'latin-ext'],
  ['Π', 'greek'],
  ['П', 'cyrillic'],
  ['ễ', 'vietnamese'],
  ['東', undefined],
  ['😀', undefined],
])('%s is in the part %s of the typeface', (character, part) => {
  expect(subsetOf(character.codePointAt(0) ?? 0, 'source-sans-3')).toBe(part);
});

test.each([
  ['', []],
  ['Åse Æbelø-Şen, Żółć', []],
  ['Παπαδόπουλος Петров Nguyễn', []],
  ['e\u0301', []],
  ['東京 😀 東', ['東', '京', '😀']],
  // Within the ranges that the package lists, and yet not drawn.
  ['☐ ja → Ƣ', ['☐', '→', 'Ƣ']],
  ['in\u00advouden\u200b', []],
])('what can not be printed of %j', (text, expected) => {
  expect(charactersWithoutFont(text)).toEqual(expected);
});

test('typefaces differ in what they draw', () => {
  expect(charactersWithoutFont('Ĳsbrand Şen', 'source-sans-3')).toEqual([]);
  expect(charactersWithoutFont('Ĳsbrand Şen', 'source-serif-4')).toEqual(['Ĳ']);
});
