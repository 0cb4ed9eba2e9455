import type { PoolClient } from 'pg';
import { DomainError } from '../core/domain-error.js';
import { readLetterCode } from '../core/post/letter-code.js';

/** How somebody who calls or writes is found: by what stands on their letter. */
export interface RecipientSearch {
  readonly reference?: string | undefined;
  /** As somebody typed it. */
  readonly letterCode?: string | undefined;
}

/**
 * The number of a recipient of this trial.
 * @throws DomainError `recipients:not-found` when nobody has this code or reference, `recipients:search-empty`
 */
export async function findRecipient(
  client: PoolClient,
  trialId: string,
  { reference, letterCode }: RecipientSearch,
): Promise<number> {
  const code = letterCode === undefined ? undefined : readLetterCode(letterCode);
  if (letterCode === undefined && reference === undefined)
    throw new DomainError('invalid', 'recipients:search-empty');
  const { rows } =
    letterCode === undefined
      ? await client.query<{ number: number }>(
          'select number from recipients where trial_id = $1 and reference = $2',
          [trialId, reference?.trim()],
        )
      : await client.query<{ number: number }>(
          'select number from allocations where trial_id = $1 and letter_code = $2',
          [trialId, code ?? ''],
        );
  const number = rows[0]?.number;
  if (number === undefined) throw new DomainError('not-found', 'recipients:not-found');
  return number;
}
