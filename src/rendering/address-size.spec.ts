import { expect, test } from 'vitest';
import { addressSize } from './address-size.js';

const place = '1234 AB  UTRECHT';

test.each<[string, string[], boolean, (points: number) => boolean]>([
  ['an ordinary address', ['Mevr. A. de Vries', 'Kalverstraat 12', place], true, (points) => points === 10.5],
  [
    'six short lines abroad',
    ['Bedrijf', 'T.a.v. A. Jansen', 'Gebouw 3', 'Wetstraat 16', '1000 BRUSSEL', 'BELGIË'],
    false,
    (points) => points === 10.5,
  ],
  [
    'a name over two lines',
    ['Stichting '.repeat(6), 'Kalverstraat 12', place],
    true,
    (points) => points === 10.5,
  ],
  [
    'a name without spaces',
    ['W'.repeat(120), 'Kalverstraat 12', place],
    true,
    (points) => points < 10.5 && points > 6,
  ],
  ['three very long lines', ['Naam '.repeat(40), 'Straat '.repeat(30), place], true, (points) => points < 9],
  ['more than fits', ['M'.repeat(2000)], true, (points) => points === 6],
  ['nothing', [], false, (points) => points === 10.5],
])('%s', (_what, lines, hasKix, holds) => {
  expect(holds(addressSize(lines, hasKix).points)).toBe(true);
});

test('the code of the post takes room from the lines', () => {
  const lines = Array.from({ length: 8 }, (_, index) => `Regel ${index}`);
  expect(addressSize(lines, true).points).toBeLessThan(addressSize(lines, false).points);
});
