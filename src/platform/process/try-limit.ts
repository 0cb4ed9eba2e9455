import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { DomainError } from '../../core/domain-error.js';
import type { UnitOfWork } from '../database/unit-of-work.js';
import { outsideRehearsal } from './rehearsing.js';
import type { Clock } from './time-and-chance.js';

/** How long attempts count. */
export const WINDOW_MINUTES = 15;

/** Something that may be tried so many times in a window: its name, what it is about, and how often. */
export interface Limit {
  readonly name: string;
  /** What tells one from another: an address, an account. Only a hash of it is kept. */
  readonly of: readonly string[];
  readonly most: number;
}

/** One customer has a network of sixty-four bits in IPv6, so its first half is who it is. */
export const placeOf = (address: string): string =>
  isIPv6(address) && !address.startsWith('::ffff:') ? address.split(':').slice(0, 4).join(':') : address;

/** What is kept of what was tried, instead of it. */
export const keyOf = ({ name, of }: Pick<Limit, 'name' | 'of'>): Buffer =>
  createHash('sha256')
    .update([name, ...of].join('\0'), 'utf8')
    .digest();

/** The refusal of one attempt too many; its words are told the minutes to wait from `now`. */
export function tooMany(code: string, now: Date, beganAt: Date): DomainError {
  const minutes = WINDOW_MINUTES - (now.getTime() - beganAt.getTime()) / 60_000;
  return new DomainError('too-many', code, { minutes: Math.ceil(minutes) });
}

/** Counts attempts in the database, so that all processes hold up the same guesser. */
export class TryLimit {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * Books an attempt before it is looked at, so that many at once don't slip through.
   * @param code of the refusal; its words are told the `minutes` to wait
   * @throws DomainError of kind `too-many`
   */
  async book(limits: readonly Limit[], code: string): Promise<void> {
    const now = outsideRehearsal(() => this.clock.now());
    const since = new Date(now.getTime() - WINDOW_MINUTES * 60_000);
    await this.unitOfWork.rows('delete from tries where began_at < $1', [since]);
    for (const limit of limits) {
      const row = await this.unitOfWork.row<{ count: number; began_at: Date }>(
        `insert into tries (key_sha256, count, began_at) values ($1, 1, $2)
         on conflict (key_sha256) do update set count = tries.count + 1 returning count, began_at`,
        [keyOf(limit), now],
      );
      if (row !== undefined && row.count > limit.most) {
        throw tooMany(code, now, row.began_at);
      }
    }
  }

  /** Forgets the attempts: who got it right had mistyped before. */
  async forget(limit: Pick<Limit, 'name' | 'of'>): Promise<void> {
    await this.unitOfWork.rows('delete from tries where key_sha256 = $1', [keyOf(limit)]);
  }
}
