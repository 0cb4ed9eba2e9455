import { z } from 'zod';
import { apiSchemas } from './schema-parts.js';

/** What the API takes and gives of one person. */
const named = <Schema extends z.ZodType>(id: string, schema: Schema): Schema => {
  apiSchemas.add(schema, { id });
  return schema;
};

const moment = z.iso.datetime({ offset: true });
const withoutControls = z.string().regex(/^\P{Cc}*$/u);

export const personSearchSchema = named(
  'PersonSearch',
  z
    .strictObject({
      letterCode: withoutControls.min(1).max(40).optional(),
      reference: withoutControls.min(1).max(200).optional(),
    })
    .refine(({ letterCode, reference }) => letterCode !== undefined || reference !== undefined, {
      path: ['letterCode'],
      message: 'letterCode or reference is required',
    }),
);

export const personFileSchema = named(
  'PersonFile',
  z.strictObject({
    trial: z.strictObject({ organisation: z.string(), name: z.string(), retainUntil: z.iso.date() }),
    madeAt: moment,
    line: z.int().describe('Of the file that they came in with.'),
    reference: z.string(),
    letterCode: z.string().nullable(),
    personal: z
      .strictObject({
        initials: z.string(),
        prefix: z.string(),
        surname: z.string(),
        gender: z.string(),
        businessName: z.string(),
        street: z.string(),
        houseNumber: z.string(),
        addition: z.string(),
        postcode: z.string(),
        place: z.string(),
        country: z.string(),
        fields: z.record(z.string(), z.string()),
      })
      .nullable()
      .describe('null where the trial has no addresses'),
    strata: z.record(z.string(), z.string()),
    cluster: z.string().nullable(),
    optedOut: z.boolean(),
    arm: z
      .string()
      .nullable()
      .describe('null before the close; the code on the letter opens it for its reader.'),
    letters: z.array(
      z.strictObject({
        wave: z.int(),
        batch: z.int(),
        state: z.string(),
        postedOn: z.iso.date().nullable(),
      }),
    ),
    withheld: z.array(z.strictObject({ wave: z.int(), reason: z.string(), at: moment })),
    responses: z.array(z.strictObject({ kind: z.string(), respondedOn: z.iso.date(), receivedAt: moment })),
    returns: z.array(z.strictObject({ wave: z.int(), returnedOn: z.iso.date() })),
    notices: z.array(z.strictObject({ kind: z.string(), at: moment })),
    erasedAt: moment.nullable(),
  }),
);

export const personErasureSchema = named(
  'PersonErasure',
  z.strictObject({
    isNew: z.boolean().describe('false when it had been done before'),
    filesLeft: z
      .int()
      .describe(
        'Files with their letter that stay until the print shop has had them, or the trial is erased.',
      ),
  }),
);
