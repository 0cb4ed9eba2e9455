import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Role } from '../core/access.js';
import { Chance, Clock } from '../platform/process/time-and-chance.js';
import type { SignedIn } from './accounts.service.js';
import { IdentityWork } from './identity-work.js';

/** A working day: long enough not to sign in twice before lunch, short enough for a laptop left behind. */
const SESSION_HOURS = 10;

/** 256 bits: a session key can't be guessed at any rate. */
const KEY_BYTES = 32;

export interface Session {
  readonly account: SignedIn;
  /** Proof that a form came from our own page; sent along by every form. */
  readonly csrfToken: string;
}

const keyHash = (key: string): Buffer => createHash('sha256').update(key).digest();

/** Sessions in PostgreSQL: they outlive a restart and are shared by all processes. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly unitOfWork: IdentityWork,
    private readonly clock: Clock,
    private readonly chance: Chance,
  ) {}

  /** @returns the key for the cookie, and when it ends */
  async begin(account: SignedIn): Promise<{ readonly key: string; readonly expiresAt: Date }> {
    const key = this.chance.bytes(KEY_BYTES).toString('base64url');
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + SESSION_HOURS * 3_600_000);
    await this.unitOfWork.transaction(async ({ client }) => {
      await client.query('delete from sessions where expires_at < $1', [now]);
      await client.query(
        `insert into sessions (key_sha256, account_id, csrf_token, created_at, expires_at)
         values ($1, $2, $3, $4, $5)`,
        [keyHash(key), account.accountId, this.chance.bytes(KEY_BYTES).toString('base64url'), now, expiresAt],
      );
    });
    return { key, expiresAt };
  }

  async find(key: string): Promise<Session | undefined> {
    const row = await this.unitOfWork.row<{
      csrf_token: string;
      id: string;
      organisation_id: string;
      name: string;
      email: string;
      roles: Role[];
    }>(
      `select s.csrf_token, a.id, a.organisation_id, a.name, a.email, a.roles
       from sessions s join accounts a on a.id = s.account_id
       where s.key_sha256 = $1 and s.expires_at > $2`,
      [keyHash(key), this.clock.now()],
    );
    if (row === undefined) return undefined;
    return {
      csrfToken: row.csrf_token,
      account: {
        accountId: row.id,
        organisationId: row.organisation_id,
        name: row.name,
        email: row.email,
        roles: row.roles,
      },
    };
  }

  async end(key: string): Promise<void> {
    await this.unitOfWork.rows('delete from sessions where key_sha256 = $1', [keyHash(key)]);
  }
}
