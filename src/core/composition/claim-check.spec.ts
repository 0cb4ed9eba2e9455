import { expect, test } from 'vitest';
import { checkStatisticalClaim } from './claim-check.js';

test.each<[string, number, number, string | undefined]>([
  ['De meerderheid van de mensen', 21_840, 38_700, undefined],
  ['De meerderheid van de mensen', 50, 100, 'majority-not-shown'],
  // 55 of 100 is more than half, but may be chance: the Wilson interval begins at 45.2%.
  ['De meerderheid van de mensen', 55, 100, 'majority-not-shown'],
  ['De meeste mensen', 59, 100, 'majority-not-shown'],
  ['De meeste mensen', 60, 100, undefined],
  ['Meer dan de helft', 5_010, 10_000, 'majority-not-shown'],
  ['Ruim de helft', 5_500, 10_000, undefined],
  ['9 van de 10 mensen', 88, 100, undefined],
  ['9 van de 10 mensen', 84, 100, 'out-of-ten-not-right'],
  ['Negen van de tien mensen', 95, 100, 'out-of-ten-not-right'],
  ['Negen op de tien mensen', 90, 100, undefined],
  ['Eén op de drie', 34, 100, undefined],
  ['Eén op de drie', 60, 100, 'out-of-ten-not-right'],
  ['Van elke 10 zijn er 9: 9 van elke 10', 50, 100, 'out-of-ten-not-right'],
  ['29 van de 30', 29, 30, undefined],
  // The second figure is checked as well as the first.
  ['9 van de 10, en 8 van de 10', 90, 100, 'out-of-ten-not-right'],
  ['90% van de mensen', 9_049, 10_000, undefined],
  ['90% van de mensen', 9_050, 10_000, 'percentage-not-right'],
  ['90,5 procent', 9_050, 10_000, undefined],
  ['90.5 procent', 9_060, 10_000, 'percentage-not-right'],
  // With a word before it the truth is on one side of the figure.
  ['Meer dan 80% van de mensen', 8_100, 10_000, undefined],
  ['Meer dan 80% van de mensen', 8_000, 10_000, 'percentage-not-right'],
  ['Minder dan 5%', 4, 100, undefined],
  ['Minder dan 5%', 5, 100, 'percentage-not-right'],
  ['Bijna 90%', 89, 100, undefined],
  ['Bijna 90%', 90, 100, 'percentage-not-right'],
  ['Bijna 90%', 80, 100, 'percentage-not-right'],
  ['Ongeveer 90%', 9_030, 10_000, undefined],
  ['Ruim 80%', 95, 100, 'percentage-not-right'],
  ['Bijna 9 van de 10', 89, 100, undefined],
  ['Meer dan 9 van de 10', 90, 100, 'out-of-ten-not-right'],
  // Fractions by name, within two and a half percentage points.
  ['Driekwart van de mensen', 74, 100, undefined],
  ['Driekwart van de mensen', 70, 100, 'fraction-not-right'],
  ['Bijna driekwart', 72, 100, undefined],
  ['Bijna driekwart', 76, 100, 'fraction-not-right'],
  ['Twee derde van de mensen', 67, 100, undefined],
  ['Een kwart', 40, 100, 'fraction-not-right'],
  ['De helft van de mensen', 51, 100, undefined],
  ['De helft van de mensen', 60, 100, 'fraction-not-right'],
  ['Three quarters of people', 75, 100, undefined],
  // The counts themselves.
  ['21.840 van de 38.700 mensen', 21_840, 38_700, undefined],
  ['21.840 van de 38.700 mensen', 20_840, 38_700, 'out-of-ten-not-right'],
  ['Iedereen stuurde het terug', 100, 100, undefined],
  ['Iedereen stuurde het terug', 99, 100, 'not-all'],
  ['Bijna iedereen', 95, 100, undefined],
  ['Bijna iedereen', 80, 100, 'not-all'],
  ['Veel mensen', 1, 100, undefined],
  ['Veel mensen', 11, 10, 'more-than-all'],
])('%s: %i of %i', (wording, numerator, denominator, fault) => {
  expect(checkStatisticalClaim({ wording, numerator, denominator })).toBe(fault);
});
