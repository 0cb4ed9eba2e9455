import { checkTemplate } from '../../core/composition/author-template.js';
import type { InputIssue, MessageParams } from '../../core/domain-error.js';
import { addDays } from './add-days.js';
import { formatPath, type LocatedIssue } from './protocol-issues.js';
import type { Protocol } from './protocol.js';
import type { ProtocolReminder } from './protocol-schema.js';

const issue = (keys: readonly PropertyKey[], name: string, params: MessageParams = {}): LocatedIssue => ({
  keys,
  issue: { path: formatPath(keys), code: `trials:${name}`, params: { key: formatPath(keys), ...params } },
});

/** Reminders come one after the other, within the window, before the close, from Openbrief, and to arms that there are. */
export function checkReminders(protocol: Protocol): LocatedIssue[] {
  const { reminders = [] } = protocol;
  const days = checkReminderDays(protocol);
  if (protocol.letter.sentBy === 'elsewhere') return days;
  return [
    ...days,
    ...reminders.flatMap((reminder, place) => {
      const keys = ['reminders', place];
      return [...unknownArms(protocol, reminder, keys), ...wrongElements(protocol, reminder, keys)];
    }),
  ];
}

/** What can be told of reminders whichever arms and elements there are. */
export function checkReminderDays({ reminders = [], letter, outcome, planning }: Protocol): LocatedIssue[] {
  if (reminders.length > 0 && letter.sentBy === 'elsewhere')
    return [issue(['reminders'], 'reminders-elsewhere')];
  return reminders.flatMap((reminder, place) => {
    const keys = ['reminders', place];
    const { afterDays } = reminder;
    const before = reminders[place - 1]?.afterDays ?? 0;
    const day = addDays(planning.mailing, afterDays);
    return [
      ...(afterDays > before ? [] : [issue([...keys, 'afterDays'], 'reminder-order', { before })]),
      ...(afterDays < outcome.windowDays
        ? []
        : [issue([...keys, 'afterDays'], 'reminder-after-window', { window: outcome.windowDays })]),
      ...(day < planning.close ? [] : [issue([...keys, 'afterDays'], 'reminder-after-close', { date: day })]),
    ];
  });
}

function unknownArms(
  { arms }: Protocol,
  reminder: ProtocolReminder,
  keys: readonly PropertyKey[],
): LocatedIssue[] {
  const known = arms.map(({ id }) => id);
  return (reminder.arms ?? []).flatMap((id, index) =>
    known.includes(id) ? [] : [issue([...keys, 'arms', index], 'reminder-arm-unknown', { id })],
  );
}

/** What a reminder names for an arm: an arm that gets it, elements that exist, each at a slot of its own. */
function wrongElements(
  { arms, elements, letter }: Protocol,
  reminder: ProtocolReminder,
  keys: readonly PropertyKey[],
): LocatedIssue[] {
  const reminded = reminder.arms ?? arms.filter((arm) => arm.letter).map(({ id }) => id);
  const base = reminder.letter?.base ?? letter.base ?? '';
  const checked = checkTemplate(base, '');
  const slots = checked.ok ? checked.use.slots : undefined;
  return (reminder.letter?.elements ?? []).flatMap((named, place) => {
    const at = [...keys, 'letter', 'elements', place];
    const found: LocatedIssue[] = reminded.includes(named.arm)
      ? []
      : [issue([...at, 'arm'], 'reminder-arm-unknown', { id: named.arm })];
    const taken = new Set<string>();
    for (const [index, id] of named.elements.entries()) {
      const slot = elements.find((element) => element.id === id)?.slot;
      const here = [...at, 'elements', index];
      if (slot === undefined) found.push(issue(here, 'element-unknown', { id }));
      else if (slots !== undefined && !slots.includes(slot))
        found.push(issue(here, 'slot-unknown', { slot }));
      else if (taken.has(slot)) found.push(issue(here, 'slot-taken-twice', { slot, arm: named.arm }));
      if (slot !== undefined) taken.add(slot);
    }
    return found;
  });
}

/** Texts of reminders, checked as templates. */
export function checkReminderTexts({ reminders = [] }: Protocol): LocatedIssue[] {
  return reminders.flatMap(({ letter }, place) => {
    if (letter?.base === undefined) return [];
    const keys = ['reminders', place, 'letter', 'base'];
    const checked = checkTemplate(letter.base, formatPath(keys));
    return checked.ok ? [] : checked.issues.map((found: InputIssue) => ({ keys, issue: found }));
  });
}
