import { z } from 'zod';
import { draftSteps } from '../drafts/draft-fields.js';
import { draftStates } from '../drafts/draft-record.js';
import { apiSchemas } from './schema-parts.js';

/** What the API takes and gives of drafts. */
const named = <Schema extends z.ZodType>(id: string, schema: Schema): Schema => {
  apiSchemas.add(schema, { id });
  return schema;
};

const moment = z.iso.datetime({ offset: true });
const title = z.string().trim().min(1).max(300);
const trial = z.string().min(1).max(60).describe('Name of a trial of the organisation.');
const revision = z.int().min(1).describe('The revision that was read.');
const reason = z.string().trim().min(1).max(4_000);
const plainData = z
  .record(z.string(), z.unknown())
  .describe('A protocol, or as much of one as there is; it may be wrong in parts.');

export const newDraftSchema = named(
  'NewDraft',
  z.discriminatedUnion('from', [
    z.strictObject({ from: z.literal('blank'), title }),
    z.strictObject({ from: z.literal('protocol'), protocol: plainData, title: title.optional() }),
    z.strictObject({ from: z.literal('trial'), trial, title }).describe('That trial again.'),
    z
      .strictObject({ from: z.literal('amendment'), trial })
      .describe('A change of its registered protocol; one that is open already is that one.'),
  ]),
);

export const draftSchema = named(
  'Draft',
  z.strictObject({
    id: z.uuid(),
    purpose: z.enum(['registration', 'amendment']),
    state: z.enum(draftStates),
    trialId: z.uuid().nullable().describe('Of an amendment, or once it is registered.'),
    revision: z.int().min(1),
    content: plainData,
    authors: z.array(z.string()).describe('Everybody who changed it; none of them approves it.'),
    updatedAt: moment,
    updatedBy: z.string(),
    reason: z.string().nullable().describe('Why a registered protocol is changed.'),
    sentAt: moment.nullable(),
    sentBy: z.string().nullable(),
    decidedAt: moment.nullable(),
    decidedBy: z.string().nullable(),
    decisionReason: z.string().nullable().describe('Why it was sent back.'),
  }),
);

export const draftSummarySchema = named(
  'DraftSummary',
  draftSchema.pick({
    id: true,
    purpose: true,
    state: true,
    trialId: true,
    revision: true,
    updatedAt: true,
    updatedBy: true,
  }),
);

export const draftStepChangeSchema = named(
  'DraftStepChange',
  z.strictObject({
    revision,
    changes: z
      .record(z.string(), z.unknown())
      .describe('Keys of the protocol that belong to the step, each as a whole; null takes one away.'),
  }),
);

export const draftIssueSchema = named(
  'DraftIssue',
  z.strictObject({
    step: z.enum(draftSteps).nullable().describe('null: of no step.'),
    path: z.string(),
    code: z.string(),
    missing: z.boolean().describe('Not written yet, rather than wrong.'),
    detail: z.string(),
  }),
);

export const draftReviewSchema = named(
  'DraftReview',
  z.strictObject({
    revision,
    reason: reason.optional().describe('Required for the change of a registered protocol; becomes public.'),
  }),
);

export const draftApprovalSchema = named('DraftApproval', z.strictObject({ revision }));

export const draftSendingBackSchema = named('DraftSendingBack', z.strictObject({ reason }));

export const removedDraftSchema = named(
  'RemovedDraft',
  z.strictObject({ id: z.uuid(), state: z.literal('removed') }),
);

const commentParts = {
  id: z.uuid(),
  author: z.string(),
  text: z.string(),
  writtenAt: moment,
};

export const draftCommentSchema = named(
  'DraftComment',
  z.strictObject({
    ...commentParts,
    step: z.enum(draftSteps),
    anchor: z
      .string()
      .nullable()
      .describe('The one thing in the step that it is about; null for the step as a whole.'),
    resolvedAt: moment.nullable(),
    resolvedBy: z.string().nullable(),
    answers: z.array(z.strictObject(commentParts)),
  }),
);

export const newDraftCommentSchema = named(
  'NewDraftComment',
  z.strictObject({
    step: z.enum(draftSteps),
    text: z.string().trim().min(1).max(4_000),
    anchor: z
      .string()
      .min(1)
      .max(300)
      .optional()
      .describe(
        'A field, such as `planning.close`, or what is written in an item: `elements.#element-2.text`.',
      ),
    answerTo: z.uuid().optional().describe('The comment that is answered.'),
  }),
);
