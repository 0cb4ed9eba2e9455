import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { recordAct } from '../../audit/record-act.js';
import type { Role } from '../../core/access.js';
import { DomainError } from '../../core/domain-error.js';
import type { Configuration } from '../../platform/configuration/configuration.js';
import { CONFIGURATION } from '../../platform/process/platform.module.js';
import { Chance, Clock } from '../../platform/process/time-and-chance.js';
import { Sealer } from '../../platform/sealing/sealer.js';
import type { SignedIn } from '../accounts.service.js';
import { IdentityWork } from '../identity-work.js';
import { OpenIdProvider, type ProviderClaims } from './openid-provider.js';

/** Time to sign in at the provider, with its own second step. */
const MINUTES = 15;

const KEY_BYTES = 32;

const SEALED_FOR = 'openid-sign-in';

const secretsSchema = z.object({ state: z.string(), nonce: z.string(), verifier: z.string() });

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

interface AccountRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly name: string;
  readonly email: string;
  readonly roles: Role[];
  readonly disabled_at: Date | null;
}

const COLUMNS = 'id, organisation_id, name, email, roles, disabled_at';

/** Sign-ins by the organisation's identity provider, from the button to a person that we know. */
@Injectable()
export class OpenIdSignInsService {
  constructor(
    private readonly unitOfWork: IdentityWork,
    private readonly provider: OpenIdProvider,
    private readonly sealer: Sealer,
    private readonly clock: Clock,
    private readonly chance: Chance,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /** @returns where to send the browser, and the key for its cookie */
  async begin(
    next: string,
  ): Promise<{ readonly address: string; readonly key: string; readonly expiresAt: Date }> {
    const { address, secrets } = await this.provider.begin();
    const key = this.chance.bytes(KEY_BYTES).toString('base64url');
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + MINUTES * 60_000);
    await this.unitOfWork.rows('delete from openid_sign_ins where expires_at < $1', [now]);
    await this.unitOfWork.rows(
      `insert into openid_sign_ins (state_sha256, browser_sha256, sealed, next, expires_at)
       values ($1, $2, $3, $4, $5)`,
      [
        sha256(secrets.state),
        sha256(key),
        this.sealer.seal(Buffer.from(JSON.stringify(secrets)), SEALED_FOR),
        next,
        expiresAt,
      ],
    );
    return { address, key, expiresAt };
  }

  /**
   * Who came back. The sign-in is taken from the table whatever follows, so that an answer counts once.
   * @param key of the cookie of the browser that began it
   * @throws DomainError `accounts:openid-refused`, `accounts:openid-unknown`, `accounts:openid-away`
   */
  async finish(query: URLSearchParams, key: string): Promise<{ account: SignedIn; next: string }> {
    const row = await this.unitOfWork.row<{ sealed: Buffer; next: string }>(
      `delete from openid_sign_ins where state_sha256 = $1 and browser_sha256 = $2 and expires_at > $3
       returning sealed, next`,
      [sha256(query.get('state') ?? ''), sha256(key), this.clock.now()],
    );
    if (row === undefined) throw new DomainError('forbidden', 'accounts:openid-refused');
    const secrets = secretsSchema.parse(
      JSON.parse(this.sealer.open(row.sealed, SEALED_FOR).toString('utf8')),
    );
    const account = await this.accountOf(await this.provider.finish(query, secrets));
    return { account, next: row.next };
  }

  /**
   * The account of a person: the one that is linked to them; else the one with their proven address, which is linked
   * from then on; else a new one, where the configuration says of which organisation.
   */
  private async accountOf(claims: ProviderClaims): Promise<SignedIn> {
    const roles = this.rolesOf(claims);
    return this.unitOfWork.transaction(async ({ client }) => {
      const one = async (sql: string, values: readonly unknown[]): Promise<AccountRow | undefined> =>
        (await client.query<AccountRow>(sql, [...values])).rows[0];
      const linked = await one(
        `select ${COLUMNS} from accounts where openid_issuer = $1 and openid_subject = $2 for update`,
        [claims.issuer, claims.subject],
      );
      const found =
        linked ??
        (await one(
          `update accounts set openid_issuer = $1, openid_subject = $2
           where email = $3 and openid_subject is null and disabled_at is null returning ${COLUMNS}`,
          [claims.issuer, claims.subject, claims.email ?? null],
        )) ??
        (await one(
          `insert into accounts (organisation_id, email, name, roles, created_at, openid_issuer, openid_subject)
           select o.id, $3, $4, $5, $6, $1, $2 from organisations o
           where o.slug = $7 and $3::text is not null and cardinality($5::text[]) > 0
           on conflict do nothing returning ${COLUMNS}`,
          [
            claims.issuer,
            claims.subject,
            claims.email ?? null,
            claims.name ?? claims.email ?? '',
            roles ?? [],
            this.clock.now(),
            this.configuration.openId?.organisation ?? null,
          ],
        ));
      if (found === undefined || found.disabled_at !== null || roles?.length === 0)
        throw new DomainError('forbidden', 'accounts:openid-unknown');
      if (roles !== undefined && roles.join() !== [...found.roles].sort().join())
        await client.query('update accounts set roles = $2 where id = $1', [found.id, roles]);
      const account = { account: found.id, roles: roles ?? found.roles };
      await recordAct(client, {
        at: this.clock.now(),
        actor: found.name,
        action: linked === undefined ? 'link-openid' : 'sign-in-openid',
        organisationId: found.organisation_id,
        trialId: null,
        detail: account,
      });
      return {
        accountId: found.id,
        organisationId: found.organisation_id,
        name: found.name,
        email: found.email,
        roles: roles ?? found.roles,
      };
    });
  }

  /** The roles that the provider's groups give, sorted; undefined where roles are kept here. */
  private rolesOf({ groups }: ProviderClaims): Role[] | undefined {
    const { openId } = this.configuration;
    if (openId?.rolesClaim === undefined) return undefined;
    const given = openId.roles.filter(({ group }) => groups.includes(group)).map(({ role }) => role);
    return [...new Set(given)].sort();
  }
}
