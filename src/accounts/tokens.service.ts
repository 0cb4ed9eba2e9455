import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { actions, type Action } from '../core/access.js';
import { DomainError } from '../core/domain-error.js';
import { Chance, Clock } from '../platform/process/time-and-chance.js';
import type { Actor } from './actor.js';
import { IdentityWork } from './identity-work.js';

const TOKEN_BYTES = 32;
const TOKEN_DAYS = 365;

/** So that a token that leaks into a log or a repository is recognised for what it is. */
const PREFIX = 'openbrief_';

const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();

/** A system that showed its token: in whose name it comes, and what it may do. */
export interface Bearer {
  readonly actor: Actor & { readonly organisationId: string };
  readonly scopes: readonly Action[];
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
   * @param scopes what the system may do: no more than it needs
   * @returns the token: the only time that it can be read
   */
  async create(organisationSlug: string, name: string, scopes: readonly Action[]): Promise<string> {
    const token = PREFIX + this.chance.bytes(TOKEN_BYTES).toString('base64url');
    const now = this.clock.now();
    const rows = await this.unitOfWork.rows(
      `insert into api_tokens (organisation_id, name, token_sha256, created_at, expires_at, scopes)
       select id, $2, $3, $4, $5, $6 from organisations where slug = $1 returning id`,
      [
        organisationSlug,
        name,
        tokenHash(token),
        now,
        new Date(now.getTime() + TOKEN_DAYS * 86_400_000),
        [...scopes],
      ],
    );
    if (rows.length === 0) throw new DomainError('not-found', 'trials:organisation-not-found');
    return token;
  }

  /** @throws DomainError `accounts:token-refused` for a token that is unknown or has expired */
  async bearerOf(token: string): Promise<Bearer> {
    const row = await this.unitOfWork.row<{ name: string; organisation_id: string; scopes: Action[] }>(
      'select name, organisation_id, scopes from api_tokens where token_sha256 = $1 and expires_at > $2',
      [tokenHash(token), this.clock.now()],
    );
    if (row === undefined) throw new DomainError('unauthenticated', 'accounts:token-refused');
    return {
      actor: { accountId: null, name: `token ${row.name}`, organisationId: row.organisation_id },
      scopes: row.scopes,
    };
  }
}

/** Reads scopes as somebody typed them, with commas or spaces between; `all` is every one. */
export function readScopes(typed: string): Action[] {
  const words = typed.split(/[\s,]+/).filter((word) => word !== '');
  if (words.length === 1 && words[0] === 'all') return [...actions];
  const unknown = words.find((word) => !actions.some((action) => action === word));
  if (unknown !== undefined || words.length === 0) {
    throw new DomainError('invalid', 'accounts:scope-unknown', {
      scope: (unknown ?? '').slice(0, 60),
      scopes: actions.join(', '),
    });
  }
  return actions.filter((action) => words.includes(action));
}
