import { writtenDate } from '../core/composition/written-values.js';
import type { Protocol } from '../trials/protocol/protocol.js';
import { FIRST_WAVE, plannedDayOfWave, subjectOfWave } from '../trials/protocol/wave-letters.js';

/** The line that tells readers that letters are compared, on every letter unless the protocol postpones it. */
const DISCLOSURE_LINE =
  'Wij sturen verschillende versies van deze brief, en vergelijken welke het best werkt. Op de pagina hieronder leest u hoe en waarom.';

/** What is on every letter of a wave beside its own text: on paper, and where a page shows the letter whole. */
export interface PrintedLines {
  readonly subject: string;
  /** As it is printed: 9 maart 2026. */
  readonly date: string;
  readonly signature: string;
  /** Where the reader finds "Uw brief". */
  readonly letterUrl: string;
  /** Undefined where the protocol postpones it. */
  readonly disclosureLine: string | undefined;
  readonly enclosures: readonly string[] | undefined;
  /** Whether each reader's own reference ("Uw kenmerk") is beside the address. */
  readonly hasYourReference?: true;
}

/**
 * @param sender who signs
 * @param publicUrl of this installation, without a slash at its end
 */
export function printedLines(
  protocol: Pick<Protocol, 'letter' | 'planning' | 'reminders'>,
  sender: { readonly name: string; readonly contact: { readonly name: string } },
  publicUrl: string,
  wave = FIRST_WAVE,
): PrintedLines {
  const { disclosure, enclosures, yourReference } = protocol.letter;
  return {
    subject: subjectOfWave(protocol, wave),
    date: writtenDate(plannedDayOfWave(protocol, wave)),
    signature: `${sender.contact.name}\n${sender.name}`,
    letterUrl: `${publicUrl}/uw-brief`,
    disclosureLine: disclosure === undefined ? DISCLOSURE_LINE : undefined,
    enclosures,
    ...(yourReference !== undefined && { hasYourReference: true }),
  };
}
