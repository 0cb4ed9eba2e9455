import { expect, test } from 'vitest';
import { wrapLabel } from './wrap-label.js';

test.each([
  ['short', 10, ['short']],
  ['exactly ten', 11, ['exactly ten']],
  ['Autoriteit + Wederkerigheid', 15, ['Autoriteit +', 'Wederkerigheid']],
  ['one two three four five', 8, ['one two', 'three f…']],
  ['Arbeidsongeschiktheidsverzekering', 12, ['Arbeidsonge…']],
  ['', 5, ['']],
] as const)('%s in lines of %i', (label, length, lines) => {
  expect(wrapLabel(label, length)).toEqual([...lines]);
  expect(Math.max(...wrapLabel(label, length).map((line) => line.length))).toBeLessThanOrEqual(length);
});
