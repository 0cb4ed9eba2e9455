import type { z } from 'zod';
import { DomainError } from '../core/domain-error.js';
import { readAddress } from '../core/post/dutch-address.js';
import type { OptOutEntry } from '../recipients/opt-out-matcher.js';
import type { optOutSchema } from './wave-schemas.js';

/**
 * Somebody who wants no letters, as the list keeps them: by reference where there is one.
 * @throws DomainError with what is wrong with the address, as at the import
 */
export function optOutEntry({
  reference,
  initials,
  surname,
  businessName,
  ...written
}: z.output<typeof optOutSchema>): OptOutEntry {
  if (reference !== undefined) return { kind: 'reference', reference };
  const read = readAddress(written);
  if (!read.ok) throw new DomainError('invalid', `recipients:${read.fault}`, { column: read.column });
  const name = { initials, prefix: '', surname, gender: 'unknown', businessName } as const;
  return { kind: 'address', name, address: read.address };
}
