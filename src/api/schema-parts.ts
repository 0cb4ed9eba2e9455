import { z } from 'zod';
import { roles } from '../core/access.js';
import { trialStates } from '../trials/life-cycle.js';

/**
 * What the API takes and gives. Each shape is written once: it is the type, the check of what comes in, and the
 * description in OpenAPI.
 */
export const apiSchemas = z.registry<{ id: string }>();

export const named = <Schema extends z.ZodType>(id: string, schema: Schema): Schema => {
  apiSchemas.add(schema, { id });
  return schema;
};

export const sha256 = z.string().describe('SHA-256, hexadecimal.');
export const moment = z.iso.datetime({ offset: true });
export const day = z.iso.date();
export const count = z.int().min(0);
/** 1 is the first mailing, 2 the first reminder. */
export const waveNumber = z.int().min(1).max(99);
export const kind = z.enum(['trial', 'example', 'replay']);
export const state = z.enum(trialStates);
export const allocation = z.enum(['drawn', 'external']);
export const title = z.union([z.string(), z.strictObject({ nl: z.string(), en: z.string() })]);

export const unblinded = z
  .strictObject({
    at: moment,
    reason: z.string(),
    askedBy: z.array(z.enum(roles)).describe('What they are in their organisation.'),
    agreedBy: z.array(z.enum(roles)).describe('Somebody else.'),
  })
  .describe('Results by arm could be seen before the close, by agreement of two people.');

/** A document with a format of its own, which is described where it is published. */
export const document = (description: string) => z.record(z.string(), z.unknown()).describe(description);
