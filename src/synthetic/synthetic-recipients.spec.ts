import { expect, test } from 'vitest';
import { readAddress } from '../core/post/dutch-address.js';
import { BsnJudge } from '../core/post/bsn.js';
import { SYNTHETIC_HEADER, inclination, syntheticRecipients } from './synthetic-recipients.js';

const rows = (count: number, seed: string): string[][] =>
  [...syntheticRecipients(count, seed)]
    .join('')
    .slice(SYNTHETIC_HEADER.length)
    .trimEnd()
    .split('\n')
    .map((line) => line.split(';'));

test('the same seed gives the same people, another seed others', () => {
  expect(rows(50, 'a')).toEqual(rows(50, 'a'));
  expect(rows(50, 'a')).not.toEqual(rows(50, 'b'));
});

test('every address is one that post can be sent to, and no column looks like a BSN', () => {
  const people = rows(5000, 'addresses');
  expect(people).toHaveLength(5000);
  const judges = SYNTHETIC_HEADER.split(';').map(() => new BsnJudge());
  for (const cells of people) {
    const [, , , , , street = '', houseNumber = '', addition = '', postcode = '', place = ''] = cells;
    expect(readAddress({ street, houseNumber, addition, postcode, place, country: '' }).ok).toBe(true);
    judges.forEach((judge, place) => judge.see(cells[place] ?? ''));
  }
  expect(judges.some((judge) => judge.isBsnColumn)).toBe(false);
});

test('a surname has no prefix of its own: that is in a column beside it', () => {
  const people = rows(3000, 'names');
  expect(people.some(([, , prefix = '']) => prefix !== '')).toBe(true);
  for (const [, , , surname = ''] of people) expect(surname).toMatch(/^\p{Lu}/u);
});

test('members of a household share address and region', () => {
  const homes = new Map<string, string>();
  for (const cells of rows(3000, 'homes')) {
    const home = cells[10] ?? '';
    const rest = [...cells.slice(5, 10), cells[11]].join();
    expect(homes.get(home) ?? rest).toBe(rest);
    homes.set(home, rest);
  }
  expect(homes.size).toBeLessThan(2000);
});

test('inclinations spread evenly', () => {
  const values = Array.from({ length: 4000 }, (_, index) => inclination(`r${index}`, 'seed'));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / 4000));
});
