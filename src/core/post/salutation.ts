/** What is known of a recipient's name. Empty texts for what is not. */
export interface RecipientName {
  readonly initials: string;
  readonly prefix: string;
  readonly surname: string;
  readonly gender: 'male' | 'female' | 'unknown';
  readonly businessName: string;
}

const MALE = new Set(['m', 'man', 'male', 'dhr', 'dhr.', 'heer', 'de heer']);
const FEMALE = new Set(['v', 'f', 'vrouw', 'female', 'mw', 'mw.', 'mevr', 'mevr.', 'mevrouw']);

/** A gender as exports write it; whatever is not clearly one of the two is unknown. */
export function readGender(text: string): RecipientName['gender'] {
  const written = text.toLowerCase();
  if (MALE.has(written)) return 'male';
  return FEMALE.has(written) ? 'female' : 'unknown';
}

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');

/** A prefix takes a capital when neither first name nor initial stands before it: "mevrouw De Vries". */
const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * The salutation. "Geachte heer, mevrouw" for a business, where the gender is unknown, and where there is no surname:
 * a wrong guess offends more than a general word.
 */
export function salutation(name: RecipientName): string {
  if (name.businessName !== '' || name.surname === '' || name.gender === 'unknown')
    return 'Geachte heer, mevrouw,';
  const surname = capitalised(joined(name.prefix, name.surname));
  return `Geachte ${name.gender === 'male' ? 'heer' : 'mevrouw'} ${surname},`;
}

/** The name lines of the address block: the business and who it is for, or the person. */
export function nameLines(name: RecipientName): string[] {
  const person = joined(name.initials, name.prefix, name.surname);
  if (name.businessName === '') return [person];
  return person === '' ? [name.businessName] : [name.businessName, `T.a.v. ${person}`];
}
