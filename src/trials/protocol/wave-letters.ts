import { checkTemplate } from '../../core/composition/author-template.js';
import { compose, type Block } from '../../core/composition/compose.js';
import { addDays } from './add-days.js';
import { letterOfArm } from './letter-texts.js';
import type { Protocol, ProtocolArm } from './protocol.js';
import type { ProtocolReminder } from './protocol-schema.js';

/** The first mailing; reminders are the waves after it. */
export const FIRST_WAVE = 1;

type WavePlan = Pick<Protocol, 'arms' | 'reminders'>;

/** The reminder that a wave is; undefined for the first one, and for one that the protocol does not have. */
export const reminderOfWave = (
  { reminders }: Pick<Protocol, 'reminders'>,
  wave: number,
): ProtocolReminder | undefined => (wave === FIRST_WAVE ? undefined : reminders?.[wave - 2]);

/** How many waves a protocol has. */
export const wavesOf = ({ reminders }: Pick<Protocol, 'reminders'>): number => 1 + (reminders?.length ?? 0);

/** Indexes of the arms that get this wave: those with a letter, unless the reminder names its arms. */
export function armsOfWave(protocol: WavePlan, wave: number): number[] {
  const reminder = reminderOfWave(protocol, wave);
  if (wave !== FIRST_WAVE && reminder === undefined) return [];
  return protocol.arms.flatMap((arm, index) =>
    (reminder?.arms === undefined ? arm.letter : reminder.arms.includes(arm.id)) ? [index] : [],
  );
}

/**
 * Elements of an arm in a reminder: those that the reminder names for it, else those of the arm's first letter, as far
 * as the reminder has their slots.
 */
function reminderElements(
  protocol: Pick<Protocol, 'elements'>,
  arm: ProtocolArm,
  reminder: ProtocolReminder,
  base: string,
): Protocol['elements'] {
  const named = reminder.letter?.elements?.find((one) => one.arm === arm.id)?.elements ?? arm.elements;
  const checked = checkTemplate(base, '');
  const slots = checked.ok ? checked.use.slots : [];
  return protocol.elements.filter(({ id, slot }) => named.includes(id) && slots.includes(slot));
}

/** The composed letter of an arm in a wave; undefined when it gets none, or the texts are not known. */
export function letterOfWave(
  protocol: Pick<Protocol, 'letter' | 'elements' | 'arms' | 'reminders'>,
  arm: ProtocolArm,
  wave: number,
): Block[] | undefined {
  if (wave === FIRST_WAVE) return letterOfArm(protocol, arm);
  const reminder = reminderOfWave(protocol, wave);
  const base = reminder?.letter?.base ?? protocol.letter.base;
  if (reminder === undefined || base === undefined) return undefined;
  if (!armsOfWave(protocol, wave).some((index) => protocol.arms[index]?.id === arm.id)) return undefined;
  const on = reminderElements(protocol, arm, reminder, base).flatMap(({ id, slot, text }) =>
    text === undefined ? [] : [{ id, slot, text }],
  );
  return compose(base, on);
}

/** The subject line of a wave. */
export const subjectOfWave = (protocol: Pick<Protocol, 'letter' | 'reminders'>, wave: number): string =>
  reminderOfWave(protocol, wave)?.letter?.subject ?? protocol.letter.subject;

/** The planned day of a wave, yyyy-mm-dd: that of the mailing, and so many days after it for a reminder. */
export function plannedDayOfWave(protocol: Pick<Protocol, 'planning' | 'reminders'>, wave: number): string {
  return addDays(protocol.planning.mailing, reminderOfWave(protocol, wave)?.afterDays ?? 0);
}
