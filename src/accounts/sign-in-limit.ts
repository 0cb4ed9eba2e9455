import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { Injectable } from '@nestjs/common';
import { DomainError } from '../core/domain-error.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Clock } from '../platform/process/time-and-chance.js';

/** How long failures count. */
const WINDOW_MINUTES = 15;

/** Wrong passwords for one account from one place: more than anybody mistypes. */
const TRIES_FOR_ACCOUNT = 10;

/** From one place for all accounts together: an office behind one address signs in a good deal. */
const TRIES_FROM_PLACE = 200;

/** One customer has a network of sixty-four bits in IPv6, so its first half is who it is. */
const placeOf = (address: string): string =>
  isIPv6(address) && !address.startsWith('::ffff:') ? address.split(':').slice(0, 4).join(':') : address;

const keyOf = (...parts: readonly string[]): Buffer =>
  createHash('sha256').update(parts.join('\0'), 'utf8').digest();

/**
 * Holds up who guesses passwords. What is counted is an account from one place, and a place; never an account alone,
 * or anybody could lock a colleague out. Only hashes are kept: neither addresses nor who tried.
 */
@Injectable()
export class SignInLimit {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * Books an attempt before its password is looked at, so that many at once don't slip through.
   * @param address IP address that the attempt came from
   * @throws DomainError `accounts:too-many-tries` with the minutes to wait
   */
  async book(email: string, address: string): Promise<void> {
    const place = placeOf(address);
    const now = this.clock.now();
    const since = new Date(now.getTime() - WINDOW_MINUTES * 60_000);
    await this.unitOfWork.rows('delete from sign_in_tries where began_at < $1', [since]);
    const limits = [
      [keyOf('account', email.trim().toLowerCase(), place), TRIES_FOR_ACCOUNT],
      [keyOf('place', place), TRIES_FROM_PLACE],
    ] as const;
    for (const [key, most] of limits) {
      const row = await this.unitOfWork.row<{ failures: number; began_at: Date }>(
        `insert into sign_in_tries (key_sha256, failures, began_at) values ($1, 1, $2)
         on conflict (key_sha256) do update set failures = sign_in_tries.failures + 1
         returning failures, began_at`,
        [key, now],
      );
      if (row !== undefined && row.failures > most) {
        const minutes = WINDOW_MINUTES - (now.getTime() - row.began_at.getTime()) / 60_000;
        throw new DomainError('too-many', 'accounts:too-many-tries', { minutes: Math.ceil(minutes) });
      }
    }
  }

  /** Forgets the failures of an account from a place: who signed in mistyped before. */
  async forget(email: string, address: string): Promise<void> {
    await this.unitOfWork.rows('delete from sign_in_tries where key_sha256 = $1', [
      keyOf('account', email.trim().toLowerCase(), placeOf(address)),
    ]);
  }
}
