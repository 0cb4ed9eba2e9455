import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Chance } from '../platform/process/time-and-chance.js';
import type { SignedIn } from './accounts.service.js';
import { IdentityWork } from './identity-work.js';

const KEY_BYTES = 32;

const keyHash = (key: string): Buffer => createHash('sha256').update(key).digest();

/** The keys of private feeds: one an account, asked for by its owner, shown once and kept as a hash. */
@Injectable()
export class WaitingFeeds {
  constructor(
    private readonly unitOfWork: IdentityWork,
    private readonly chance: Chance,
  ) {}

  /** Makes a key; one that was there before stops working. @returns the key: the only time that it can be read */
  async make(accountId: string): Promise<string> {
    const key = this.chance.bytes(KEY_BYTES).toString('base64url');
    await this.unitOfWork.rows('update accounts set feed_key_sha256 = $2 where id = $1', [
      accountId,
      keyHash(key),
    ]);
    return key;
  }

  async end(accountId: string): Promise<void> {
    await this.unitOfWork.rows('update accounts set feed_key_sha256 = null where id = $1', [accountId]);
  }

  async has(accountId: string): Promise<boolean> {
    const row = await this.unitOfWork.row<{ has: boolean }>(
      'select feed_key_sha256 is not null as has from accounts where id = $1',
      [accountId],
    );
    return row?.has ?? false;
  }

  /** Whose feed it is; undefined for an unknown key, and for who has no access any more. */
  async ownerOf(key: string): Promise<SignedIn | undefined> {
    return this.unitOfWork.row<SignedIn>(
      `select id as "accountId", organisation_id as "organisationId", name, email, roles
       from accounts where feed_key_sha256 = $1 and disabled_at is null`,
      [keyHash(key)],
    );
  }
}
