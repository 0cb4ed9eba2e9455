import { z } from 'zod';

const bothLanguages = z.strictObject({ nl: z.string().min(1), en: z.string().min(1) });

/** A technique of the catalogue, as templates/techniques/<id>.yaml has it. */
export const techniqueSchema = z.strictObject({
  id: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
  name: bothLanguages,
  definition: bothLanguages,
  howItWorks: bothLanguages,
  example: z.strictObject({ nl: z.string().min(1) }),
  fairUse: bothLanguages,
  misleadingUse: bothLanguages,
  /** A status changes as evidence comes in, so it has a date. */
  status: z.enum(['supported', 'mixed', 'weak', 'failed-to-replicate', 'retracted', 'untested']),
  statusDate: z.iso.date(),
  evidence: z.array(
    z.strictObject({
      finding: bothLanguages,
      direction: z.enum(['for', 'against', 'mixed']),
      citation: z.string().min(1),
      url: z.url({ protocol: /^https$/ }).optional(),
    }),
  ),
});

export type Technique = z.output<typeof techniqueSchema>;
export type EvidenceStatus = Technique['status'];
