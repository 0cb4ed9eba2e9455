import { describe, expect, test } from 'vitest';
import { checkDraft } from './check-draft.js';
import type { DraftContent } from './draft-content.js';
import { changeList } from './draft-lists.js';
import type { DraftStep } from './draft-fields.js';
import { applyForm, type SentForm } from './read-form.js';

const contact = { name: 'Dienst', email: 'x@dienst.example', url: 'https://dienst.example/' };
const setting = {
  organisation: { slug: 'dienst', name: 'Dienst', contact },
  authors: ['D. Ontwerper'],
  approval: { by: 'R. Beoordelaar', on: '2026-02-10' },
};

const faults = (content: DraftContent, key: string): string[] =>
  checkDraft(content, setting, () => 'other')
    .issues.filter(({ path }) => path.startsWith(key))
    .map(({ path, code }) => `${path} ${code}`);

const sent = (step: DraftStep, form: SentForm, content: DraftContent = {}): DraftContent =>
  applyForm(content, step, form);

const planning = { mailing: '2026-03-02', close: '2026-06-01', disclosure: '2026-07-01' };

describe('looks', () => {
  test('days and shares are told apart, and are right for the check', () => {
    const days = sent('planning', {
      'looks.boundary': ['', 'pocock'],
      'looks.at': '2026-04-15, 2026-05-01',
    });
    expect(days['looks']).toEqual({ boundary: 'pocock', at: ['2026-04-15', '2026-05-01'] });
    const shares = sent('planning', { 'looks.boundary': 'obrien-fleming', 'looks.at': '33,3%, 66 80%' });
    expect(shares['looks']).toEqual({ boundary: 'obrien-fleming', at: [0.333, 0.66, 0.8] });
    expect(faults({ ...days, planning, outcome: { description: 'x', windowDays: 28 } }, 'looks')).toEqual([]);
    expect(faults(shares, 'looks')).toEqual([]);
  });

  test('what is no time stays as it was typed; nothing at all is no look', () => {
    const content = sent('planning', { 'looks.boundary': 'pocock', 'looks.at': 'morgen' });
    expect(content['looks']).toEqual({ boundary: 'pocock', at: ['morgen'] });
    expect(faults(content, 'looks')).toHaveLength(1);
    const emptied = { 'looks.boundary': '', 'looks.at': '', 'looks.afterDays': '' };
    expect(sent('planning', emptied, content)).toEqual({});
  });

  test('days after the last letter have to rise', () => {
    const content = sent('planning', { 'looks.boundary': 'pocock', 'looks.afterDays': '20, 10' });
    expect(faults(content, 'looks')).toEqual(['looks.afterDays trials:looks-days-not-rising']);
  });
});

describe('reminders', () => {
  const begun = changeList({ arms: [{ id: 'oud' }, { id: 'nieuw' }] }, 'add-reminder');

  test('one is added, filled in, given a letter of its own, and that taken back', () => {
    expect(begun.at).toBe('reminders.0');
    const own = sent(
      'planning',
      { 'reminders.0.afterDays': '14', 'reminders.0.arms': ['', 'nieuw'], 'reminders.0.letter.base': 'Nog.' },
      begun.content,
    );
    expect(own['reminders']).toEqual([{ afterDays: 14, arms: ['nieuw'], letter: { base: 'Nog.' } }]);
    const same = sent('planning', { 'reminders.0.arms': '', 'reminders.0.letter.base': '' }, own);
    expect(same['reminders']).toEqual([{ afterDays: 14 }]);
  });

  test('an arm may get other elements', () => {
    const { content, at } = changeList(begun.content, 'add-reminder-arm:0');
    expect(at).toBe('reminders.0.letter.elements.0');
    const filled = sent('planning', { [`${at}.arm`]: 'nieuw', [`${at}.elements`]: ['', 'datum'] }, content);
    expect(filled['reminders']).toEqual([{ letter: { elements: [{ arm: 'nieuw', elements: ['datum'] }] } }]);
    const without = changeList(filled, `remove:${at}`).content;
    expect(sent('planning', {}, without)['reminders']).toEqual([{}]);
  });

  test('a reminder after the window is told at its field', () => {
    const content = sent('planning', { 'reminders.0.afterDays': '40' }, begun.content);
    const outcome = { description: 'x', windowDays: 28 };
    expect(faults({ reminders: content['reminders'] ?? [], outcome }, 'reminders')).toEqual([
      'reminders.0.afterDays trials:reminder-after-window',
    ]);
  });
});

test('a beacon takes a moment by the Dutch clock or the number of a round', () => {
  const of = (pulse: string) =>
    sent('arms', { 'randomness.beacon': ['', 'drand'], 'randomness.pulse': pulse });
  expect(of('2026-03-01 12:00')['randomness']).toEqual({
    beacon: 'drand',
    pulse: '2026-03-01T12:00:00+01:00',
  });
  expect(of('5000000')['randomness']).toEqual({ beacon: 'drand', pulse: 5_000_000 });
  expect(faults(of('5000000'), 'randomness')).toEqual([]);
  expect(faults(of('gauw'), 'randomness')).toEqual(['randomness.pulse trials:wrong-format-datetime']);
  expect(faults(sent('arms', { 'randomness.pulse': '5' }), 'randomness')).toEqual([
    'randomness.beacon trials:missing-key',
  ]);
});

test('a covariate is a number with a step, or a category without', () => {
  const { content } = changeList({}, 'add-covariate');
  const age = { 'covariates.0.column': 'leeftijd', 'covariates.0.step': '5' };
  expect(sent('arms', age, content)['covariates']).toEqual([{ kind: 'number', column: 'leeftijd', step: 5 }]);
  const region = sent('arms', { ...age, 'covariates.0.kind': 'category' }, content);
  expect(region['covariates']).toEqual([{ kind: 'category', column: 'leeftijd' }]);
  expect(faults(region, 'covariates')).toEqual([]);
  expect(faults({ covariates: [{ kind: 'number', column: 'postcode' }] }, 'covariates')).toEqual([
    'covariates.0.column trials:covariate-is-personal',
  ]);
  expect(faults({ unit: 'cluster', cluster: 'huis', covariates: region['covariates'] ?? [] }, 'cov')).toEqual(
    ['covariates.0.column trials:covariates-need-recipients'],
  );
});

test('a postponed line goes with its reason', () => {
  const path = 'letter.disclosure.postponedBecause';
  const postponed = sent('letter', { [path]: 'Anders gedraagt men zich anders.' });
  expect(postponed).toEqual({
    letter: { disclosure: { postponedBecause: 'Anders gedraagt men zich anders.' } },
  });
  expect(sent('letter', { [path]: '' }, postponed)).toEqual({ letter: {} });
});
