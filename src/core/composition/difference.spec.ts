import fc from 'fast-check';
import { expect, test } from 'vitest';
import { difference } from './difference.js';

test.each([
  ['Stuur het terug.', 'Stuur het terug.', [['same', 'Stuur het terug.']]],
  [
    'Stuur het terug.',
    'Stuur het vandaag terug.',
    [
      ['same', 'Stuur het '],
      ['added', 'vandaag '],
      ['same', 'terug.'],
    ],
  ],
  ['', 'Nieuw.', [['added', 'Nieuw.']]],
  ['', '', []],
  [
    'vóór 1 april',
    'vóór 2 april',
    [
      ['same', 'vóór '],
      ['removed', '1'],
      ['added', '2'],
      ['same', ' april'],
    ],
  ],
])('from %j to %j', (first, second, expected) => {
  expect(difference(first, second).map(({ kind, text }) => [kind, text])).toEqual(expected);
});

test('the parts are the two texts, whole', () => {
  const letter = fc
    .array(fc.constantFrom('de', 'brief', 'één', '{{naam}}', '- ', '.', '\n\n', ' ', '<b>', 'Brief'))
    .map((words) => words.join(''));
  fc.assert(
    fc.property(letter, letter, (first, second) => {
      const parts = difference(first, second);
      const without = (kind: string): string =>
        parts
          .filter((part) => part.kind !== kind)
          .map(({ text }) => text)
          .join('');
      expect(without('added')).toBe(first);
      expect(without('removed')).toBe(second);
    }),
  );
});
