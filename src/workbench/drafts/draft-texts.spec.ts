import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createTranslator } from '../../platform/i18n/translate.js';
import { DraftTexts, nearestPart } from './draft-texts.js';

const translator = createTranslator(join(import.meta.dirname, '../../../templates/locales'));
const texts = new DraftTexts(translator, 'nl');

test('a part without a field of its own is called by its fields, and leads to the first', () => {
  expect(texts.place({}, 'planning')).toBe(
    'Dag van verzending, Laatste dag van tellen, Dag waarop de uitkomst openbaar is',
  );
  expect(nearestPart('planning')).toBe('planning.mailing');
});

test('a field is called by its own label, in its group', () => {
  expect(texts.place({}, 'planning.close')).toBe('Laatste dag van tellen');
  expect(texts.place({}, 'ethics.1.answer')).toBe('Vraag 2 – Antwoord');
});

test('what is on no page keeps its key', () => {
  expect(texts.place({}, 'nergens')).toBe('nergens');
});
