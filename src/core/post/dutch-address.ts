/** What is wrong with an address; the texts are in templates/locales under `recipients`. */
export type AddressFault =
  | 'street-missing'
  | 'house-number-missing'
  | 'house-number-wrong'
  | 'postcode-missing'
  | 'postcode-wrong'
  | 'place-missing';

/** The column that a fault is about. */
export type AddressColumn = 'street' | 'houseNumber' | 'postcode' | 'place';

/** An address as it comes out of an export: raw text, perhaps empty. */
export interface RawAddress {
  readonly street: string;
  readonly houseNumber: string;
  readonly addition: string;
  readonly postcode: string;
  readonly place: string;
  readonly country: string;
}

/** An address that post can be sent to. */
export interface PostalAddress {
  readonly street: string;
  /** Digits; empty abroad when the street line has it. */
  readonly houseNumber: string;
  readonly addition: string;
  /** `1234AB`, without space; abroad as it was written. */
  readonly postcode: string;
  readonly place: string;
  /** Empty for the Netherlands, else the country in capitals. */
  readonly country: string;
}

export type AddressResult =
  | { readonly ok: true; readonly address: PostalAddress }
  | { readonly ok: false; readonly fault: AddressFault; readonly column: AddressColumn };

const DUTCH = new Set(['', 'NL', 'NLD', 'NEDERLAND', 'THE NETHERLANDS', 'NETHERLANDS']);

/** Four digits that don't start with 0 and two letters; PostNL never gave out SA, SD and SS. */
const POSTCODE = /^[1-9]\d{3}(?!SA|SD|SS)[A-Z]{2}$/;

const NUMBER = /^(\d{1,5})\s*-?\s*(.*)$/;

const fault = (column: AddressColumn, name: AddressFault): AddressResult => ({
  ok: false,
  fault: name,
  column,
});

/** Reads an address once; afterwards it can be trusted. */
export function readAddress(raw: RawAddress): AddressResult {
  const country = raw.country.trim().toUpperCase();
  if (raw.street === '') return fault('street', 'street-missing');
  if (!DUTCH.has(country)) {
    if (raw.place === '') return fault('place', 'place-missing');
    return { ok: true, address: { ...raw, country } };
  }
  if (raw.houseNumber === '') return fault('houseNumber', 'house-number-missing');
  const [, houseNumber, suffix = ''] = NUMBER.exec(raw.houseNumber) ?? [];
  if (houseNumber === undefined || Number(houseNumber) === 0)
    return fault('houseNumber', 'house-number-wrong');
  if (raw.postcode === '') return fault('postcode', 'postcode-missing');
  const postcode = raw.postcode.replace(/\s/g, '').toUpperCase();
  if (!POSTCODE.test(postcode)) return fault('postcode', 'postcode-wrong');
  if (raw.place === '') return fault('place', 'place-missing');
  const addition = [suffix, raw.addition].filter((part) => part !== '').join(' ');
  return {
    ok: true,
    address: {
      street: raw.street,
      houseNumber: String(Number(houseNumber)),
      addition,
      postcode,
      place: raw.place,
      country: '',
    },
  };
}

/**
 * The lines of the address block under the name: street and number, then "1234 AB  UTRECHT" (two spaces, PostNL's
 * addressing rules), and the country in capitals for abroad.
 */
export function addressLines(address: PostalAddress): string[] {
  const street = [address.street, [address.houseNumber, address.addition].filter(Boolean).join(' ')]
    .filter(Boolean)
    .join(' ');
  if (address.country !== '') {
    return [
      street,
      [address.postcode, address.place.toUpperCase()].filter(Boolean).join(' '),
      address.country,
    ];
  }
  return [
    street,
    `${address.postcode.slice(0, 4)} ${address.postcode.slice(4)}  ${address.place.toUpperCase()}`,
  ];
}

/** One text for one delivery point, for finding recipients who share an address. */
export function addressKey(address: PostalAddress): string {
  return [
    address.country,
    address.postcode,
    address.houseNumber,
    address.addition.toUpperCase().replace(/\W/g, ''),
    address.country === '' ? '' : address.street,
  ].join('|');
}

/**
 * The text of the KIX barcode: postcode, house number, and an X before the addition, such as 2500GG30250 and
 * 1231FZ13X4 (PostNL, "KIX code"). Undefined abroad, where there is none.
 */
export function kixText(address: PostalAddress): string | undefined {
  if (address.country !== '') return undefined;
  // PostNL allows six symbols of addition; more would not be a delivery point's.
  const addition = address.addition
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, 6);
  return `${address.postcode}${address.houseNumber}${addition === '' ? '' : `X${addition}`}`;
}
