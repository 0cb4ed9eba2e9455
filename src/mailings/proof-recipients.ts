import type { PersonalData } from '../recipients/personal-data.js';
import type { LetterRow } from './letter-input.js';

/** Shortest and longest text, in characters, that an agency's own column has in the list of recipients. */
export interface FieldLengths {
  readonly field: string;
  readonly shortest: number;
  readonly longest: number;
}

export const proofKinds = ['shortest', 'typical', 'longest'] as const;
export type ProofKind = (typeof proofKinds)[number];

const nobody: PersonalData = {
  initials: '',
  prefix: '',
  surname: '',
  gender: 'unknown',
  businessName: '',
  street: 'Ee',
  houseNumber: '1',
  addition: '',
  postcode: '1000AA',
  place: 'Ee',
  country: '',
  fields: {},
};

/** People who do not exist, at the ends of what names and addresses can be, and in their middle. */
const people: Readonly<Record<ProofKind, PersonalData>> = {
  shortest: { ...nobody, surname: 'Li' },
  typical: {
    ...nobody,
    initials: 'A.',
    prefix: 'de',
    surname: 'Vries',
    gender: 'female',
    street: 'Dorpsstraat',
    houseNumber: '12',
    postcode: '1234AB',
    place: 'Utrecht',
  },
  longest: {
    initials: 'A.B.C.D.E.F.',
    prefix: 'van der',
    surname: 'Wolkenkrabberbouwmaatschappij-Schimmelpenninck van Lichtenvoorde',
    gender: 'female',
    businessName: '',
    street: 'Laan van de Landinrichtingscommissie Duiven-Westervoort en Omstreken',
    houseNumber: '99999',
    addition: 'HOOG ACHTER',
    postcode: '9999ZZ',
    place: 'Gasselterboerveenschemond aan de Westerwoldse Vaart',
    country: '',
    fields: {},
  },
};

/** Words of a usual length, so that they break over lines as words do, up to so many characters. */
const wordsOf = (characters: number): string =>
  'Xxxxxxx '
    .repeat(Math.ceil(characters / 8))
    .slice(0, characters)
    .trim();

/**
 * Recipients for proofs: nobody's name, and for each of the agency's own columns a text as short or as long as the
 * list of recipients has it. Without a list the column's name stands for it.
 * @param code sixteen symbols; each letter of a document needs its own
 */
export function proofRecipient(
  kind: ProofKind,
  letterCode: string,
  fields: readonly string[],
  lengths: readonly FieldLengths[],
): LetterRow {
  const valueOf = (field: string): string => {
    const known = lengths.find((length) => length.field === field);
    if (known === undefined || kind === 'typical') return `[${field}]`;
    return wordsOf(kind === 'shortest' ? known.shortest : known.longest);
  };
  return {
    letterCode,
    reference: kind === 'longest' ? 'Z'.repeat(24) : 'Z00000000',
    personal: {
      ...people[kind],
      fields: Object.fromEntries(fields.map((field) => [field, valueOf(field)])),
    },
  };
}
