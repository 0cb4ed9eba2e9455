import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createTranslator } from '../../platform/i18n/translate.js';
import { projectRoot } from '../../platform/process/project-root.js';
import type { Protocol } from '../../trials/protocol/protocol.js';
import { readProtocol } from '../../trials/protocol/read-protocol.js';
import { resolveProtocol } from '../../trials/protocol/resolve-protocol.js';
import { buildLettersView } from './build-letters-view.js';
import type { LetterView, ReminderView } from './letter-view.js';

const translator = createTranslator(join(projectRoot, 'templates/locales'));

function remindersOf(reminders: Protocol['reminders'], noLetter?: string): readonly ReminderView[] {
  const folder = join(projectRoot, 'examples/belastingdienst');
  const resolved = resolveProtocol(
    readProtocol(readFileSync(join(folder, 'protocol.yaml'), 'utf8')).file,
    (name) => readFileSync(join(folder, name), 'utf8'),
  );
  if (!resolved.ok) throw new Error('the example is wrong');
  const { protocol } = resolved;
  const arms = protocol.arms.map((arm) => (arm.id === noLetter ? { ...arm, letter: false } : arm));
  const all = { ...protocol, arms, ...(reminders !== undefined && { reminders }) };
  const around = { publicUrl: 'https://brieven.voorbeeld.example' };
  return buildLettersView(all, () => undefined, 'nl', translator, around).reminders ?? [];
}
const textOf = ({ paragraphs }: LetterView): string =>
  paragraphs.map(({ runs }) => runs.map(({ text }) => text).join('')).join(' ');

test('a reminder with words of its own is shown whole, with its own subject, date and elements', () => {
  const [reminder] = remindersOf([
    { afterDays: 14, letter: { subject: 'Herinnering', base: 'Stuur het alsnog.\n\n{{slot "opening"}}' } },
  ]);
  expect(reminder).toMatchObject({ number: 1, afterDays: 14, arms: [0, 1, 2, 3, 4, 5, 6, 7] });
  expect(reminder?.letters).toHaveLength(8);
  const [none, authority, reciprocity] = reminder?.letters ?? [];
  expect(none && textOf(none)).toBe('Geachte mevrouw De Vries, Stuur het alsnog.');
  expect(authority && textOf(authority)).toContain('Op speciaal verzoek');
  expect(authority).toMatchObject({ subject: 'Herinnering', frame: { dated: '23 maart 2026' } });
  expect(authority?.elements.map(({ mark }) => mark)).toEqual([1]);
  // Its slot is not in the reminder.
  expect(reciprocity?.elements).toEqual([]);
});

test('one that is the first letter again is told and not repeated', () => {
  const [first, second] = remindersOf([{ afterDays: 14 }, { afterDays: 21, arms: ['autoriteit'] }]);
  expect(first).toMatchObject({ number: 1, letters: [] });
  expect(second).toMatchObject({ number: 2, afterDays: 21, arms: [1], letters: [] });
});

test('a group that gets a reminder and no first letter has it shown', () => {
  const [reminder] = remindersOf([{ afterDays: 14, arms: ['autoriteit'] }], 'autoriteit');
  expect(reminder?.letters.map((letter) => textOf(letter))).toEqual([
    expect.stringContaining('Op speciaal verzoek'),
  ]);
});

test('a trial without reminders has none', () => {
  expect(remindersOf(undefined)).toEqual([]);
});
