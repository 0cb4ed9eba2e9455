import { nl } from '@faker-js/faker';
import { taggedHash } from '../core/randomisation/commitment.js';
import { chacha20Stream, type RandomStream } from '../core/randomisation/random-stream.js';

/** The header of the files that this makes; the column `regio` is for strata, `huishouden` for clusters. */
export const SYNTHETIC_HEADER =
  'kenmerk;voorletters;tussenvoegsel;achternaam;geslacht;straat;huisnummer;toevoeging;postcode;woonplaats;huishouden;regio\n';

/** Rows a piece of text: some hundred kilobytes. */
const ROWS_A_CHUNK = 2_000;

const PREFIXES = ['', '', '', '', '', '', 'de', 'van', 'van de', 'van der', 'van den', "van 't", 'ter'];
const LETTERS = 'ABCDEFGHJKLMNPRSTVWZ';
/** People in a household, roughly as in the Netherlands (CBS, 2024: 2.1 on average). */
const HOUSEHOLD_SIZES = [1, 1, 1, 1, 2, 2, 2, 3, 4, 5];

/** The words of one list of the locale; some lists are divided by gender, of which we take what is for all. */
function wordsOf(words: unknown): readonly string[] {
  const flat = typeof words === 'object' && words !== null && 'generic' in words ? words.generic : words;
  return Array.isArray(flat)
    ? flat.filter((word: unknown): word is string => typeof word === 'string' && !word.includes(';'))
    : [];
}

// The list has names with and without a prefix; ours is drawn apart, and nobody is called "van de de Boer".
const surnames = wordsOf(nl.person?.last_name).map((name) => name.replace(/^(?:\p{Ll}\S*\s+)+/u, ''));
const suffixes = wordsOf(nl.location?.street_suffix);
const cities = wordsOf(nl.location?.city_prefix);
const regions = wordsOf(nl.location?.state);

function pick<T>(items: readonly T[], random: RandomStream): T {
  const item = items[random.below(items.length)];
  if (item === undefined) throw new RangeError('The locale has no words to choose from.');
  return item;
}

/** A postcode of the right form: none of the series SA, SD and SS, which PostNL never gave out. */
function postcode(random: RandomStream): string {
  const digits = 1000 + random.below(8999);
  const first = LETTERS[random.below(LETTERS.length)] ?? 'A';
  const second = LETTERS[random.below(LETTERS.length)] ?? 'A';
  return `${digits} ${first === 'S' && 'ADS'.includes(second) ? 'T' : first}${second}`;
}

interface Household {
  readonly surname: string;
  readonly prefix: string;
  readonly address: string;
  readonly region: string;
  left: number;
}

function household(random: RandomStream): Household {
  const street = `${pick(surnames, random)}${pick(suffixes, random)}`;
  const addition = random.below(8) === 0 ? (LETTERS[random.below(6)] ?? '') : '';
  return {
    surname: pick(surnames, random),
    prefix: pick(PREFIXES, random),
    address: `${street};${1 + random.below(300)};${addition};${postcode(random)};${pick(cities, random)}`,
    region: pick(regions, random),
    left: pick(HOUSEHOLD_SIZES, random),
  };
}

/**
 * Made-up Dutch recipients as a delimited file, in pieces of text: names from the Dutch word lists of Faker, addresses
 * of the right form, households that share one address. The same seed gives the same file, whatever the machine.
 * Nobody in it exists, save by accident.
 */
export function* syntheticRecipients(count: number, seed: string): Generator<string> {
  const random = chacha20Stream(taggedHash('openbrief-synthetic-1', Buffer.from(seed)));
  let text = SYNTHETIC_HEADER;
  let home = household(random);
  let homes = 1;
  for (let row = 1; row <= count; row += 1) {
    if (home.left === 0) {
      home = household(random);
      homes += 1;
    }
    home.left -= 1;
    const initials = `${LETTERS[random.below(LETTERS.length)]}.${random.below(2) === 0 ? `${LETTERS[random.below(LETTERS.length)]}.` : ''}`;
    const gender = 'MVX'[random.below(20) === 0 ? 2 : random.below(2)];
    text += `Z${String(row).padStart(8, '0')};${initials};${home.prefix};${home.surname};${gender};${home.address};H${homes};${home.region}\n`;
    if (row % ROWS_A_CHUNK !== 0) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

/** A recipient's place between 0 and 1, always the same for one reference: who responds is then who lies low. */
export function inclination(reference: string, seed: string): number {
  return taggedHash('openbrief-inclination-1', Buffer.from(`${seed}:${reference}`)).readUInt32LE(0) / 2 ** 32;
}
