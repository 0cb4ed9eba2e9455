import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Role } from '../../core/access.js';
import { DomainError } from '../../core/domain-error.js';
import { Chance, Clock } from '../../platform/process/time-and-chance.js';
import type { SignedIn } from '../accounts.service.js';
import { IdentityWork } from '../identity-work.js';

/** Time to find the telephone. */
const MINUTES = 10;

const KEY_BYTES = 32;

const keyHash = (key: string): Buffer => createHash('sha256').update(key).digest();

export interface PendingSignIn {
  readonly account: SignedIn;
  /** Where the person was going: a path of our own. */
  readonly next: string;
}

/** Those whose password was right and whose code is still asked for. */
@Injectable()
export class PendingSignInsService {
  constructor(
    private readonly unitOfWork: IdentityWork,
    private readonly clock: Clock,
    private readonly chance: Chance,
  ) {}

  /** @returns the key for the cookie, and when it ends */
  async begin(accountId: string, next: string): Promise<{ readonly key: string; readonly expiresAt: Date }> {
    const key = this.chance.bytes(KEY_BYTES).toString('base64url');
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + MINUTES * 60_000);
    await this.unitOfWork.rows('delete from pending_sign_ins where expires_at < $1', [now]);
    await this.unitOfWork.rows(
      'insert into pending_sign_ins (key_sha256, account_id, next, expires_at) values ($1, $2, $3, $4)',
      [keyHash(key), accountId, next, expiresAt],
    );
    return { key, expiresAt };
  }

  /** @throws DomainError `accounts:sign-in-over` when it took too long, or was finished already */
  async find(key: string): Promise<PendingSignIn> {
    const row = await this.unitOfWork.row<{
      id: string;
      organisation_id: string;
      name: string;
      email: string;
      roles: Role[];
      next: string;
    }>(
      `select a.id, a.organisation_id, a.name, a.email, a.roles, p.next
       from pending_sign_ins p join accounts a on a.id = p.account_id
       where p.key_sha256 = $1 and p.expires_at > $2 and a.disabled_at is null`,
      [keyHash(key), this.clock.now()],
    );
    if (row === undefined) throw new DomainError('unauthenticated', 'accounts:sign-in-over');
    const { id, organisation_id, next, ...person } = row;
    return { account: { accountId: id, organisationId: organisation_id, ...person }, next };
  }

  async end(key: string): Promise<void> {
    await this.unitOfWork.rows('delete from pending_sign_ins where key_sha256 = $1', [keyHash(key)]);
  }
}
