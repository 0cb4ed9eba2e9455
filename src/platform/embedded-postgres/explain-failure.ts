import { DomainError } from '../../core/domain-error.js';

const FULL = new Set(['ENOSPC', 'EDQUOT']);
const REFUSED = new Set(['EACCES', 'EPERM', 'EROFS']);

/**
 * The operator's words for a failure of the operating system.
 * @returns a DomainError for a full disk or a folder that we may not write; anything else unchanged
 */
export function explainFailure(error: unknown, dataFolder: string): unknown {
  if (!(error instanceof Error)) return error;
  const said = error instanceof DomainError ? String(error.params['reason']) : error.message;
  const code = 'code' in error ? String(error.code) : '';
  if (FULL.has(code) || /no space left|disk quota/i.test(said))
    return new DomainError('unavailable', 'platform:disk-full', { folder: dataFolder });
  // Node.js reports a read-only disk as ENOENT when it makes several folders at once.
  const couldNotMake = 'syscall' in error && error.syscall === 'mkdir';
  if (REFUSED.has(code) || couldNotMake)
    return new DomainError('unavailable', 'platform:folder-refused', { folder: dataFolder });
  return error;
}
