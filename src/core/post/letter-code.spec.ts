import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatLetterCode, hmacPads, letterCodeFor, readLetterCode } from './letter-code.js';

const key = createHash('sha256').update('key').digest();
const code = letterCodeFor(key, 'ZAAK-0001');

test('a code follows from key and reference alone', () => {
  expect(letterCodeFor(key, 'ZAAK-0001')).toBe(code);
  expect(letterCodeFor(key, 'ZAAK-0002')).not.toBe(code);
  expect(letterCodeFor(createHash('sha256').update('other').digest(), 'ZAAK-0001')).not.toBe(code);
});

test('the bits are those of HMAC-SHA256, from the left', () => {
  const symbols = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      fc.string({ unit: 'binary' }),
      (secret, reference) => {
        const mac = createHmac('sha256', secret).update(`0:${reference}`).digest();
        const bits = [...mac].map((byte) => byte.toString(2).padStart(8, '0')).join('');
        const expected = Array.from(
          { length: 15 },
          (_, place) => symbols[parseInt(bits.slice(place * 5, place * 5 + 5), 2)],
        );
        expect(letterCodeFor(secret, reference).slice(0, 15)).toBe(expected.join(''));
      },
    ),
  );
});

test('the padded keys give the HMAC by plain hashes', () => {
  const { inner, outer } = hmacPads(key);
  const plain = createHash('sha256').update(inner).update('0:Zoë').digest();
  expect(createHash('sha256').update(outer).update(plain).digest()).toEqual(
    createHmac('sha256', key).update('0:Zoë').digest(),
  );
});

test('every symbol of the alphabet comes about as often as the others', () => {
  const counts = new Map<string, number>();
  for (let index = 0; index < 4000; index += 1) {
    for (const symbol of letterCodeFor(key, String(index)).slice(0, 15)) {
      counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
    }
  }
  expect(counts.size).toBe(32);
  // 60,000 symbols: 1,875 of each, standard deviation 43.
  for (const count of counts.values()) expect(Math.abs(count - 1875)).toBeLessThan(5 * 43);
});

describe('what people type', () => {
  test.each([
    ['as printed', formatLetterCode(code)],
    ['without hyphens', code],
    ['in small letters with spaces', formatLetterCode(code).toLowerCase().replaceAll('-', ' ')],
    ['with the letter O for zero', code.replaceAll('0', 'O')],
    ['with l for one', code.replaceAll('1', 'l')],
    ['with long dashes and a full stop', `${formatLetterCode(code).replaceAll('-', '–')}.`],
  ])('%s is read', (_what, typed) => {
    expect(readLetterCode(typed)).toBe(code);
  });

  test.each([
    ['nothing', ''],
    ['too short', code.slice(1)],
    ['too long', `${code}0`],
    ['a letter that is not in the alphabet', `U${code.slice(1)}`],
    ['a very long text', '0'.repeat(100_000)],
  ])('%s is refused', (_what, typed) => {
    expect(readLetterCode(typed)).toBeUndefined();
  });

  test('one wrong symbol is always found', () => {
    const symbols = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'];
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 0, max: 15 }),
        fc.constantFrom(...symbols),
        (n, place, symbol) => {
          const right = letterCodeFor(key, String(n));
          const wrong = right.slice(0, place) + symbol + right.slice(place + 1);
          expect(readLetterCode(wrong)).toBe(wrong === right ? right : undefined);
        },
      ),
    );
  });

  test('neighbours that change places are nearly always found', () => {
    let found = 0;
    let swaps = 0;
    for (let index = 0; index < 300; index += 1) {
      const right = letterCodeFor(key, `swap ${index}`);
      for (let place = 0; place < 15; place += 1) {
        const [a = '', b = ''] = right.slice(place, place + 2);
        if (a === b) continue;
        swaps += 1;
        if (readLetterCode(right.slice(0, place) + b + a + right.slice(place + 2)) === undefined) found += 1;
      }
    }
    expect(found / swaps).toBeGreaterThan(0.99);
  });
});
