import { z } from 'zod';
import { isSafeLogo } from './safe-logo.js';

/** Base 64 of a quarter of a megabyte: it is in every document of letters. */
export const LONGEST_LOGO = 350_000;

/** The same in kilobytes of the picture itself: base 64 takes four characters for three bytes. */
export const LARGEST_LOGO_KB = Math.floor((LONGEST_LOGO * 3) / 4 / 1_000);

/** How an organisation's letters look, as it gives it; every key has a neutral default. */
export const letterheadSchema = z.strictObject({
  returnAddress: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe('The line in small type above the address, for post that comes back.'),
  colour: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i)
    .optional()
    .describe('Of the name and the rule under it: #rrggbb.'),
  font: z.enum(['source-sans-3', 'source-serif-4']).optional(),
  window: z
    .enum(['left', 'right'])
    .optional()
    .describe('Side of the paper on which the window of the envelope shows the address.'),
  logo: z
    .string()
    .max(LONGEST_LOGO)
    .refine(isSafeLogo)
    .optional()
    .describe('In the place of the name: a data URL of a PNG, or of an SVG without scripts and references.'),
});

export type LetterheadData = z.output<typeof letterheadSchema>;

/** The letterhead of an organisation as it is kept; what is not right in it, is as if it were not there. */
export function readLetterhead(kept: Readonly<Record<string, unknown>>): LetterheadData {
  const entries = Object.entries(kept).filter(
    ([key, value]) => letterheadSchema.safeParse({ [key]: value }).success,
  );
  return letterheadSchema.parse(Object.fromEntries(entries));
}
