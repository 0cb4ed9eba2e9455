import { DomainError } from '../core/domain-error.js';
import { promisedPulse } from '../core/randomisation/promised-pulse.js';
import type { Protocol } from './protocol/protocol.js';

/** A moment in a message: to the second, in UTC, as beacons count. */
export const utcMoment = (at: Date): string => `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/**
 * A pulse that is out already could have been chosen for what it does.
 * @throws DomainError `trials:pulse-not-after-registration`
 */
export function refusePastPulse({ randomness }: Pick<Protocol, 'randomness'>, now: Date): void {
  if (randomness === undefined) return;
  const { at } = promisedPulse(randomness);
  if (at.getTime() <= now.getTime()) {
    throw new DomainError('invalid', 'trials:pulse-not-after-registration', { at: utcMoment(at) });
  }
}
