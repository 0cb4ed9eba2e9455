import { expect, test } from 'vitest';
import {
  decodePersonalData,
  encodePersonalData,
  HOUSE_NUMBER_AT,
  POSTCODE_AT,
  type PersonalData,
} from './personal-data.js';

const data: PersonalData = {
  initials: 'J.P.',
  prefix: "van 't",
  surname: 'Hoff "de jonge"',
  gender: 'female',
  businessName: 'Bakkerij\tJansen',
  street: 'Kalverstraat',
  houseNumber: '12',
  addition: 'III',
  postcode: '1012NZ',
  place: 'Súdwest-Fryslân',
  country: '',
  fields: { bedrag: '12,50', constructor: 'x' },
};

test('what is stored is what comes back, and post is sorted by the right parts', () => {
  const encoded = encodePersonalData(data);
  const stored: unknown[] = JSON.parse(encoded);
  expect(decodePersonalData(Buffer.from(encoded, 'utf8'))).toEqual(data);
  expect([stored[POSTCODE_AT], stored[HOUSE_NUMBER_AT]]).toEqual(['1012NZ', '12']);
});
