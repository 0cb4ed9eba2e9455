import { describe, expect, test } from 'vitest';
import { addressIdentity, possibleIdentities, referenceIdentity } from './opt-out-identity.js';

const name = {
  initials: 'A.',
  prefix: 'de',
  surname: 'Vriès-Jansen',
  gender: 'unknown',
  businessName: '',
} as const;
const address = {
  street: 'Dorpsstraat',
  houseNumber: '12',
  addition: 'a',
  postcode: '1234AB',
  place: 'Utrecht',
  country: '',
};
const abroad = { ...address, postcode: '1000', place: 'Brüssel', country: 'BELGIË' };

test.each([
  ['Z-12 34', 'Z1234'],
  ['z1234', 'Z1234'],
])('the reference %s', (written, identity) => {
  expect(referenceIdentity(written)).toBe(identity);
});

describe('somebody in the list by name and address', () => {
  const listed = (entry: object, at: object = {}): string | undefined =>
    addressIdentity({ ...name, ...entry }, { ...address, ...at });

  test.each([
    [
      'written otherwise',
      listed({ initials: 'a', surname: 'VRIES JANSEN' }, { addition: 'A', street: 'x' }),
      true,
    ],
    ['without an initial', listed({ initials: '' }), true],
    ['a child at the same address', listed({ initials: 'B.' }), false],
    ['another surname', listed({ surname: 'Vries' }), false],
    ['the neighbour', listed({}, { houseNumber: '14' }), false],
    ['another addition', listed({}, { addition: 'b' }), false],
    ['the same number abroad', listed({}, abroad), false],
  ])('%s', (_what, entry, found) => {
    expect(possibleIdentities(name, address).some((identity) => identity === entry)).toBe(found);
  });

  test('abroad by street and place too', () => {
    const there = possibleIdentities(name, abroad);
    expect(there).toContain(listed({}, { ...abroad, place: 'BRUSSEL' }));
    expect(there).not.toContain(listed({}, { ...abroad, street: 'Kerkstraat' }));
  });

  test('a business by its name, whoever it is for', () => {
    const business = listed({ initials: '', surname: '', businessName: 'Bakkerij "Het Broodje" B.V.' });
    const recipient = { ...name, businessName: 'bakkerij het broodje bv' };
    expect(possibleIdentities(recipient, address)).toContain(business);
  });

  test('nobody without a name', () => {
    expect(listed({ surname: ' ' })).toBeUndefined();
  });
});
