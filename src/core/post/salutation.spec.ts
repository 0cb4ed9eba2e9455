import { expect, test } from 'vitest';
import { nameLines, readGender, salutation, type RecipientName } from './salutation.js';

const name = (change: Partial<RecipientName>): RecipientName => ({
  initials: 'J.',
  prefix: '',
  surname: 'Jansen',
  gender: 'male',
  businessName: '',
  ...change,
});

test.each<[string, Partial<RecipientName>, string, string[]]>([
  ['a man', {}, 'Geachte heer Jansen,', ['J. Jansen']],
  [
    'a woman with a prefix',
    { gender: 'female', prefix: 'de', surname: 'Vries' },
    'Geachte mevrouw De Vries,',
    ['J. de Vries'],
  ],
  [
    'a prefix with an apostrophe',
    { prefix: "van 't", surname: 'Hoff' },
    "Geachte heer Van 't Hoff,",
    ["J. van 't Hoff"],
  ],
  ['gender unknown', { gender: 'unknown' }, 'Geachte heer, mevrouw,', ['J. Jansen']],
  ['a surname alone', { initials: '' }, 'Geachte heer Jansen,', ['Jansen']],
  [
    'a business',
    { businessName: 'Bakkerij De Korenbloem B.V.', initials: '', surname: '' },
    'Geachte heer, mevrouw,',
    ['Bakkerij De Korenbloem B.V.'],
  ],
  [
    'somebody at a business',
    { businessName: 'Bakkerij Jansen' },
    'Geachte heer, mevrouw,',
    ['Bakkerij Jansen', 'T.a.v. J. Jansen'],
  ],
])('%s', (_what, change, greeting, lines) => {
  expect(salutation(name(change))).toBe(greeting);
  expect(nameLines(name(change))).toEqual(lines);
});

test.each([
  ['M', 'male'],
  ['Dhr.', 'male'],
  ['V', 'female'],
  ['mevrouw', 'female'],
  ['X', 'unknown'],
  ['', 'unknown'],
])('gender written as "%s"', (written, gender) => {
  expect(readGender(written)).toBe(gender);
});
