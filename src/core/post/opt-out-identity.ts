import { addressKey, type PostalAddress } from './dutch-address.js';
import type { RecipientName } from './salutation.js';

/** Marks that no two exports write the same way: accents, capitals, spaces, hyphens, apostrophes, full stops. */
const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toUpperCase();

/** The text by which a reference is found in a list of people who want no letters: capitals and spaces do not matter. */
export const referenceIdentity = (reference: string): string => plain(reference);

const withAddress = (name: string, address: PostalAddress): string =>
  `${name}|${plain(addressKey(address))}|${address.country === '' ? '' : plain(address.place)}`;

/**
 * The text by which somebody is kept in the list by name and address: surname or business, and the first initial where
 * there is one, so that a father's wish does not silence his daughter at the same address. Without an initial it is
 * everybody of that surname there. Undefined without a name.
 */
export function addressIdentity(name: RecipientName, address: PostalAddress): string | undefined {
  if (plain(name.surname) === '') {
    return plain(name.businessName) === ''
      ? undefined
      : withAddress(`B ${plain(name.businessName)}`, address);
  }
  return withAddress(`${plain(name.initials).slice(0, 1)} ${plain(name.surname)}`, address);
}

/** All texts under which this person may be in the list: with and without the initial, and as the business. */
export function possibleIdentities(name: RecipientName, address: PostalAddress): string[] {
  const found = [
    addressIdentity(name, address),
    addressIdentity({ ...name, initials: '' }, address),
    addressIdentity({ ...name, surname: '' }, address),
  ];
  return [...new Set(found.filter((identity) => identity !== undefined))];
}
