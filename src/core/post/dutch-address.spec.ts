import { describe, expect, test } from 'vitest';
import {
  addressKey,
  addressLines,
  kixText,
  readAddress,
  type PostalAddress,
  type RawAddress,
} from './dutch-address.js';

const raw = (change: Partial<RawAddress> = {}): RawAddress => ({
  street: 'Kalverstraat',
  houseNumber: '12',
  addition: '',
  postcode: '1012 nz',
  place: 'Amsterdam',
  country: '',
  ...change,
});

function read(change: Partial<RawAddress>): PostalAddress {
  const result = readAddress(raw(change));
  if (!result.ok) throw new Error(result.fault);
  return result.address;
}

describe('addresses that are right', () => {
  test.each<[string, Partial<RawAddress>, string[], string | undefined]>([
    ['plain', {}, ['Kalverstraat 12', '1012 NZ  AMSTERDAM'], '1012NZ12'],
    [
      'addition in a column',
      { addition: 'III' },
      ['Kalverstraat 12 III', '1012 NZ  AMSTERDAM'],
      '1012NZ12XIII',
    ],
    [
      'addition behind the number',
      { houseNumber: '13-4' },
      ['Kalverstraat 13 4', '1012 NZ  AMSTERDAM'],
      '1012NZ13X4',
    ],
    [
      'letter behind the number',
      { houseNumber: '12a' },
      ['Kalverstraat 12 a', '1012 NZ  AMSTERDAM'],
      '1012NZ12XA',
    ],
    ['leading zeros', { houseNumber: '007' }, ['Kalverstraat 7', '1012 NZ  AMSTERDAM'], '1012NZ7'],
    [
      'PO box',
      { street: 'Postbus', houseNumber: '30250', postcode: '2500GG', place: "'s-Gravenhage" },
      ['Postbus 30250', "2500 GG  'S-GRAVENHAGE"],
      '2500GG30250',
    ],
    [
      'answer number',
      { street: 'Antwoordnummer', houseNumber: '123', postcode: '1000XX' },
      ['Antwoordnummer 123', '1000 XX  AMSTERDAM'],
      '1000XX123',
    ],
    [
      'the Netherlands by name',
      { country: 'Nederland' },
      ['Kalverstraat 12', '1012 NZ  AMSTERDAM'],
      '1012NZ12',
    ],
    ['diacritics', { place: 'Súdwest-Fryslân' }, ['Kalverstraat 12', '1012 NZ  SÚDWEST-FRYSLÂN'], '1012NZ12'],
    [
      'Belgium',
      { street: 'Wetstraat 16', houseNumber: '', postcode: '1000', place: 'Brussel', country: 'België' },
      ['Wetstraat 16', '1000 BRUSSEL', 'BELGIË'],
      undefined,
    ],
  ])('%s', (_what, change, lines, kix) => {
    expect(addressLines(read(change))).toEqual(lines);
    expect(kixText(read(change))).toBe(kix);
  });
});

describe('addresses that are not', () => {
  test.each<[string, Partial<RawAddress>, string]>([
    ['no street', { street: '' }, 'street-missing'],
    ['no number', { houseNumber: '' }, 'house-number-missing'],
    ['number zero', { houseNumber: '0' }, 'house-number-wrong'],
    ['number in words', { houseNumber: 'twaalf' }, 'house-number-wrong'],
    ['no postcode', { postcode: '' }, 'postcode-missing'],
    ['postcode that starts with 0', { postcode: '0123 AB' }, 'postcode-wrong'],
    ['postcode that was never given out', { postcode: '1234 SS' }, 'postcode-wrong'],
    ['foreign postcode without a country', { postcode: '1000' }, 'postcode-wrong'],
    ['no place', { place: '' }, 'place-missing'],
    ['no place abroad', { place: '', country: 'BE' }, 'place-missing'],
  ])('%s', (_what, change, fault) => {
    expect(readAddress(raw(change))).toMatchObject({ ok: false, fault });
  });
});

test('one delivery point has one key, however it was written', () => {
  expect(addressKey(read({ houseNumber: '12 a' }))).toBe(
    addressKey(read({ addition: 'A', street: 'Kalverstr.' })),
  );
  expect(addressKey(read({ houseNumber: '12' }))).not.toBe(addressKey(read({ houseNumber: '12a' })));
});
