import { describe, expect, test } from 'vitest';
import {
  chooseQuestions,
  MOST_QUESTIONS,
  readAnswers,
  techniqueChoices,
  writeAnswers,
} from './choose-questions.js';

const passage = (trial: string, element: string, technique: string, beside = 2) => ({
  trial,
  element,
  technique,
  beside,
});
const many = ['a', 'b', 'c', 'd', 'e'].flatMap((trial) => [
  passage(trial, 'een', 'authority'),
  passage(trial, 'twee', trial === 'e' ? 'deadline' : 'social-proof'),
]);

describe('the questions', () => {
  test('have each technique before one comes again, and not more than are asked', () => {
    const chosen = chooseQuestions(many);
    expect(chosen).toHaveLength(MOST_QUESTIONS);
    expect(new Set(chosen.slice(0, 3).map(({ passage: { technique } }) => technique)).size).toBe(3);
    expect(new Set(chosen.map(({ key }) => key)).size).toBe(MOST_QUESTIONS);
  });

  test('are the same in whatever order the passages come', () => {
    expect(chooseQuestions([...many].reverse())).toEqual(chooseQuestions(many));
  });

  test('ask for a passage only where there is one beside it', () => {
    expect(chooseQuestions(many).map(({ kind }) => kind)).toContain('passage');
    const alone = many.map((one) => ({ ...one, beside: 1 }));
    expect(new Set(chooseQuestions(alone).map(({ kind }) => kind))).toEqual(new Set(['technique']));
  });
});

test('the choices have the right one once, and not always in the same place', () => {
  const all = ['authority', 'deadline', 'default', 'reciprocity', 'salience', 'social-proof'];
  const places = ['00', '01', '02', '03', '04', '05', '06', '07'].map((key) => {
    const choices = techniqueChoices('default', all, key);
    expect([choices.length, new Set(choices).size]).toEqual([4, 4]);
    return choices.indexOf('default');
  });
  expect(places).not.toContain(-1);
  expect(new Set(places).size).toBeGreaterThan(1);
});

test.each([
  ['', []],
  ['0123abcd.authority', [{ key: '0123abcd', choice: 'authority' }]],
  ['0123abcd.authority~0123abcd.deadline', [{ key: '0123abcd', choice: 'authority' }]],
  ['<script>~0123abcd.2~x.y', [{ key: '0123abcd', choice: '2' }]],
])('answers are read from %j', (text, answers) => {
  expect(readAnswers(text)).toEqual(answers);
  expect(readAnswers(writeAnswers(answers))).toEqual(answers);
});
