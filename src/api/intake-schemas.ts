import { z } from 'zod';
import { named, sha256, moment, day, count } from './schema-parts.js';

export const importSchema = named(
  'Import',
  z
    .strictObject({
      id: z.uuid(),
      kind: z.enum(['recipients', 'responses', 'undeliverables']),
      fileName: z.string(),
      fileSha256: sha256,
      lines: count,
      accepted: count,
      refused: count,
      optedOut: count,
      repeated: count,
      unmatched: count,
      createdAt: moment,
      sharedAddresses: z
        .strictObject({
          recipients: count.describe('Who share their address with another recipient of this file.'),
          addresses: count,
          largest: count.describe('Most recipients at one address.'),
        })
        .nullable()
        .describe('null where addresses are not read, or clusters are drawn'),
      withoutFont: z
        .strictObject({
          recipients: count,
          characters: z.array(z.string()).describe('The first twenty.'),
          lines: z.array(z.int()).describe('The first twenty.'),
        })
        .nullable()
        .describe(
          'Recipients with a character that the typeface of the letters can’t draw; they are accepted all the same.',
        ),
      alreadyImported: z.boolean().describe('This very content was taken in before: nothing was done.'),
      firstRefusals: z.array(
        z.strictObject({
          line: z.int(),
          column: z.string().nullable(),
          code: z.string(),
          detail: z.string(),
        }),
      ),
    })
    .describe('lines = accepted + refused + optedOut + repeated + unmatched'),
);

const withoutControls = z.string().regex(/^\P{Cc}*$/u);

const responseSchema = named(
  'Response',
  z
    .strictObject({
      letterCode: withoutControls.min(1).max(40).optional(),
      reference: withoutControls.min(1).max(200).optional(),
      kind: z
        .string()
        .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
        .max(60)
        .optional()
        .describe('The kind that counts, when it is left out.'),
      respondedOn: day,
    })
    .refine(({ letterCode, reference }) => letterCode !== undefined || reference !== undefined, {
      path: ['letterCode'],
      message: 'letterCode or reference is required',
    }),
);

/** More than this is a file. */
export const MAX_RESPONSES = 1_000;

export const responsesSchema = named('Responses', z.array(responseSchema).min(1).max(MAX_RESPONSES));
