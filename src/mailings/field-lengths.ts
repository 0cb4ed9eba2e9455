import type { PoolClient } from 'pg';
import { FIELDS_AT } from '../recipients/personal-data.js';
import type { PersonalBox } from '../recipients/personal-box.js';
import { readPersonalData } from '../recipients/read-personal-data.js';
import type { FieldLengths } from './proof-recipients.js';

/** How short and how long, in characters, each of the agency's own columns is in the list: lengths, and no values. */
export async function fieldLengths(
  client: PoolClient,
  trialId: string,
  box: PersonalBox,
): Promise<FieldLengths[]> {
  const found = new Map<string, { shortest: number; longest: number }>();
  await readPersonalData(client, trialId, box, (_number, list) => {
    const fields = list[FIELDS_AT];
    if (typeof fields !== 'object' || fields === null) return;
    for (const [field, value] of Object.entries(fields)) {
      const { length } = [...String(value)];
      const known = found.get(field);
      if (known === undefined) found.set(field, { shortest: length, longest: length });
      else {
        known.shortest = Math.min(known.shortest, length);
        known.longest = Math.max(known.longest, length);
      }
    }
  });
  return [...found].map(([field, lengths]) => ({ field, ...lengths }));
}
