import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Role } from '../core/access.js';
import { Chance, Clock } from '../platform/process/time-and-chance.js';
import type { SignedIn } from './accounts.service.js';
import { IdentityWork } from './identity-work.js';

/** A working day: long enough not to sign in twice before lunch, short enough for a laptop left behind. */
const SESSION_HOURS = 10;

/** NIST SP 800-63B-4 (2025), 2.2.3: an hour without a sign of life ends a session. */
const IDLE_MINUTES = 60;

/** How finely we know when somebody was last here: a write for each page would be one too many. */
const SEEN_EVERY_MS = 60_000;

/** 256 bits: a session key can't be guessed at any rate. */
const KEY_BYTES = 32;

/** How somebody came in: with a password of ours, or by the organisation's identity provider. */
export type SignInWay = 'password' | 'openid';

export interface Session {
  readonly id: string;
  readonly account: SignedIn;
  readonly via: SignInWay;
  /** Nothing else is possible until a second factor is set. */
  readonly enrolFirst: boolean;
  /** Proof that a form came from our own page; sent along by every form. */
  readonly csrfToken: string;
}

/** A session as its owner sees it. */
export interface SessionRecord {
  readonly id: string;
  readonly via: SignInWay;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
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

  /** @returns the key for the cookie, always a new one, and when it ends */
  async begin(
    account: Pick<SignedIn, 'accountId'>,
    {
      via = 'password',
      enrolFirst = false,
    }: { readonly via?: SignInWay; readonly enrolFirst?: boolean } = {},
  ): Promise<{ readonly key: string; readonly expiresAt: Date }> {
    const key = this.chance.bytes(KEY_BYTES).toString('base64url');
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + SESSION_HOURS * 3_600_000);
    await this.unitOfWork.transaction(async ({ client }) => {
      await client.query('delete from sessions where expires_at < $1', [now]);
      await client.query(
        `insert into sessions
           (key_sha256, account_id, csrf_token, created_at, last_seen_at, expires_at, via, enrol_first)
         values ($1, $2, $3, $4, $4, $5, $6, $7)`,
        [
          keyHash(key),
          account.accountId,
          this.chance.bytes(KEY_BYTES).toString('base64url'),
          now,
          expiresAt,
          via,
          enrolFirst,
        ],
      );
    });
    return { key, expiresAt };
  }

  /** The session of a key, unless it has ended, was idle too long, or its account is disabled. */
  async find(key: string): Promise<Session | undefined> {
    const now = this.clock.now();
    const row = await this.unitOfWork.row<{
      session_id: string;
      csrf_token: string;
      via: SignInWay;
      enrol_first: boolean;
      last_seen_at: Date;
      id: string;
      organisation_id: string;
      name: string;
      email: string;
      roles: Role[];
    }>(
      `select s.id as session_id, s.csrf_token, s.via, s.enrol_first, s.last_seen_at,
         a.id, a.organisation_id, a.name, a.email, a.roles
       from sessions s join accounts a on a.id = s.account_id
       where s.key_sha256 = $1 and s.expires_at > $2 and s.last_seen_at > $3 and a.disabled_at is null`,
      [keyHash(key), now, new Date(now.getTime() - IDLE_MINUTES * 60_000)],
    );
    if (row === undefined) return undefined;
    if (now.getTime() - row.last_seen_at.getTime() >= SEEN_EVERY_MS)
      await this.unitOfWork.rows('update sessions set last_seen_at = $2 where key_sha256 = $1', [
        keyHash(key),
        now,
      ]);
    return {
      id: row.session_id,
      csrfToken: row.csrf_token,
      via: row.via,
      enrolFirst: row.enrol_first,
      account: {
        accountId: row.id,
        organisationId: row.organisation_id,
        name: row.name,
        email: row.email,
        roles: row.roles,
      },
    };
  }

  /** Somebody's open sessions, the one that was used last first. */
  async list(accountId: string): Promise<readonly SessionRecord[]> {
    const now = this.clock.now();
    const rows = await this.unitOfWork.rows<{
      id: string;
      via: SignInWay;
      created_at: Date;
      last_seen_at: Date;
    }>(
      `select id, via, created_at, last_seen_at from sessions
       where account_id = $1 and expires_at > $2 and last_seen_at > $3 order by last_seen_at desc, id`,
      [accountId, now, new Date(now.getTime() - IDLE_MINUTES * 60_000)],
    );
    return rows.map(({ id, via, created_at, last_seen_at }) => ({
      id,
      via,
      createdAt: created_at,
      lastSeenAt: last_seen_at,
    }));
  }

  async end(key: string): Promise<void> {
    await this.unitOfWork.rows('delete from sessions where key_sha256 = $1', [keyHash(key)]);
  }

  /** Ends one of somebody's own sessions; another's is left alone. */
  async endOne(accountId: string, id: string): Promise<void> {
    await this.unitOfWork.rows('delete from sessions where account_id = $1 and id::text = $2', [
      accountId,
      id,
    ]);
  }

  /** Ends all sessions of somebody but this one. */
  async endOthers(accountId: string, id: string): Promise<void> {
    await this.unitOfWork.rows('delete from sessions where account_id = $1 and id <> $2', [accountId, id]);
  }

  /** The second factor is set: the session is an ordinary one from now on. */
  async enrolled(id: string): Promise<void> {
    await this.unitOfWork.rows('update sessions set enrol_first = false where id = $1', [id]);
  }
}
