import { createHash } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';
import { recordAct } from '../audit/record-act.js';
import { roles, type Role } from '../core/access.js';
import { DomainError } from '../core/domain-error.js';
import { asSystem } from '../platform/database/scope.js';
import type { Work } from '../platform/database/unit-of-work.js';
import { Chance, Clock } from '../platform/process/time-and-chance.js';
import type { Actor } from './actor.js';
import { ARGON2, type SignedIn } from './accounts.service.js';
import { IdentityWork } from './identity-work.js';
import { checkPassword } from './passwords.service.js';
import { hasAdministrator } from './has-administrator.js';

/** A working week and a weekend: long enough for who is away, short enough for a link that went astray. */
const LINK_DAYS = 7;

/** 256 bits: a link can't be guessed at any rate. */
const KEY_BYTES = 32;

const keyHash = (key: string): Buffer => createHash('sha256').update(key).digest();

export interface Invitation {
  readonly organisation: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

/**
 * How people get in: an account is made without a password, and its owner chooses one by a link that works once. The
 * same link is for who forgot theirs. Nobody ever knows another's password, and there is none to begin with.
 */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly unitOfWork: IdentityWork,
    private readonly clock: Clock,
    private readonly chance: Chance,
  ) {}

  /**
   * Makes an account, or gives the one that has this address these roles; links that were sent before stop working.
   * @returns the key of the link: the only time that it can be read
   * @throws DomainError `trials:organisation-not-found`, `accounts:email-wrong`, `accounts:other-organisation`,
   * `accounts:last-administrator` where that would leave the organisation without one
   */
  async invite({ organisation, email, name, roles: given }: Invitation, actor: Actor): Promise<string> {
    const address = email.trim().toLowerCase();
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address) || address.length > 200)
      throw new DomainError('invalid', 'accounts:email-wrong');
    const key = this.chance.bytes(KEY_BYTES).toString('base64url');
    const now = this.clock.now();
    // Addresses are known once over all organisations; an organisation's own view would not show who has this one.
    const write = (work: (unit: Work) => Promise<void>): Promise<void> =>
      asSystem(() => this.unitOfWork.transaction(work));
    await write(async ({ client }) => {
      const organisations = await client.query<{ id: string }>(
        'select id from organisations where slug = $1',
        [organisation],
      );
      const organisationId = organisations.rows[0]?.id;
      if (organisationId === undefined) throw new DomainError('not-found', 'trials:organisation-not-found');
      // Two who take the role from one another wait for each other here; an organisation may begin without any.
      await client.query('select id from organisations where id = $1 for update', [organisationId]);
      const hadAdministrator = await hasAdministrator(client, organisationId);
      const accounts = await client.query<{ id: string }>(
        `insert into accounts (organisation_id, email, name, roles, created_at) values ($1, $2, $3, $4, $5)
         on conflict (email) do update set name = excluded.name, roles = excluded.roles
           where accounts.organisation_id = excluded.organisation_id and accounts.disabled_at is null
         returning id`,
        [organisationId, address, name, [...given], now],
      );
      const accountId = accounts.rows[0]?.id;
      if (accountId === undefined) throw new DomainError('conflict', 'accounts:other-organisation');
      if (hadAdministrator && !(await hasAdministrator(client, organisationId)))
        throw new DomainError('conflict', 'accounts:last-administrator');
      await client.query('delete from sign_in_links where account_id = $1', [accountId]);
      await client.query(
        `insert into sign_in_links (key_sha256, account_id, created_at, expires_at) values ($1, $2, $3, $4)`,
        [keyHash(key), accountId, now, new Date(now.getTime() + LINK_DAYS * 86_400_000)],
      );
      await recordAct(client, {
        at: now,
        actor: actor.name,
        action: 'invite',
        organisationId,
        trialId: null,
        detail: { account: accountId, roles: [...given] },
      });
    });
    return key;
  }

  /** Whose link it is. @throws DomainError `accounts:link-over` for one that was used, has expired or never was */
  async find(key: string): Promise<{ readonly name: string; readonly email: string }> {
    const row = await this.unitOfWork.row<{ name: string; email: string }>(
      `select a.name, a.email from sign_in_links l join accounts a on a.id = l.account_id
       where l.key_sha256 = $1 and l.expires_at > $2`,
      [keyHash(key), this.clock.now()],
    );
    if (row === undefined) throw new DomainError('not-found', 'accounts:link-over');
    return row;
  }

  /**
   * Sets the password, once. Sessions that were open end: a new password is often there because of them.
   * @throws DomainError `accounts:link-over`, and those of checkPassword
   */
  async accept(key: string, password: string, again: string): Promise<SignedIn> {
    checkPassword({ password, again }, await this.find(key));
    const passwordHash = await hash(password, ARGON2);
    return this.unitOfWork.transaction(async ({ client }) => {
      // Deleting is taking: of two that use a link at once, one gets the row.
      const taken = await client.query<{ account_id: string }>(
        'delete from sign_in_links where key_sha256 = $1 and expires_at > $2 returning account_id',
        [keyHash(key), this.clock.now()],
      );
      const accountId = taken.rows[0]?.account_id;
      if (accountId === undefined) throw new DomainError('not-found', 'accounts:link-over');
      await client.query('delete from sessions where account_id = $1', [accountId]);
      const { rows } = await client.query<{
        id: string;
        organisation_id: string;
        name: string;
        email: string;
        roles: Role[];
      }>(
        `update accounts set password_hash = $2 where id = $1
         returning id, organisation_id, name, email, roles`,
        [accountId, passwordHash],
      );
      const [row] = rows;
      if (row === undefined) throw new DomainError('not-found', 'accounts:link-over');
      await recordAct(client, {
        at: this.clock.now(),
        actor: row.name,
        action: 'choose-password',
        organisationId: row.organisation_id,
        trialId: null,
        detail: { account: row.id },
      });
      return {
        accountId: row.id,
        organisationId: row.organisation_id,
        name: row.name,
        email: row.email,
        roles: row.roles,
      };
    });
  }
}

/** Reads roles as somebody typed them, with commas or spaces between. */
export function readRoles(typed: string): Role[] {
  const words = typed.split(/[\s,]+/).filter((word) => word !== '');
  const unknown = words.find((word) => !roles.some((role) => role === word));
  if (unknown !== undefined || words.length === 0) {
    throw new DomainError('invalid', 'accounts:role-unknown', {
      role: (unknown ?? '').slice(0, 60),
      roles: roles.join(', '),
    });
  }
  return roles.filter((role) => words.includes(role));
}
