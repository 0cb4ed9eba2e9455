import { z } from 'zod';
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
import { protocolVersionSchema } from './trial-schemas.js';
import { frozenListShape, pulseShape } from './allocation-schemas.js';

export const analysisSchema = named(
  'Analysis',
  z.strictObject({
    id: z.uuid(),
    kind: z.literal('registered'),
    createdAt: moment,
    sha256,
    salt: z.string().nullable().describe('Hexadecimal; hashed with the data and the result.'),
    data: document('The frozen counts by arm and stratum.'),
    result: document('Arms, comparisons, factorial effects, sample ratios and warnings; version 1.'),
    overTime: document('Share of each arm that had responded, by day since posting.').nullable(),
    further: document(
      'Balance, time to response, costs and savings, comparisons adjusted for covariates, and the exploratory effect on those reached; version 1.',
    ).nullable(),
  }),
);

export const lookSchema = named(
  'Look',
  z
    .strictObject({
      number: z.int().min(1),
      takenAt: moment,
      recipients: count.describe('Recipients whose response window had closed.'),
      information: z
        .number()
        .describe('Their share of all recipients; for a look by `afterDays`, look k of K, k / (K + 1).'),
      nominalP: z.number().nullable().describe('The p-value that crosses the boundary, for one comparison.'),
      alphaSpent: z.number().nullable().describe('By all looks up to this one.'),
      crossed: z.boolean().describe('Whether the boundary was crossed; in which arm is not told.'),
    })
    .describe('A planned interim look. It tells nothing by arm.'),
);

export const disclosureProposalSchema = named(
  'DisclosureProposal',
  z.strictObject({
    correction: z
      .string()
      .trim()
      .min(1)
      .max(4_000)
      .optional()
      .describe('What is corrected and why; required from the second version on.'),
  }),
);

export const proposedDisclosureSchema = named(
  'ProposedDisclosure',
  z.strictObject({
    sha256: sha256.describe('Of the document as it would be published.'),
    proposedBy: z.string(),
    proposedAt: moment,
    correction: z.string().nullable(),
    document: document('The disclosure document, format openbrief-disclosure-1.'),
  }),
);

export const disclosureRequestSchema = named(
  'DisclosureRequest',
  z.strictObject({
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .describe('Of what was proposed, and looked at.'),
  }),
);

export const unblindingRequestSchema = named(
  'UnblindingRequest',
  z.strictObject({
    reason: z.string().trim().min(1).max(2_000).describe('Becomes public when somebody else agrees.'),
  }),
);

export const unblindingSchema = named(
  'Unblinding',
  z.strictObject({
    reason: z.string(),
    askedBy: z.string(),
    askedAt: moment,
    decision: z.enum(['agreed', 'refused']).nullable(),
    decidedBy: z.string().nullable(),
    decidedAt: moment.nullable(),
  }),
);

export const resultSoFarSchema = named(
  'ResultSoFar',
  z
    .strictObject({
      at: moment,
      data: document('Counts by arm and stratum, as they are now.'),
      result: document('As the registered analysis would give it now; version 1.'),
    })
    .describe('Of a trial that was unblinded early. It is not the result of the trial.'),
);

export const disclosureSchema = named(
  'Disclosure',
  z.strictObject({
    version: z.int(),
    sha256,
    publishedAt: moment,
    publishedBy: z.string(),
    correction: z.string().nullable(),
    document: document('The disclosure document, format openbrief-disclosure-1.'),
  }),
);

export const registerEntrySchema = named(
  'RegisterEntry',
  z.strictObject({
    organisation: z.strictObject({ slug: z.string(), name: z.string() }),
    trial: z.string(),
    kind,
    state,
    title,
    allocation,
    stoppedReason: z.string().nullable(),
    unblinded: unblinded.nullable().describe('null for a trial that stays blind until its close'),
    protocol: z.strictObject({ version: z.int(), sha256 }),
    registeredAt: moment,
    promisedOn: day,
    disclosedAt: moment.nullable(),
  }),
);

export const registerTrialSchema = named(
  'RegisterTrial',
  z.strictObject({
    ...registerEntrySchema.shape,
    draw: z
      .strictObject({
        algorithm: z.string(),
        commitment: sha256,
        seed: z.string().nullable().describe('Hexadecimal; null until the close.'),
        assurance: z
          .enum(['beacon', 'commitment'])
          .describe(
            'What shows that nobody chose the outcome: a later public pulse, or the commitment alone.',
          ),
        promisedPulse: z
          .strictObject({ ...pulseShape, at: moment })
          .nullable()
          .describe('Named by the protocol; null without a beacon.'),
        list: z
          .strictObject(frozenListShape)
          .nullable()
          .describe('The list of recipients, closed before the pulse.'),
        pulse: z.string().nullable().describe('Hexadecimal; null before the draw, and without a beacon.'),
      })
      .nullable()
      .describe('null when randomised outside Openbrief'),
    protocolVersions: z.array(protocolVersionSchema),
    disclosures: z.array(disclosureSchema).describe('The newest first.'),
  }),
);
