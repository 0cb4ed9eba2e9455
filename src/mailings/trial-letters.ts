import { createHash } from 'node:crypto';
import { hasFields, letterFiller } from '../core/composition/fill-letter.js';
import type { OrganisationDetails } from '../organisations/organisations.service.js';
import { readLetterhead } from '../organisations/letterhead-data.js';
import { charactersWithoutFont } from '../rendering/letter-fonts.js';
import { letterLayoutHash, type Letterhead } from '../rendering/letter-page.js';
import { NEUTRAL_COLOUR } from '../rendering/letterhead.js';
import { FIRST_WAVE, letterOfWave } from '../trials/protocol/wave-letters.js';
import type { Protocol } from '../trials/protocol/protocol.js';
import type { ArmLetter } from './letter-input.js';
import { printedLines } from './printed-lines.js';

/** Over the letters of a rehearsal. They are Dutch, as every letter is. */
export const REHEARSAL_MARK = 'OEFENING';

/** What an agency's letters show of it. */
export type Sender = Pick<OrganisationDetails, 'name' | 'contact' | 'letterhead'> & {
  /** A word over every letter, for a rehearsal. */
  readonly mark?: string;
};

/** One arm's letter, and the hash of all that its recipients have in common. */
export interface ApprovableLetter extends ArmLetter {
  /** Hexadecimal SHA-256; what is printed must have the hash that was approved. */
  readonly sha256: string;
  /** Characters in it that its typeface lacks; its recipients' own are not in it. */
  readonly withoutFont: readonly string[];
}

/** The letters of a trial before a recipient is filled in; by the arm's place in the protocol. */
export interface TrialLetters {
  readonly letterhead: Letterhead;
  readonly arms: ReadonlyMap<number, ApprovableLetter>;
}

/** The letterhead that is printed, with a default for whatever an organisation did not choose. */
export function letterheadOf({ name, contact, letterhead, mark }: Sender): Letterhead {
  const { colour, returnAddress, font, window, logo } = readLetterhead(letterhead);
  return {
    organisation: name,
    returnAddress: returnAddress ?? `Retouradres: ${name}`,
    contact: contact.name,
    colour: colour ?? NEUTRAL_COLOUR,
    font: font ?? 'source-sans-3',
    window: window ?? 'left',
    ...(logo !== undefined && { logo }),
    ...(mark !== undefined && { mark }),
  };
}

/**
 * Composes the letter of each arm.
 *
 * The hash of a letter covers its subject, its blocks as composed, the date, the signature, the address of "Uw brief",
 * the disclosure line, the letterhead, and the templates that set it on paper: whatever reaches a reader and is not the
 * reader's own.
 * @param wave whose letters; a reminder may have words of its own, and it has a day of its own
 * @param publicUrl of this installation, without a slash at its end
 */
export function trialLetters(
  protocol: Pick<Protocol, 'letter' | 'elements' | 'arms' | 'planning' | 'reminders'>,
  sender: Sender,
  publicUrl: string,
  wave = FIRST_WAVE,
): TrialLetters {
  const letterhead = letterheadOf(sender);
  const common = printedLines(protocol, sender, publicUrl, wave);
  const { yourReference, enclosures } = protocol.letter;
  const { subject, date, signature, letterUrl, disclosureLine } = common;
  const arms = protocol.arms.flatMap((arm, index): [number, ApprovableLetter][] => {
    const blocks = letterOfWave(protocol, arm, wave);
    if (blocks === undefined) return [];
    const { organisation, returnAddress, contact, colour, font, window, logo, mark } = letterhead;
    // A list and not an object: the order of what is hashed is written here and nowhere else.
    const hashed = [
      'openbrief-letter-1',
      letterLayoutHash,
      [organisation, returnAddress, contact, colour, font ?? null, window ?? null, logo ?? null],
      [subject, date, signature, letterUrl, disclosureLine ?? null],
      [yourReference ?? null, enclosures ?? []],
      blocks.map(({ kind, runs }) => [kind, runs.map(({ text, bold, element }) => [text, bold, element])]),
      ...(mark === undefined ? [] : [mark]),
    ];
    const sha256 = createHash('sha256').update(JSON.stringify(hashed)).digest('hex');
    const fill = letterFiller(blocks);
    // Filled in with nothing: a text without fields is whole, and has nobody's data because it was given none.
    const fixed = hasFields(blocks) ? undefined : { ...common, body: fill({}) };
    const printed = [
      organisation,
      returnAddress,
      contact,
      subject,
      signature,
      disclosureLine ?? '',
      mark ?? '',
      ...(enclosures ?? []),
      ...blocks.flatMap(({ runs }) => runs.map(({ text }) => text)),
    ];
    const withoutFont = charactersWithoutFont(printed.join(' '), font);
    return [[index, { ...common, yourReference, fill, fixed, sha256, withoutFont }]];
  });
  return { letterhead, arms: new Map(arms) };
}
