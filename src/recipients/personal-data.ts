import { readGender, type RecipientName } from '../core/post/salutation.js';
import type { PostalAddress } from '../core/post/dutch-address.js';

/** Name, address and merge fields: all that is personal, as one value that can be sealed and erased. */
export interface PersonalData extends RecipientName, PostalAddress {
  readonly fields: Readonly<Record<string, string>>;
}

/** Places of the two parts by which post is sorted, for the SQL that does so. */
export const POSTCODE_AT = 8;
export const HOUSE_NUMBER_AT = 6;

/** Place of the agency's own columns. */
export const FIELDS_AT = 11;

/** The value as it is stored: a list, because the names of its parts, a million times, would be most of the bytes. */
export function encodePersonalData(data: PersonalData): string {
  return JSON.stringify([
    data.initials,
    data.prefix,
    data.surname,
    data.gender,
    data.businessName,
    data.street,
    data.houseNumber,
    data.addition,
    data.postcode,
    data.place,
    data.country,
    data.fields,
  ]);
}

/** The stored list, as UTF-8, as a value again. */
export function decodePersonalData(bytes: Uint8Array): PersonalData {
  const list: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
  const stored: readonly unknown[] = Array.isArray(list) ? list : [];
  const text = (place: number): string => String(stored[place] ?? '');
  const fields = stored[FIELDS_AT];
  return {
    initials: text(0),
    prefix: text(1),
    surname: text(2),
    gender: readGender(text(3)),
    businessName: text(4),
    street: text(5),
    houseNumber: text(HOUSE_NUMBER_AT),
    addition: text(7),
    postcode: text(POSTCODE_AT),
    place: text(9),
    country: text(10),
    fields:
      typeof fields === 'object' && fields !== null
        ? Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]))
        : {},
  };
}
