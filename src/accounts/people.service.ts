import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { recordAct } from '../audit/record-act.js';
import type { Role } from '../core/access.js';
import { DomainError } from '../core/domain-error.js';
import { Clock } from '../platform/process/time-and-chance.js';
import type { SignedIn } from './accounts.service.js';
import { IdentityWork } from './identity-work.js';
import { SecondFactorService } from './second-factor/second-factor.service.js';
import { hasAdministrator } from './has-administrator.js';

/** A colleague as an administrator sees them. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  readonly disabledAt: Date | null;
  /** Has chosen a password, or comes in by the identity provider. */
  readonly hasSignIn: boolean;
  readonly hasSecondFactor: boolean;
}

const SELECT = `select id, name, email, roles, disabled_at as "disabledAt",
    password_hash is not null or openid_subject is not null as "hasSignIn",
    totp_sealed is not null as "hasSecondFactor"
  from accounts where organisation_id = $1`;

/** What an administrator does about the people of their own organisation; those of another are not found. */
@Injectable()
export class PeopleService {
  constructor(
    private readonly unitOfWork: IdentityWork,
    private readonly clock: Clock,
    private readonly secondFactor: SecondFactorService,
  ) {}

  async list(organisationId: string): Promise<readonly Person[]> {
    return this.unitOfWork.rows<Person & { [column: string]: unknown }>(
      `${SELECT} order by lower(name), id`,
      [organisationId],
    );
  }

  /** @throws DomainError `accounts:person-unknown` */
  async get(organisationId: string, id: string): Promise<Person> {
    const person = await this.unitOfWork.row<Person & { [column: string]: unknown }>(
      `${SELECT} and id::text = $2`,
      [organisationId, id],
    );
    if (person === undefined) throw new DomainError('not-found', 'accounts:person-unknown');
    return person;
  }

  /** @throws DomainError `accounts:last-administrator`, `accounts:person-unknown`, `accounts:no-role` */
  async changeRoles(by: SignedIn, id: string, roles: readonly Role[]): Promise<void> {
    if (roles.length === 0) throw new DomainError('invalid', 'accounts:no-role');
    await this.change(by, id, 'change-roles', { roles: [...roles] }, (client) =>
      client.query('update accounts set roles = $2 where id = $1', [id, [...roles]]),
    );
  }

  /** Keeps somebody out: open sessions, links and sign-ins under way end at once. What they did stays theirs. */
  async disable(by: SignedIn, id: string): Promise<void> {
    if (by.accountId === id) throw new DomainError('conflict', 'accounts:not-yourself');
    await this.change(by, id, 'disable-account', {}, async (client) => {
      await client.query('update accounts set disabled_at = coalesce(disabled_at, $2) where id = $1', [
        id,
        this.clock.now(),
      ]);
      for (const table of ['sessions', 'sign_in_links', 'pending_sign_ins'])
        await client.query(`delete from ${table} where account_id = $1`, [id]);
    });
  }

  async enable(by: SignedIn, id: string): Promise<void> {
    await this.change(by, id, 'enable-account', {}, (client) =>
      client.query('update accounts set disabled_at = null where id = $1', [id]),
    );
  }

  /** For who lost the telephone and the paper; whoever has to have a second factor sets a new one at sign-in. */
  async removeSecondFactor(by: SignedIn, id: string): Promise<void> {
    await this.get(by.organisationId, id);
    await this.unitOfWork.transaction(async (work) => {
      await work.client.query('delete from sessions where account_id = $1', [id]);
      await this.secondFactor.remove(work, id, by);
    });
  }

  private async change(
    by: SignedIn,
    id: string,
    action: string,
    detail: Readonly<Record<string, unknown>>,
    write: (client: PoolClient) => Promise<unknown>,
  ): Promise<void> {
    await this.get(by.organisationId, id);
    await this.unitOfWork.transaction(async ({ client }) => {
      // Two administrators who take the role from one another wait for each other here.
      await client.query('select id from organisations where id = $1 for update', [by.organisationId]);
      await write(client);
      if (!(await hasAdministrator(client, by.organisationId)))
        throw new DomainError('conflict', 'accounts:last-administrator');
      await recordAct(client, {
        at: this.clock.now(),
        actor: by.name,
        action,
        organisationId: by.organisationId,
        trialId: null,
        detail: { account: id, ...detail },
      });
    });
  }
}
