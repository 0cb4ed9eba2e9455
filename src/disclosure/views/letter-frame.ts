import type { FieldValues } from '../../core/composition/fill-letter.js';
import { printedLines } from '../../mailings/printed-lines.js';
import type { Language } from '../../platform/i18n/language.js';
import { shownText } from '../../platform/i18n/shown-text.js';
import { typedAddress } from '../../rendering/letter-page.js';
import type { Protocol } from '../../trials/protocol/protocol.js';
import { FIRST_WAVE } from '../../trials/protocol/wave-letters.js';
import type { LetterFrameView } from './letter-view.js';

/**
 * What is printed around the text of each letter of a wave, the first mailing unless it is told.
 * @param values of a recipient who does not exist
 * @param publicUrl of this installation
 */
export function letterFrame(
  protocol: Protocol,
  values: FieldValues,
  publicUrl: string,
  language: Language,
  wave = FIRST_WAVE,
): LetterFrameView {
  const { organisation, letter } = protocol;
  const lines = printedLines(protocol, organisation, publicUrl, wave);
  const { date: dated, signature, letterUrl, disclosureLine, enclosures = [] } = lines;
  return {
    organisation: organisation.name,
    dated,
    reference: values['kenmerk'] ?? '',
    ...(letter.yourReference !== undefined && { yourReference: values[letter.yourReference] ?? '' }),
    code: values['briefcode'] ?? '',
    contact: organisation.contact.name,
    enclosures,
    severalEnclosures: enclosures.length > 1,
    signature,
    ...(disclosureLine !== undefined && { disclosureLine }),
    ...(letter.disclosure !== undefined && {
      postponed: shownText(letter.disclosure.postponedBecause, language),
    }),
    address: typedAddress(letterUrl),
  };
}
