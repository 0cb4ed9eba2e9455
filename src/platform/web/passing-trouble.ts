import { DomainError } from '../../core/domain-error.js';

/** Seconds after which trying again makes sense: a server that restarts is back by then. */
const RETRY_AFTER_S = 5;

/**
 * What the operating system and PostgreSQL (appendix A of its manual) say when a server is not there: refused, broken
 * off, shutting down, starting up, or with no connection to spare.
 */
const AWAY: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  '53300',
  '57P01',
  '57P02',
  '57P03',
]);

/** No room on a disk: PostgreSQL's, and the file system's own. */
const FULL: ReadonlySet<unknown> = new Set(['53100', 'ENOSPC', 'EDQUOT']);

/** The driver has no code for these. */
const AWAY_IN_WORDS = /^(Connection terminated|Client has encountered a connection error|timeout exceeded)/;

/**
 * Trouble of the machine that passes, and that is neither the sender's mistake nor ours: the sender is told to come back.
 * A transaction that it fell into was rolled back.
 * @returns undefined for any other error
 */
export function passingTrouble(error: unknown): DomainError | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error ? error.code : undefined;
  const params = { seconds: RETRY_AFTER_S };
  if (FULL.has(code)) return new DomainError('unavailable', 'platform:no-room-to-keep', params);
  if (AWAY.has(code) || AWAY_IN_WORDS.test(error.message))
    return new DomainError('unavailable', 'errors:http-503', params);
  return undefined;
}
