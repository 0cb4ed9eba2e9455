import { z } from 'zod';
import { claim } from './claim-schema.js';
import { date, identifier, publicText, text } from './schema-words.js';

/**
 * The protocol as its author writes it (protocol.yaml, or the body of `POST /v1/trials`). One schema gives the
 * type, the check, the published JSON Schema (schemas/protocol-1.schema.json) and the messages. Strict throughout: an
 * unknown key is an error, because a misspelt key is a promise that nobody keeps.
 */

const proportion = z.number().min(0).max(1);

const euros = z.number().min(0).max(1_000_000);

const contact = z.strictObject({
  name: text,
  email: z.email(),
  url: z.url({ protocol: /^https?$/ }),
});

const organisation = z.strictObject({ slug: identifier, name: text, contact });

const element = z.strictObject({
  id: identifier,
  name: publicText,
  technique: identifier,
  slot: identifier,
  text: text
    .optional()
    .describe(
      'The text in the letter, with merge fields; or a file: letters/….hbs. Required when Openbrief sends.',
    ),
  description: publicText
    .optional()
    .describe('What the element said, where the text itself was not published.'),
  claims: z.array(claim).max(20).default([]),
});

const arm = z.strictObject({
  id: identifier,
  name: publicText,
  weight: z.int().min(0).max(1_000_000).default(1),
  letter: z.boolean().default(true).describe('false: this arm gets no letter'),
  elements: z.array(identifier).max(20).default([]),
});

const moment = z.iso
  .datetime({ offset: true })
  .describe('Moment with its offset: 2026-03-02T12:00:00Z or 2026-03-02T13:00:00+01:00.');

const randomness = z.discriminatedUnion('beacon', [
  z.strictObject({
    beacon: z.literal('drand'),
    pulse: z
      .union([z.int().min(1).max(1_000_000_000_000), moment])
      .describe('A round of the chain quicknet, or a moment: then its first round from there on.'),
  }),
  z.strictObject({ beacon: z.literal('nist'), pulse: moment.describe('A whole minute.') }),
]);

const reminder = z.strictObject({
  afterDays: z
    .int()
    .min(1)
    .max(365)
    .describe('Days from the posting of the first mailing; it goes to those who have not responded by then.'),
  arms: z
    .array(identifier)
    .min(1)
    .max(64)
    .optional()
    .describe('Who gets it; every arm with a letter when left out. An arm without a letter can be named.'),
  letter: z
    .strictObject({
      subject: text.optional(),
      base: text.optional().describe('Its own base letter, or a file: letters/….hbs.'),
      elements: z
        .array(z.strictObject({ arm: identifier, elements: z.array(identifier).max(20) }))
        .max(64)
        .optional()
        .describe('For arms that have other elements than in their first letter.'),
    })
    .optional()
    .describe('What is other than in the first letter; the same letter when left out.'),
});

const covariateColumn = text.max(100).describe('A column of recipients.csv, known before the draw.');

const covariate = z.discriminatedUnion('kind', [
  z.strictObject({
    column: covariateColumn,
    kind: z.literal('number'),
    step: z
      .number()
      .gt(0)
      .max(1_000_000)
      .default(1)
      .describe('Numbers are rounded to multiples of this when the file comes in, and kept so.'),
  }),
  z.strictObject({ column: covariateColumn, kind: z.literal('category') }),
]);

const factor = z.strictObject({ id: identifier, name: publicText, element: identifier });

export const protocolSchema = z.strictObject({
  openbrief: z.literal(1).describe('Version of this format.'),
  trial: identifier.describe('Name of the trial in addresses; unique within the organisation.'),
  kind: z
    .enum(['trial', 'example', 'replay'])
    .default('trial')
    .describe(
      'example: simulated responses; replay: rebuilt from published counts. Both are marked everywhere.',
    ),
  title: publicText,
  organisation,
  authors: z.array(text).min(1).max(20),
  approval: z.strictObject({ by: text, on: date }).describe('By someone who is not an author.'),
  question: publicText,
  targetGroup: publicText,
  source: z
    .strictObject({ citation: text, url: z.url().optional(), caveats: z.array(publicText).default([]) })
    .optional()
    .describe('For a trial from elsewhere or a replay: where it was published and what to bear in mind.'),
  allocation: z
    .enum(['drawn', 'external'])
    .default('drawn')
    .describe('external: randomised outside Openbrief; recipients.csv has a column arm.'),
  randomness: randomness
    .optional()
    .describe(
      'A public randomness beacon whose later pulse is mixed into the draw: after registration, no later than the mailing.',
    ),
  unit: z.enum(['recipient', 'cluster']).default('recipient'),
  cluster: text.optional().describe('The column that names the cluster, when the unit is a cluster.'),
  strata: z.array(text).max(8).default([]).describe('Columns within whose values is randomised.'),
  covariates: z
    .array(covariate)
    .min(1)
    .max(8)
    .optional()
    .describe(
      'Columns known before the draw for which the comparisons are adjusted once more (Lin), beside the registered result.',
    ),
  arms: z.array(arm).min(2).max(64).optional(),
  factors: z
    .array(factor)
    .min(1)
    .max(5)
    .optional()
    .describe('Instead of arms: every combination of the factors is an arm.'),
  reference: identifier
    .optional()
    .describe('The arm that the others are compared with; for factors the arm with none of them.'),
  letter: z.strictObject({
    subject: text,
    base: text
      .optional()
      .describe(
        'The base letter, with slots and merge fields; or a file: letters/….hbs. Required when Openbrief sends.',
      ),
    sentBy: z.enum(['openbrief', 'elsewhere']).default('openbrief'),
    pages: z
      .int()
      .min(1)
      .max(20)
      .optional()
      .describe(
        'Pages that a letter may have at most, every variant, for the longest name and address. Left out: any number, as long as it is the same for everybody.',
      ),
    yourReference: text
      .max(100)
      .regex(/^[\w-]+$/)
      .optional()
      .describe('A column of recipients.csv that is printed as “Uw kenmerk” beside the address.'),
    enclosures: z
      .array(text.max(40))
      .min(1)
      .max(4)
      .optional()
      .describe(
        'What is in the envelope beside the letter; printed as “Bijlage” or “Bijlagen” beside the address.',
      ),
    disclosure: z
      .strictObject({ postponedBecause: publicText })
      .optional()
      .describe('Postpones the line that says that letters are compared; the reason becomes public.'),
    heldBack: z
      .strictObject({ because: publicText })
      .optional()
      .describe('Keeps the texts of the letters off the open page until the close; the reason is public.'),
  }),
  elements: z.array(element).max(40).default([]),
  reminders: z
    .array(reminder)
    .min(1)
    .max(10)
    .optional()
    .describe('In order. The window of a response stays that of the first mailing.'),
  testsRetracted: z
    .array(identifier)
    .default([])
    .describe('Techniques whose evidence was retracted and that this trial itself puts to the test.'),
  outcome: z.strictObject({
    response: identifier.default('response').describe('The kind of response that counts.'),
    description: publicText,
    windowDays: z.int().min(1).max(730).describe('Days from mailing in which a response counts.'),
  }),
  analysis: z
    .strictObject({
      confidenceLevel: z.number().min(0.5).max(0.9999).default(0.95),
      interval: z.enum(['newcombe', 'miettinen-nurminen']).default('newcombe'),
      multiplicity: z.enum(['holm', 'dunnett', 'benjamini-hochberg', 'none']).default('holm'),
      smallestWorthwhileUplift: proportion.describe('As a proportion: 0.014 is 1.4 percentage points.'),
    })
    .describe('The registered analysis; by intention to treat.'),
  looks: z
    .strictObject({
      boundary: z
        .enum(['obrien-fleming', 'pocock', 'confidence-sequence'])
        .describe(
          'How alpha is spent: by a Lan–DeMets function of that type; or an interval that holds at all times, however often one looks.',
        ),
      at: z
        .array(z.union([date, z.number().gt(0).lt(1)]))
        .max(10)
        .default([])
        .describe(
          'When: days, or shares of the recipients whose response window has closed. Empty for a confidence sequence.',
        ),
      afterDays: z
        .array(z.int().min(1).max(729))
        .min(1)
        .max(10)
        .optional()
        .describe(
          'Instead of `at`: so many days after the last letter was posted, counting everybody by the responses within so many days. For letters that go out on one day.',
        ),
    })
    .optional()
    .describe('Planned interim looks; blind: they only tell whether the boundary was crossed.'),
  power: z.strictObject({
    expectedResponse: proportion.describe('Expected response in the reference arm.'),
    recipients: z.int().min(1),
    power: z.number().min(0.5).max(0.999).default(0.8),
    designEffect: z
      .number()
      .min(1)
      .max(1000)
      .optional()
      .describe(
        'How many times clusters multiply the variance: 1 + (mean size − 1) · correlation; 1 unless told.',
      ),
    reasonIfUnderpowered: publicText
      .optional()
      .describe('Required when the power for the smallest worthwhile uplift is under 0.8, or under `power`.'),
  }),
  costs: z
    .strictObject({
      letter: euros,
      reminder: euros.default(0),
      phoneCall: euros.default(0),
      callsPerNonResponder: proportion.default(0),
    })
    .optional()
    .describe('In euros.'),
  planning: z.strictObject({ mailing: date, close: date, disclosure: date }),
  data: z.strictObject({
    purpose: publicText,
    legalGround: publicText,
    retainUntil: date,
    dpia: text,
  }),
  ethics: z
    .array(z.strictObject({ question: publicText, answer: publicText }))
    .min(1)
    .max(40),
});

/** The author's protocol after its defaults have been filled in. */
export type ProtocolFile = z.output<typeof protocolSchema>;

export type PublicText = z.output<typeof publicText>;
export type ProtocolElement = ProtocolFile['elements'][number];
export type ProtocolClaim = ProtocolElement['claims'][number];
export type ProtocolReminder = z.output<typeof reminder>;
export type ProtocolFactor = z.output<typeof factor>;

/** The JSON Schema (2020-12) of the author's protocol; published and kept fresh by a test. */
export function protocolJsonSchema(): Record<string, unknown> {
  return {
    $id: 'https://openbrief.example/schemas/protocol-1.schema.json',
    title: 'Openbrief protocol, format 1',
    ...z.toJSONSchema(protocolSchema, { io: 'input' }),
  };
}
