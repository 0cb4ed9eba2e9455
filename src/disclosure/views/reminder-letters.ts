import { fillBlocks, type FieldValues } from '../../core/composition/fill-letter.js';
import type { Language } from '../../platform/i18n/language.js';
import { shownText } from '../../platform/i18n/shown-text.js';
import type { Protocol } from '../../trials/protocol/protocol.js';
import { armsOfWave, letterOfWave, subjectOfWave } from '../../trials/protocol/wave-letters.js';
import { letterFrame } from './letter-frame.js';
import { letterParagraphs } from './letter-paragraphs.js';
import type { LetterView, ReminderView } from './letter-view.js';

/**
 * The reminders of a protocol. The letters of one are shown where they are other than the first, or where a group gets
 * none but this.
 * @param values of a recipient who does not exist
 * @param publicUrl of this installation; without it the text alone is shown
 */
export function reminderViews(
  protocol: Protocol,
  values: FieldValues,
  publicUrl: string | undefined,
  language: Language,
): ReminderView[] {
  const markOf = new Map(protocol.elements.map(({ id }, place) => [id, place + 1]));
  const letterOf = (index: number, wave: number): LetterView | undefined => {
    const arm = protocol.arms[index];
    const blocks = arm && letterOfWave(protocol, arm, wave);
    if (arm === undefined || blocks === undefined) return undefined;
    const on = new Set(blocks.flatMap(({ runs }) => runs.map(({ element }) => element)));
    return {
      arm: shownText(arm.name, language),
      reference: arm.id === protocol.reference,
      letter: true,
      subject: subjectOfWave(protocol, wave),
      paragraphs: [
        { runs: [{ text: values['aanhef'] ?? '' }] },
        ...letterParagraphs(fillBlocks(blocks, values), (element) => markOf.get(element)),
      ],
      ...(publicUrl !== undefined &&
        protocol.letter.sentBy === 'openbrief' && {
          frame: letterFrame(protocol, values, publicUrl, language, wave),
        }),
      elements: protocol.elements.flatMap(({ id, name }, place) =>
        on.has(id) ? [{ mark: place + 1, name: shownText(name, language) }] : [],
      ),
    };
  };
  return (protocol.reminders ?? []).map(({ afterDays, letter }, place): ReminderView => {
    const arms = armsOfWave(protocol, place + 2);
    const isOther = letter !== undefined || arms.some((index) => protocol.arms[index]?.letter !== true);
    const letters = isOther ? arms.map((index) => letterOf(index, place + 2)) : [];
    return { number: place + 1, afterDays, arms, letters: letters.filter((one) => one !== undefined) };
  });
}
