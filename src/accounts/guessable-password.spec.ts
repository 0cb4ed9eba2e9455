import { expect, test } from 'vitest';
import { checkPassword } from './passwords.service.js';

const person = { name: 'Anna de Wit', email: 'anna.dewit@dienst.example' };

const refusal = (password: string): string => {
  try {
    checkPassword({ password, again: password }, person);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

test.each([
  // Of the lists of what was stolen elsewhere, and the same made longer.
  'passwordpassword',
  'password1234567890',
  'qwertyuiopasdfgh',
  'iloveyouiloveyou',
  '1q2w3e4r5t6y7u8i9o',
  'abcdefghijklmnop',
  'trustno1trustno1',
  'michaelmichael1234',
  // Dutch.
  'welkom welkom welkom',
  'wachtwoord123456',
  'voetbalvoetbal12',
  // Dates, rows, repeats.
  '01011990-01011990',
  'aaaaaaaaaaaaaaaaaa',
  'asdfghjklzxcvbnm',
  // Of the person and the place.
  'anna.dewit@dienst',
  'AnnaDeWit2026!!!',
  'openbriefopenbrief',
])('%s is refused', (password) => {
  expect(refusal(password)).toBe('accounts:password-plain');
});

test.each([
  'vier losse ganzen op een dak',
  'correct paard batterij nietje',
  'kN7#vPq2!xTz9@wLm4',
  'de trein naar Zwolle had vertraging',
  'een lang wachtwoord',
  'moerbei-kwartel-plint-62',
])('%s is taken', (password) => {
  expect(refusal(password)).toBe('');
});

test('long ones take no time to judge', () => {
  const before = performance.now();
  for (const password of ['ab1!'.repeat(50), 'wachtwoord'.repeat(20), 'x'.repeat(200)]) refusal(password);
  expect(performance.now() - before).toBeLessThan(3_000);
});
