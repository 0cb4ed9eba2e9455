import { z } from 'zod';
import { bookedStops, stopReasons } from '../mailings/withheld.js';
import { apiSchemas, waveNumber } from './schema-parts.js';
import { MAX_RESPONSES } from './intake-schemas.js';

/** What the API takes and gives about waves, and about who gets no letter; as in schema-parts.ts. */
const named = <Schema extends z.ZodType>(id: string, schema: Schema): Schema => {
  apiSchemas.add(schema, { id });
  return schema;
};

const count = z.int().min(0);
const moment = z.iso.datetime({ offset: true });
const day = z.iso.date();

/** Which wave a batch or a proof is of; numbers begin anew in each. */
export const waveQuery = z.strictObject({ wave: z.coerce.number().pipe(waveNumber).default(1) });

export const waveQueryDescription = {
  name: 'wave',
  required: false,
  schema: { type: 'integer' as const, minimum: 1, maximum: 99, default: 1 },
  description: '1 is the first mailing, 2 the first reminder.',
};

export const waveProgressSchema = named(
  'WaveProgress',
  z
    .strictObject({
      wave: waveNumber,
      plannedAt: moment,
      paused: z.strictObject({ at: moment, by: z.string() }).nullable().describe('null when it goes on'),
      batches: count,
      batchesToGo: count,
      batchesToHandOver: count,
      batchesHandedOver: count,
      letters: count,
      lettersRendered: count,
      lettersToGo: count,
      lettersHandedOver: count,
      withheld: z
        .record(z.string(), count)
        .describe('Who got none after all, by reason; with the letters they are all for whom it was meant.'),
      returned: count.describe('Letters that came back.'),
      firstPostedOn: day.nullable(),
      lastPostedOn: day.nullable(),
      lettersASecond: z.number().nullable().describe('Of the latest batches; null when that is not known'),
      expectedEnd: moment.nullable().describe('When the last letter is made; null when that is not known'),
    })
    .describe('How far a wave is, over all arms together.'),
);

const printable = (maximum: number) =>
  z
    .string()
    .trim()
    .max(maximum)
    .regex(/^\P{Cc}*$/u);

const searchShape = {
  letterCode: printable(40).min(1).optional(),
  reference: printable(200).min(1).optional(),
};

const found = ({
  letterCode,
  reference,
}: {
  letterCode?: string | undefined;
  reference?: string | undefined;
}): boolean => (letterCode === undefined) !== (reference === undefined);

const oneOf = { path: ['letterCode'], message: 'letterCode or reference is required, and not both' };

const addressShape = {
  street: printable(100).default(''),
  houseNumber: printable(20).default(''),
  addition: printable(20).default(''),
  postcode: printable(20).default(''),
  place: printable(100).default(''),
  country: printable(60).default('').describe('Left out for the Netherlands.'),
};

const madeLetters = z
  .array(
    z.strictObject({
      wave: waveNumber,
      batch: z.int(),
      state: z.enum(['rendered', 'handed-over']),
      postedOn: day.nullable(),
    }),
  )
  .describe('Letters that were made already: only the print shop can still take them out.');

export const stoppedLettersSchema = named(
  'StoppedLetters',
  z.strictObject({ ...searchShape, reason: z.enum(stopReasons) }).refine(found, oneOf),
);

export const stoppedSchema = named(
  'Stopped',
  z.strictObject({ isNew: z.boolean().describe('false when this was booked before'), made: madeLetters }),
);

export const resumedLettersSchema = named(
  'ResumedLetters',
  z
    .strictObject({
      ...searchShape,
      booked: z.enum(bookedStops).describe('What was booked by mistake.'),
      why: printable(300)
        .min(1)
        .describe('Why it was a mistake, in words that name nobody; kept in the audit trail.'),
    })
    .refine(found, oneOf),
);

export const resumedSchema = named(
  'Resumed',
  z.strictObject({
    missed: z.array(waveNumber).describe('Waves that were made in the meantime without a letter to them.'),
  }),
);

export const addressChangeSchema = named(
  'AddressChange',
  z.strictObject({ ...searchShape, ...addressShape }).refine(found, oneOf),
);

export const addressChangedSchema = named('AddressChanged', z.strictObject({ made: madeLetters }));

export const optOutSchema = named(
  'OptOut',
  z
    .strictObject({
      reference: printable(200).min(1).optional(),
      initials: printable(100).default(''),
      surname: printable(100).default(''),
      businessName: printable(100).default(''),
      ...addressShape,
    })
    .describe('A reference of your own; or a name with an address. Kept as a hash under a key of your own.'),
);

export const optOutKeptSchema = named(
  'OptOutKept',
  z.strictObject({ changed: z.boolean().describe('false when it was so already') }),
);

export const optOutCountsSchema = named(
  'OptOutCounts',
  z
    .strictObject({ reference: count, address: count })
    .describe('How many are in the list, by how they are kept.'),
);

export const undeliverablesSchema = named(
  'Undeliverables',
  z
    .array(
      z
        .strictObject({
          ...searchShape,
          returnedOn: day,
          wave: waveNumber.optional().describe('The latest that was posted by then, when it is left out.'),
        })
        .refine(found, oneOf),
    )
    .min(1)
    .max(MAX_RESPONSES),
);
