import { expect, test } from 'vitest';
import { isDrandSignature } from './drand-signature.js';

/** Round 1000 of quicknet, as published. */
const published =
  'b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39';

test("round 1000 of quicknet has the chain's signature", () => {
  expect(isDrandSignature('1000', published)).toBe(true);
});

test.each([
  ['another round', '1001', published],
  ['one digit changed', '1000', published.replace(/9$/, '8')],
  ['no point of the curve', '1000', 'ab'.repeat(48)],
  ['too short', '1000', published.slice(2)],
  ['nothing', '1000', ''],
  ['no number', 'x', published],
])('refused: %s', (_what, round, signature) => {
  expect(isDrandSignature(round, signature)).toBe(false);
});
