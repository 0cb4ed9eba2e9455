import { DomainError } from '../core/domain-error.js';
import type { BsnJudge } from '../core/post/bsn.js';

/**
 * Rule 10: a citizen service number is never stored; the whole file goes back, with the column's name.
 * @param judges one for each column, which has seen its cells
 * @throws DomainError `recipients:bsn-column`
 */
export function refuseBsnColumns(header: readonly string[], judges: readonly BsnJudge[]): void {
  const column = header.find((_name, place) => judges[place]?.isBsnColumn === true);
  if (column !== undefined) throw new DomainError('invalid', 'recipients:bsn-column', { column });
}
