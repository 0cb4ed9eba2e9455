import { checkTemplate } from '../../core/composition/author-template.js';
import { compose, type Block } from '../../core/composition/compose.js';
import type { InputIssue, MessageParams } from '../../core/domain-error.js';
import { checkClaims } from './check-claims.js';
import { checkReminderTexts } from './check-reminders.js';
import { formatPath, type LocatedIssue } from './protocol-issues.js';
import type { Protocol, ProtocolArm } from './protocol.js';

/** Merge fields that every recipient has, made from name, address and reference. */
export const standardFields = [
  'aanhef',
  'naam',
  'voorletters',
  'tussenvoegsel',
  'achternaam',
  'kenmerk',
  'briefcode',
  'postcode',
  'woonplaats',
] as const;

/** The composed letter of an arm; undefined when it gets none, or its texts are not known. */
export function letterOfArm(
  protocol: Pick<Protocol, 'letter' | 'elements'>,
  arm: ProtocolArm,
): Block[] | undefined {
  if (!arm.letter || protocol.letter.base === undefined) return undefined;
  const on = protocol.elements.flatMap(({ id, slot, text }) =>
    arm.elements.includes(id) && text !== undefined ? [{ id, slot, text }] : [],
  );
  return compose(protocol.letter.base, on);
}

/** Columns that the letters mention beside the standard fields: every recipient must have them. */
export function mergeFieldsOf(protocol: Pick<Protocol, 'letter' | 'elements' | 'reminders'>): string[] {
  const texts = [
    protocol.letter.base,
    ...protocol.elements.map(({ text }) => text),
    ...(protocol.reminders ?? []).map(({ letter }) => letter?.base),
  ];
  const fields = texts.flatMap((text) => {
    const checked = text === undefined ? undefined : checkTemplate(text, '');
    return checked?.ok === true ? checked.use.fields : [];
  });
  const { yourReference } = protocol.letter;
  if (yourReference !== undefined) fields.push(yourReference);
  return [...new Set(fields)].filter((field) => !standardFields.some((standard) => standard === field));
}

/** How the techniques that a protocol names stand in the catalogue. */
export type TechniqueStatus = (technique: string) => 'retracted' | 'other' | undefined;

const issue = (keys: readonly PropertyKey[], code: string, params: MessageParams = {}): LocatedIssue => ({
  keys,
  issue: { path: formatPath(keys), code, params: { key: formatPath(keys), ...params } },
});

/** Texts of the letters, checked as templates; a line within a text is told with the message. */
function checkTexts({ letter, elements }: Protocol): LocatedIssue[] {
  const texts: { keys: readonly PropertyKey[]; text: string }[] = [
    ...(letter.base === undefined ? [] : [{ keys: ['letter', 'base'], text: letter.base }]),
    ...elements.flatMap(({ text }, place) =>
      text === undefined ? [] : [{ keys: ['elements', place, 'text'], text }],
    ),
  ];
  return texts.flatMap(({ keys, text }) => {
    const checked = checkTemplate(text, formatPath(keys));
    return checked.ok ? [] : checked.issues.map((found: InputIssue) => ({ keys, issue: found }));
  });
}

function checkSlots({ letter, elements }: Protocol): LocatedIssue[] {
  const checked = letter.base === undefined ? undefined : checkTemplate(letter.base, '');
  if (checked?.ok !== true) return [];
  return elements.flatMap(({ slot }, place) =>
    checked.use.slots.includes(slot)
      ? []
      : [issue(['elements', place, 'slot'], 'trials:slot-unknown', { slot })],
  );
}

function checkTechniques({ elements, testsRetracted }: Protocol, statusOf: TechniqueStatus): LocatedIssue[] {
  return elements.flatMap(({ technique }, place) => {
    const keys = ['elements', place, 'technique'];
    const status = statusOf(technique);
    if (status === undefined) return [issue(keys, 'trials:technique-unknown', { technique })];
    return status === 'retracted' && !testsRetracted.includes(technique)
      ? [issue(keys, 'trials:technique-retracted', { technique })]
      : [];
  });
}

/** All that must be right about the words before a protocol can be registered (rule 7). */
export function checkLetters(protocol: Protocol, statusOf: TechniqueStatus): LocatedIssue[] {
  return [
    ...checkTexts(protocol),
    ...checkReminderTexts(protocol),
    ...checkSlots(protocol),
    ...checkClaims(protocol),
    ...checkTechniques(protocol, statusOf),
  ];
}
