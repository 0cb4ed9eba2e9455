import { z } from 'zod';
import { named } from './schema-parts.js';

export const problemSchema = named(
  'Problem',
  z
    .strictObject({
      type: z.string(),
      title: z.string(),
      status: z.int(),
      detail: z.string(),
      instance: z.string(),
      code: z.string().describe('Stable; the texts beside it may be improved.'),
      remedy: z.string().describe('What to do about it.'),
      errors: z
        .array(
          z.strictObject({
            path: z.string(),
            code: z.string(),
            detail: z.string(),
            line: z.int().optional().describe('1-based line of the text or file that was sent.'),
          }),
        )
        .optional()
        .describe('All that is wrong with the input.'),
    })
    .describe('An error (RFC 9457), in Dutch or English by Accept-Language.'),
);
