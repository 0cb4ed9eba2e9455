import type { z } from 'zod';
import type { responsesSchema } from './intake-schemas.js';
import type { undeliverablesSchema } from './wave-schemas.js';

/** A cell in quotes as it is: the file is for our own reader, and a reference may begin with a minus. */
const cell = (value: string | undefined): string => `"${(value ?? '').replaceAll('"', '""')}"`;

/** Responses that came as JSON, as the file that responses otherwise come in: line 2 is the first of them. */
export function responsesCsv(responses: z.output<typeof responsesSchema>): string {
  const lines = responses.map(({ letterCode, reference, kind, respondedOn }) =>
    [letterCode, reference, kind, respondedOn].map(cell).join(','),
  );
  return ['letterCode,reference,kind,respondedOn', ...lines, ''].join('\r\n');
}

/** Letters that came back that came as JSON, in the same way. */
export function undeliverablesCsv(letters: z.output<typeof undeliverablesSchema>): string {
  const lines = letters.map(({ letterCode, reference, returnedOn, wave }) =>
    [letterCode, reference, returnedOn, wave?.toString()].map(cell).join(','),
  );
  return ['letterCode,reference,returnedOn,wave', ...lines, ''].join('\r\n');
}
