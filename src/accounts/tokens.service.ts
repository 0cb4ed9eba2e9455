import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { scopes as grantable, type Action, type Role } from '../core/access.js';
import { DomainError } from '../core/domain-error.js';
import { Chance, Clock } from '../platform/process/time-and-chance.js';
import { recordAct } from '../audit/record-act.js';
import { commandLine, type Actor } from './actor.js';
import { IdentityWork } from './identity-work.js';

const TOKEN_BYTES = 32;

/** A year: whoever forgot a token is reminded of it by its end. */
export const LONGEST_DAYS = 365;

/** So that a token that leaks into a log or a repository is recognised for what it is. */
const PREFIX = 'openbrief_';

const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();

/** A system that showed its token: in whose name it comes, and what it may do. */
export interface Bearer {
  readonly actor: Actor & { readonly organisationId: string };
  /** To whom the token belongs; null where nobody can be named, and for who has no access any more. */
  readonly person: {
    readonly accountId: string;
    readonly name: string;
    readonly roles: readonly Role[];
  } | null;
  readonly scopes: readonly Action[];
}

/** A token as its organisation sees it: never the token itself. */
export interface TokenRecord {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Action[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** To the day; null when it was never used. */
  readonly lastUsedAt: Date | null;
}

/** Tokens of other systems: shown once, kept as a hash, and they expire. */
@Injectable()
export class TokensService {
  constructor(
    private readonly unitOfWork: IdentityWork,
    private readonly clock: Clock,
    private readonly chance: Chance,
  ) {}

  /**
   * @param asked what the system may do: no more than it needs; what only a person can do is left out
   * @returns the token: the only time that it can be read
   */
  async create(
    organisationSlug: string,
    name: string,
    asked: readonly Action[],
    { days = LONGEST_DAYS, actor = commandLine }: { readonly days?: number; readonly actor?: Actor } = {},
  ): Promise<string> {
    const scopes = grantable.filter((scope) => asked.includes(scope));
    const token = PREFIX + this.chance.bytes(TOKEN_BYTES).toString('base64url');
    const now = this.clock.now();
    await this.unitOfWork.transaction(async ({ client }) => {
      const { rows } = await client.query<{ id: string; organisation_id: string }>(
        `insert into api_tokens (organisation_id, name, token_sha256, created_at, expires_at, scopes, made_by)
         select id, $2, $3, $4, $5, $6, $7 from organisations where slug = $1 returning id, organisation_id`,
        [
          organisationSlug,
          name,
          tokenHash(token),
          now,
          new Date(now.getTime() + days * 86_400_000),
          scopes,
          actor.accountId,
        ],
      );
      const [row] = rows;
      if (row === undefined) throw new DomainError('not-found', 'trials:organisation-not-found');
      await recordAct(client, {
        at: now,
        actor: actor.name,
        action: 'make-token',
        organisationId: row.organisation_id,
        trialId: null,
        detail: { token: row.id, scopes, days },
      });
    });
    return token;
  }

  /** The tokens of an organisation that work, the newest first. */
  async list(organisationId: string): Promise<readonly TokenRecord[]> {
    const rows = await this.unitOfWork.rows<{
      id: string;
      name: string;
      scopes: Action[];
      created_at: Date;
      expires_at: Date;
      last_used_at: Date | null;
    }>(
      `select id, name, scopes, created_at, expires_at, last_used_at from api_tokens
       where organisation_id = $1 and revoked_at is null and expires_at > $2 order by created_at desc, id desc`,
      [organisationId, this.clock.now()],
    );
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      scopes: row.scopes,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
      lastUsedAt: row.last_used_at,
    }));
  }

  /** Ends a token for good. @throws DomainError `accounts:token-unknown` for one of another organisation too */
  async revoke(organisationId: string, id: string, actor: Actor): Promise<void> {
    const now = this.clock.now();
    await this.unitOfWork.transaction(async ({ client }) => {
      const { rowCount } = await client.query(
        `update api_tokens set revoked_at = $3
         where organisation_id = $1 and id::text = $2 and revoked_at is null`,
        [organisationId, id, now],
      );
      if (rowCount === 0) throw new DomainError('not-found', 'accounts:token-unknown');
      await recordAct(client, {
        at: now,
        actor: actor.name,
        action: 'revoke-token',
        organisationId,
        trialId: null,
        detail: { token: id },
      });
    });
  }

  /** @throws DomainError `accounts:token-refused` for a token that is unknown or has expired */
  async bearerOf(token: string): Promise<Bearer> {
    const now = this.clock.now();
    const row = await this.unitOfWork.row<{
      name: string;
      organisation_id: string;
      scopes: Action[];
      person: Bearer['person'];
    }>(
      `select k.name, k.organisation_id, k.scopes,
              case when a.id is not null
                then jsonb_build_object('accountId', a.id, 'name', a.name, 'roles', a.roles) end as person
       from api_tokens k
       left join accounts a on a.id = k.made_by and a.organisation_id = k.organisation_id and a.disabled_at is null
       where k.token_sha256 = $1 and k.expires_at > $2 and k.revoked_at is null`,
      [tokenHash(token), now],
    );
    if (row === undefined) throw new DomainError('unauthenticated', 'accounts:token-refused');
    // Once a day is enough to see that a token is still in use; a write for each call would be one too many.
    await this.unitOfWork.rows(
      `update api_tokens set last_used_at = $2
       where token_sha256 = $1 and (last_used_at is null or last_used_at < $3)`,
      [tokenHash(token), now, new Date(now.getTime() - 86_400_000)],
    );
    return {
      actor: { accountId: null, name: `token ${row.name}`, organisationId: row.organisation_id },
      scopes: row.scopes,
      person: row.person,
    };
  }
}

/** Reads scopes as somebody typed them, with commas or spaces between; `all` is every one. */
export function readScopes(typed: string): Action[] {
  const words = typed.split(/[\s,]+/).filter((word) => word !== '');
  if (words.length === 1 && words[0] === 'all') return [...grantable];
  const unknown = words.find((word) => !grantable.some((scope) => scope === word));
  if (unknown !== undefined || words.length === 0) {
    throw new DomainError('invalid', 'accounts:scope-unknown', {
      scope: (unknown ?? '').slice(0, 60),
      scopes: grantable.join(', '),
    });
  }
  return grantable.filter((scope) => words.includes(scope));
}
