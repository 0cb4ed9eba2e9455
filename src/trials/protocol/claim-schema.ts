import { z } from 'zod';
import { date, identifier, text } from './schema-words.js';

const statisticalClaim = z.strictObject({
  kind: z.literal('statistical'),
  wording: text.describe('The words in the letter that state the figure.'),
  fromTrial: z
    .strictObject({ organisation: identifier, trial: identifier, arm: identifier })
    .optional()
    .describe(
      'An arm of a published trial in this register: the figures are taken from there at registration.',
    ),
  numerator: z
    .int()
    .min(0)
    .optional()
    .describe('Required, as are the next four, unless `fromTrial` is given.'),
  denominator: z.int().min(1).optional(),
  period: text.optional(),
  source: text.optional(),
  date: date.optional().describe('Of the source; not older at the mailing than the organisation allows.'),
});
const authorityClaim = z.strictObject({
  kind: z.literal('authority'),
  wording: text,
  who: text.describe('Who asked: the name.'),
  function: text.describe('And in which function.'),
  agreedBy: text.describe('Who gave the agreement: the same person, or who may speak for them.'),
  agreedOn: date.describe('Not after the registration.'),
  recorded: text.describe('How and where the agreement is recorded: a letter, a case number, …'),
});
const reciprocityClaim = z.strictObject({
  kind: z.literal('reciprocity'),
  wording: text,
  facility: text.describe('What it is.'),
  telephone: text
    .optional()
    .describe('Goes with `openingHours`. A facility has a telephone number, an answer number or both.'),
  openingHours: text.optional(),
  answerNumber: text.optional().describe('Antwoordnummer 123, 1234 AB Plaats'),
  from: date,
  until: date,
});
const factualClaim = z.strictObject({ kind: z.literal('factual'), wording: text, source: text, date });

/** What a statement in a letter rests on. */
export const claim = z.discriminatedUnion('kind', [
  statisticalClaim,
  authorityClaim,
  reciprocityClaim,
  factualClaim,
]);
