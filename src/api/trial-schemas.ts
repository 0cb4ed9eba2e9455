import { z } from 'zod';
import { protocolSchema } from '../trials/protocol/protocol-schema.js';
import {
  named,
  sha256,
  moment,
  day,
  count,
  kind,
  state,
  allocation,
  title,
  unblinded,
  document,
} from './schema-parts.js';

named('Protocol', protocolSchema);

const flowSchema = named(
  'Flow',
  z
    .strictObject({
      lines: count,
      refused: count,
      optedOut: count,
      allocated: count,
      withoutLetter: count
        .optional()
        .describe('Allocated to an arm that gets no letter; absent when nobody is.'),
      notSent: count
        .optional()
        .describe('Deceased, moved, objected or opted out before their first letter was made.'),
      mailed: count.nullable().describe('Letters of the first wave; null when they are sent elsewhere'),
      reminders: count.optional().describe('Letters of later waves.'),
      undeliverable: count.optional().describe('Recipients of whom a letter came back.'),
      responses: count,
      unmatched: count,
      objected: count.optional().describe('Who asked for no more letters, with the code on theirs.'),
    })
    .describe('Totals over all arms together; nothing is told by arm before the close.'),
);

export const trialSchema = named(
  'Trial',
  z.strictObject({
    id: z.uuid(),
    organisation: z.string(),
    trial: z.string().describe('Name in addresses.'),
    kind,
    state,
    title,
    allocation,
    stoppedReason: z.string().nullable(),
    unblinded: unblinded.nullable().describe('null for a trial that stays blind until its close'),
    protocol: z.strictObject({ version: z.int(), sha256 }),
    commitment: sha256.describe('Commitment to the seed of the draw.'),
    registeredAt: moment,
    planning: z.strictObject({ mailing: day, close: day, disclosure: day }),
  }),
);

export const registeredTrialSchema = named(
  'RegisteredTrial',
  z.strictObject({
    ...trialSchema.shape,
    warnings: z
      .array(
        z.strictObject({
          kind: z.string().describe('Stable; the text beside it may be improved.'),
          detail: z.string(),
        }),
      )
      .describe(
        'What arms differ in beside what they declare: the trial tests that as well. See docs/letters.md.',
      ),
  }),
);

export const trialWithFlowSchema = named(
  'TrialWithFlow',
  z.strictObject({ ...trialSchema.shape, flow: flowSchema }),
);

export const protocolVersionSchema = named(
  'ProtocolVersion',
  z.strictObject({
    version: z.int(),
    sha256,
    previousSha256: sha256.nullable(),
    reason: z.string().nullable().describe('Of an amendment.'),
    approvedBy: z.string(),
    approvedOn: day,
    registeredAt: moment,
    document: document('The protocol as registered: defaults filled in, arms written out, texts included.'),
  }),
);

export const closingSchema = named(
  'Closing',
  z.strictObject({
    stopReason: z
      .string()
      .trim()
      .min(1)
      .max(2_000)
      .optional()
      .describe('Stops the trial before its day, for this reason, which becomes public.'),
  }),
);
