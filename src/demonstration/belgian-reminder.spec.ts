import { expect, test } from 'vitest';
import { belgianReminder, belgianRecipients, belgianResponses } from './belgian-reminder.js';

test('the counts add up to the published total and round to the published percentages', () => {
  expect(belgianReminder.reduce((sum, { recipients }) => sum + recipients, 0)).toBe(241_480);
  for (const { recipients, responders, publishedPercent } of belgianReminder) {
    expect(((responders / recipients) * 100).toFixed(2)).toBe(publishedPercent.toFixed(2));
  }
});

test('the files hold exactly these counts', () => {
  const lines = (text: Iterable<string>): number => [...text].join('').trimEnd().split('\n').length - 1;
  expect(lines(belgianRecipients())).toBe(241_480);
  expect(lines(belgianResponses())).toBe(
    belgianReminder.reduce((sum, { responders }) => sum + responders, 0),
  );
});
