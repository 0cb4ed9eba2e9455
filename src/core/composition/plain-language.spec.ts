import { expect, test } from 'vitest';
import { plainParts } from './plain-language.js';

const marked = (text: string, word: 'passive' | 'bureaucratic'): string[] =>
  plainParts(text).flatMap((part) => (part.word === word ? [part.text] : []));

test.each([
  ['Het formulier wordt door ons opgestuurd.', ['wordt', 'opgestuurd']],
  ['Uw gegevens worden in oktober verwijderd.', ['worden', 'verwijderd']],
  ['De brief is door de gemeente verstuurd.', ['is', 'verstuurd']],
  // Perfect, not passive; and no participle at all.
  ['Uw brief is aangekomen.', []],
  ['Het wordt beter voor uw gezin in deze gemeente.', []],
  ['Wij worden dokter, zegt zij, en hebben dat gehaald.', []],
  ['Wij sturen u het formulier. U vult het in.', []],
])('passive: %s', (text, expected) => {
  expect(marked(text, 'passive')).toEqual(expected);
});

test.each([
  ['Indien u reeds betaalde, dient te worden gewacht.', ['Indien', 'reeds', 'dient te']],
  ['Met betrekking\n tot uw vraag', ['Met betrekking\n tot']],
  // A word within another is none.
  ['Welkom. De inzakeuze bereedsel.', []],
])('office words: %s', (text, expected) => {
  expect(marked(text, 'bureaucratic')).toEqual(expected);
});

test('each office word comes with a plain one, and no letter of the text is lost', () => {
  const long = `Wij ${'vragen en '.repeat(12)}schrijven derhalve.`;
  const text = `Kort.\n\n${long} Dhr. A. de Vries belt.`;
  const parts = plainParts(text);
  expect(parts.map((part) => part.text).join('')).toBe(text);
  expect(parts.find(({ text: word }) => word === 'derhalve')).toMatchObject({
    long: true,
    word: 'bureaucratic',
    instead: 'daarom, dus',
  });
  expect(
    parts
      .filter((part) => part.long)
      .map((part) => part.text)
      .join(''),
  ).toBe(long);
});
