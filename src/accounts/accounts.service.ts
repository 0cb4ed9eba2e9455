import { hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';
import type { Role } from '../core/access.js';
import { DomainError } from '../core/domain-error.js';
import type { Work } from '../platform/database/unit-of-work.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { Account } from './account.entity.js';
import { IdentityWork } from './identity-work.js';

/** A person who is signed in, as other folders see them. */
export interface SignedIn {
  readonly accountId: string;
  readonly organisationId: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
}

/** OWASP's minimum for argon2id (2024): 19 MiB, two passes, one lane. */
export const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

@Injectable()
export class AccountsService {
  /** A hash of nothing anybody knows: an unknown address costs as long as a wrong password, and tells as little. */
  private readonly decoy = hash(crypto.randomUUID(), ARGON2);

  constructor(
    private readonly unitOfWork: IdentityWork,
    private readonly clock: Clock,
  ) {}

  /** Makes an account, or gives the one that has this address a new name, roles and password. */
  async put(
    work: Work,
    account: {
      readonly organisationId: string;
      readonly email: string;
      readonly name: string;
      readonly roles: readonly Role[];
      readonly password: string;
    },
  ): Promise<void> {
    const repository = work.manager.getRepository(Account);
    const email = account.email.toLowerCase();
    const known = await repository.findOneBy({ email });
    await repository.save(
      repository.create({
        ...(known ?? { createdAt: this.clock.now(), disabledAt: null }),
        organisationId: account.organisationId,
        email,
        name: account.name,
        roles: [...account.roles],
        passwordHash: await hash(account.password, ARGON2),
      }),
    );
  }

  /** @throws DomainError `accounts:sign-in-refused`, which does not say whether the address or the password was wrong */
  async check(email: string, password: string): Promise<SignedIn> {
    const account = await this.unitOfWork.onConnection(({ manager }) =>
      manager.getRepository(Account).findOneBy({ email: email.trim().toLowerCase() }),
    );
    const right = await verify(account?.passwordHash ?? (await this.decoy), password);
    if (account === null || account.passwordHash === null || account.disabledAt !== null || !right)
      throw new DomainError('unauthenticated', 'accounts:sign-in-refused');
    return toSignedIn(account);
  }
}

const toSignedIn = (account: Account): SignedIn => ({
  accountId: account.id,
  organisationId: account.organisationId,
  name: account.name,
  email: account.email,
  roles: account.roles,
});
