import { expect, test } from 'vitest';
import { pagesOver, requireLengths } from './proof-lengths.js';

const protocol = (pages?: number): Parameters<typeof requireLengths>[0] => ({
  letter: { subject: 'x', sentBy: 'openbrief', ...(pages !== undefined && { pages }) },
  arms: [
    { id: 'norm', name: { nl: 'Sociale norm', en: 'Social norm' }, weight: 1, letter: true, elements: [] },
  ],
});

/** What is refused, and with which figures; undefined where nothing is. */
function refusal(pages: readonly number[], limit?: number): unknown {
  try {
    requireLengths(protocol(limit), [{ arm: 'norm', pages }]);
    return undefined;
  } catch (error) {
    return error;
  }
}

test.each<[string, readonly number[], number | undefined, object | undefined]>([
  ['as long as allowed', [1, 1, 1], 1, undefined],
  ['shorter than allowed', [1, 1, 1], 2, undefined],
  ['as long as it takes, where nothing is said', [3, 3, 3], undefined, undefined],
  [
    'too long for the longest name alone',
    [1, 1, 2],
    1,
    { code: 'mailings:proof-too-long', params: { arm: 'Sociale norm', limit: 1, over: 1, pages: 2 } },
  ],
  [
    'too long for everybody',
    [4, 4, 4],
    2,
    { code: 'mailings:proof-too-long', params: { arm: 'Sociale norm', limit: 2, over: 2, pages: 4 } },
  ],
  [
    'not as long for everybody, within what is allowed',
    [1, 1, 2],
    2,
    { code: 'mailings:proof-page-more', params: { arm: 'Sociale norm', shortest: 1, longest: 2 } },
  ],
])('%s', (_what, pages, limit, expected) => {
  const found = refusal(pages, limit);
  if (expected === undefined) expect(found).toBeUndefined();
  else expect(found).toMatchObject(expected);
});

test('how much is too much', () => {
  expect(pagesOver(protocol(1), [1, 1, 3])).toBe(2);
  expect(pagesOver(protocol(), [9])).toBe(0);
});
