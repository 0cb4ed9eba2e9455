import { z } from 'zod';
import { protocolSchema } from '../trials/protocol/protocol-schema.js';
import { roles } from '../core/access.js';
import { trialStates } from '../trials/life-cycle.js';

/**
 * What the API takes and gives. Each shape is written once: it is the type, the check of what comes in, and the
 * description in OpenAPI.
 */
export const apiSchemas = z.registry<{ id: string }>();

const named = <Schema extends z.ZodType>(id: string, schema: Schema): Schema => {
  apiSchemas.add(schema, { id });
  return schema;
};

const sha256 = z.string().describe('SHA-256, hexadecimal.');
const moment = z.iso.datetime({ offset: true });
const day = z.iso.date();
const count = z.int().min(0);
/** 1 is the first mailing, 2 the first reminder. */
export const waveNumber = z.int().min(1).max(99);
const kind = z.enum(['trial', 'example', 'replay']);
const state = z.enum(trialStates);
const allocation = z.enum(['drawn', 'external']);
const title = z.union([z.string(), z.strictObject({ nl: z.string(), en: z.string() })]);

const unblinded = z
  .strictObject({
    at: moment,
    reason: z.string(),
    askedBy: z.array(z.enum(roles)).describe('What they are in their organisation.'),
    agreedBy: z.array(z.enum(roles)).describe('Somebody else.'),
  })
  .describe('Results by arm could be seen before the close, by agreement of two people.');

/** A document with a format of its own, which is described where it is published. */
const document = (description: string) => z.record(z.string(), z.unknown()).describe(description);

named('Protocol', protocolSchema);

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

export const flowSchema = named(
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

const frozenListShape = {
  sha256: sha256.describe('Of the list of recipients; docs/verification-pack.md says how it is reckoned.'),
  recipients: count,
  frozenAt: moment,
};

const pulseShape = {
  beacon: z.enum(['drand', 'nist']),
  reference: z.string().describe('drand: the round; NIST: the moment.'),
  address: z.url().describe('Where anybody can look the pulse up.'),
};

export const recipientListSchema = named(
  'RecipientList',
  z.strictObject({
    ...frozenListShape,
    pulse: z.strictObject({ ...pulseShape, at: moment.describe('When it comes out.') }),
  }),
);

export const allocationRequestSchema = named(
  'AllocationRequest',
  z
    .strictObject({
      pulse: z
        .string()
        .max(10_000)
        .optional()
        .describe(
          "Hexadecimal, as the beacon published it; or NIST's whole pulse as JSON, of which the value is recomputed.",
        ),
      signature: z.string().max(1000).optional().describe("drand's; then the pulse is checked against it."),
    })
    .describe(
      'For a trial with a beacon, where this service has no internet. Without it the pulse is fetched.',
    ),
);

export const allocationSchema = named(
  'Allocation',
  z.strictObject({ allocated: count, strata: count, clusters: count.nullable() }),
);

export const armTotalSchema = named('ArmTotal', z.strictObject({ arm: z.string(), recipients: count }));

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

const withoutControls = z.string().regex(/^\P{Cc}*$/u);

export const responseSchema = named(
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
