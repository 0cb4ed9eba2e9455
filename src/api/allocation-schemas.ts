import { z } from 'zod';
import { named, sha256, moment, count } from './schema-parts.js';

/** A closed list of recipients. */
export const frozenListShape = {
  sha256: sha256.describe('Of the list of recipients; docs/verification-pack.md says how it is reckoned.'),
  recipients: count,
  frozenAt: moment,
};

/** The pulse of a beacon. */
export const pulseShape = {
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
