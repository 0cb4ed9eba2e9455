import { addressLines, kixText } from '../core/post/dutch-address.js';
import { formatLetterCode } from '../core/post/letter-code.js';
import { nameLines, salutation } from '../core/post/salutation.js';
import type { FieldValues } from '../core/composition/fill-letter.js';
import type { PersonalData } from '../recipients/personal-data.js';
import type { FixedLetter, LetterInput } from '../rendering/letter-page.js';

/** A recipient as the printing query gives them: one row, one person. */
export interface LetterRow {
  readonly letterCode: string;
  readonly reference: string;
  readonly personal: PersonalData;
}

/** What all letters of one arm share. */
export interface ArmLetter {
  readonly subject: string;
  readonly date: string;
  readonly signature: string;
  readonly letterUrl: string;
  readonly disclosureLine: string | undefined;
  readonly enclosures?: readonly string[] | undefined;
  /** The field that is printed as the reader's own reference. */
  readonly yourReference?: string | undefined;
  readonly fill: (values: FieldValues) => string;
  /** The letter without a recipient; undefined where its text mentions a field. */
  readonly fixed?: FixedLetter | undefined;
}

/** The values of the merge fields of one recipient. */
function fieldValues({ letterCode, reference, personal }: LetterRow): FieldValues {
  return {
    ...personal.fields,
    aanhef: salutation(personal),
    naam: nameLines(personal)[0] ?? '',
    voorletters: personal.initials,
    tussenvoegsel: personal.prefix,
    achternaam: personal.surname,
    kenmerk: reference,
    briefcode: formatLetterCode(letterCode),
    postcode: personal.postcode,
    woonplaats: personal.place,
  };
}

/** The letter of one recipient, made from their own row and their arm's letter and nothing else. */
export function letterInput(row: LetterRow, arm: ArmLetter): LetterInput {
  const { yourReference } = arm;
  return {
    letterCode: row.letterCode,
    addressLines: [...nameLines(row.personal), ...addressLines(row.personal)],
    kix: kixText(row.personal),
    reference: row.reference,
    date: arm.date,
    subject: arm.subject,
    ...(yourReference !== undefined && {
      hasYourReference: true,
      yourReference: fieldValues(row)[yourReference] ?? '',
    }),
    enclosures: arm.enclosures,
    salutation: salutation(row.personal),
    body: arm.fixed?.body ?? arm.fill(fieldValues(row)),
    signature: arm.signature,
    letterUrl: arm.letterUrl,
    disclosureLine: arm.disclosureLine,
    fixed: arm.fixed,
  };
}
