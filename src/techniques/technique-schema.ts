import { z } from 'zod';

const text = z.string().trim().min(1).max(2_000);
const bothLanguages = z.strictObject({ nl: text, en: text });

/** How sure science is of a technique. A status is a judgement of a day, so it goes with its date. */
const techniqueStatuses = [
  'supported',
  'mixed',
  'weak',
  'failed-to-replicate',
  'retracted',
  'untested',
] as const;

const evidence = z.strictObject({
  finding: bothLanguages,
  direction: z.enum(['for', 'against', 'mixed']).describe('Whether the finding speaks for the technique.'),
  citation: text,
  url: z.url({ protocol: /^https$/ }).optional(),
});

/** One technique as templates/techniques/<id>.yaml describes it. */
export const techniqueSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
    name: bothLanguages,
    definition: bothLanguages,
    howItWorks: bothLanguages,
    example: z.strictObject({ nl: text }).describe('Words for a letter; letters are Dutch.'),
    fairUse: bothLanguages,
    misleadingUse: bothLanguages,
    status: z.enum(techniqueStatuses),
    version: z
      .int()
      .min(1)
      .describe(
        'Goes up with each change of the text, the status or the evidence; what was is in the history of the file.',
      ),
    statusDate: z.iso.date().describe('The day on which the evidence was last weighed.'),
    evidence: z.array(evidence).max(30),
  })
  .refine(({ status, evidence: findings }) => (status === 'untested') === (findings.length === 0), {
    path: ['evidence'],
    message: 'A technique is untested exactly when it has no evidence.',
  });

export type Technique = Readonly<z.infer<typeof techniqueSchema>>;
