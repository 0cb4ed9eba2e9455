import { z } from 'zod';
import { named, sha256, moment, day, count, waveNumber } from './schema-parts.js';

export const waveRequestSchema = named(
  'WaveRequest',
  z.strictObject({ lettersABatch: z.int().min(1).max(1_000).optional() }),
);

export const waveSchema = named(
  'Wave',
  z.strictObject({
    wave: z.int(),
    letters: count,
    batches: count,
    queued: count.describe('Batches to be made.'),
  }),
);

export const batchSchema = named(
  'Batch',
  z.strictObject({
    wave: z.int(),
    number: z.int(),
    letters: count,
    withheld: count.describe('Taken out of it before it was made.'),
    state: z
      .enum(['planned', 'rendered', 'handed-over', 'empty'])
      .describe('empty: everybody in it was taken out before it was made'),
    pages: count.nullable(),
    pdfSha256: sha256.nullable(),
    renderedAt: moment.nullable(),
    handedOverAt: moment.nullable(),
    handedOverBy: z.string().nullable(),
    postedOn: day.nullable(),
  }),
);

export const manifestSchema = named(
  'Manifest',
  z.strictObject({
    format: z.literal('openbrief-manifest-1'),
    trial: z.string(),
    wave: z.int(),
    batch: z.int(),
    pdf: z.string(),
    pdfSha256: sha256,
    letters: count,
    pages: count,
    paper: z.string(),
    envelope: z.string(),
    lines: z.array(
      z.strictObject({ letterCode: z.string(), position: z.int(), firstPage: z.int(), lastPage: z.int() }),
    ),
  }),
);

export const proofSchema = named(
  'Proof',
  z.strictObject({
    wave: z.int(),
    arm: z.string(),
    sha256: sha256.describe('Of the letter: all that its recipients have in common. See docs/letters.md.'),
    approval: z
      .strictObject({
        approvedBy: z.string(),
        approvedAt: moment,
        basis: z
          .enum(['proofs', 'protocol'])
          .describe(
            'proofs: somebody saw them; protocol: approved with the protocol, of a trial run from a folder.',
          ),
        pages: count,
      })
      .nullable()
      .describe('null when nobody approved this very letter'),
  }),
);

export const proofApprovalSchema = named(
  'ProofApproval',
  z.strictObject({
    approvedBy: z.string().trim().min(1).max(200).describe('Somebody who is not an author of the protocol.'),
    wave: waveNumber.default(1).describe('Whose letters they are: 2 is the first reminder.'),
    proofs: z
      .array(z.strictObject({ arm: z.string(), sha256: sha256.regex(/^[0-9a-f]{64}$/) }))
      .min(1)
      .max(64)
      .describe('What was seen.'),
  }),
);

export const batchHandOverSchema = named(
  'BatchHandOver',
  z.strictObject({ postedOn: day, wave: waveNumber.default(1) }),
);

export const handOverSchema = named(
  'HandOver',
  z.strictObject({
    postedOn: day
      .optional()
      .describe('Day of posting; required when Openbrief made the letters, and absent when it did not.'),
    wave: waveNumber.default(1),
  }),
);
