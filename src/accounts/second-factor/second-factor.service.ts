import { Injectable } from '@nestjs/common';
import { recordAct } from '../../audit/record-act.js';
import type { Role } from '../../core/access.js';
import { DomainError } from '../../core/domain-error.js';
import type { Work } from '../../platform/database/unit-of-work.js';
import { Chance, Clock } from '../../platform/process/time-and-chance.js';
import { TryLimit } from '../../platform/process/try-limit.js';
import { Sealer } from '../../platform/sealing/sealer.js';
import type { SignedIn } from '../accounts.service.js';
import { IdentityWork } from '../identity-work.js';
import { enrolmentOf, SECRET_BYTES, stepOf } from './one-time-code.js';
import { makeRecoveryCodes, recoveryHash } from './recovery-codes.js';

/**
 * Codes for one account in a quarter of an hour, from anywhere: only who knows the password gets to try, and three in a
 * million are right at any moment, so a day of trying succeeds in one of two hundred.
 */
const TRIES = 20;

const ownerOf = (accountId: string): string => `second-factor:${accountId}`;

export interface Standing {
  readonly enrolled: boolean;
  /** By the organisation's rule: of administrators at the least. */
  readonly required: boolean;
  /** Recovery codes that are left. */
  readonly recoveryCodes: number;
}

/** The code on a telephone, beside the password; with codes on paper for who lost it. */
@Injectable()
export class SecondFactorService {
  constructor(
    private readonly unitOfWork: IdentityWork,
    private readonly clock: Clock,
    private readonly chance: Chance,
    private readonly sealer: Sealer,
    private readonly limit: TryLimit,
  ) {}

  async standing(accountId: string): Promise<Standing> {
    const row = await this.unitOfWork.row<{
      enrolled: boolean;
      rule: 'nobody' | 'administrators' | 'everyone';
      roles: Role[];
      codes: number;
    }>(
      `select a.totp_sealed is not null as enrolled, o.second_factor as rule, a.roles,
         (select count(*)::int from recovery_codes c where c.account_id = a.id) as codes
       from accounts a join organisations o on o.id = a.organisation_id where a.id = $1`,
      [accountId],
    );
    if (row === undefined) throw new DomainError('not-found', 'accounts:person-unknown');
    const required =
      row.rule === 'everyone' || (row.rule === 'administrators' && row.roles.includes('administrator'));
    return { enrolled: row.enrolled, required, recoveryCodes: row.codes };
  }

  /** A secret to enrol with; the same one until it is confirmed, so that a page can be loaded again. */
  async candidate({
    accountId,
    email,
  }: SignedIn): Promise<{ readonly address: string; readonly text: string }> {
    const fresh = this.chance.bytes(SECRET_BYTES);
    const row = await this.unitOfWork.row<{ sealed: Buffer }>(
      `update accounts set totp_candidate_sealed = coalesce(totp_candidate_sealed, $2)
       where id = $1 and totp_sealed is null returning totp_candidate_sealed as sealed`,
      [accountId, this.sealer.seal(fresh, ownerOf(accountId))],
    );
    if (row === undefined) throw new DomainError('conflict', 'accounts:second-factor-there');
    return enrolmentOf(this.sealer.open(row.sealed, ownerOf(accountId)), email);
  }

  /**
   * Takes the second factor into use, once a code shows that the telephone has it.
   * @returns the recovery codes: the only time that they can be read
   * @throws DomainError `accounts:code-refused`, `accounts:second-factor-there`, `accounts:too-many-codes`
   */
  async confirm(account: SignedIn, code: string): Promise<readonly string[]> {
    await this.book(account.accountId);
    const now = this.clock.now();
    return this.unitOfWork.transaction(async (work) => {
      const { rows } = await work.client.query<{ sealed: Buffer | null; enrolled: boolean }>(
        `select totp_candidate_sealed as sealed, totp_sealed is not null as enrolled
         from accounts where id = $1 for update`,
        [account.accountId],
      );
      const [row] = rows;
      if (row === undefined || row.enrolled)
        throw new DomainError('conflict', 'accounts:second-factor-there');
      if (row.sealed === null) throw new DomainError('invalid', 'accounts:code-refused');
      const secret = this.sealer.open(row.sealed, ownerOf(account.accountId));
      const step = stepOf(secret, digitsOf(code), now);
      if (step === undefined) throw new DomainError('invalid', 'accounts:code-refused');
      await work.client.query(
        `update accounts set totp_sealed = totp_candidate_sealed, totp_candidate_sealed = null,
           totp_last_step = $2 where id = $1`,
        [account.accountId, step],
      );
      const codes = await this.renewCodes(work, account.accountId);
      await this.record(work, account, account.accountId, 'set-second-factor');
      return codes;
    });
  }

  /** New recovery codes in the place of all that there were. @returns the codes, readable this once */
  async renew(account: SignedIn): Promise<readonly string[]> {
    return this.unitOfWork.transaction(async (work) => {
      const codes = await this.renewCodes(work, account.accountId);
      await this.record(work, account, account.accountId, 'renew-recovery-codes');
      return codes;
    });
  }

  /**
   * Checks the code of a telephone or of the paper. Each is taken once: the same code again is refused.
   * @throws DomainError `accounts:code-refused`, `accounts:too-many-codes`
   */
  async check(account: SignedIn, typed: string): Promise<void> {
    await this.book(account.accountId);
    const right = /^\d{6}$/.test(digitsOf(typed))
      ? await this.takeCode(account.accountId, digitsOf(typed))
      : await this.takeRecoveryCode(account, typed);
    if (!right) throw new DomainError('invalid', 'accounts:code-refused');
    await this.limit.forget(limitOf(account.accountId));
  }

  /** Removes the second factor with its recovery codes; `by` its owner, or an administrator for who lost both. */
  async remove(work: Work, accountId: string, by: Pick<SignedIn, 'name' | 'organisationId'>): Promise<void> {
    await work.client.query(
      `update accounts set totp_sealed = null, totp_candidate_sealed = null, totp_last_step = null
       where id = $1`,
      [accountId],
    );
    await work.client.query('delete from recovery_codes where account_id = $1', [accountId]);
    await this.record(work, by, accountId, 'remove-second-factor');
  }

  private book(accountId: string): Promise<void> {
    return this.limit.book([{ ...limitOf(accountId), most: TRIES }], 'accounts:too-many-codes');
  }

  private async takeCode(accountId: string, code: string): Promise<boolean> {
    const row = await this.unitOfWork.row<{ sealed: Buffer | null }>(
      'select totp_sealed as sealed from accounts where id = $1',
      [accountId],
    );
    if (row === undefined || row.sealed === null) return false;
    const step = stepOf(this.sealer.open(row.sealed, ownerOf(accountId)), code, this.clock.now());
    if (step === undefined) return false;
    // Of two that bring the same code at once, one moves the step.
    const taken = await this.unitOfWork.row(
      'update accounts set totp_last_step = $2 where id = $1 and totp_last_step < $2 returning id',
      [accountId, step],
    );
    return taken !== undefined;
  }

  private takeRecoveryCode(account: SignedIn, typed: string): Promise<boolean> {
    return this.unitOfWork.transaction(async (work) => {
      const { rowCount } = await work.client.query(
        'delete from recovery_codes where account_id = $1 and code_sha256 = $2',
        [account.accountId, recoveryHash(typed)],
      );
      if (rowCount === 0) return false;
      await this.record(work, account, account.accountId, 'use-recovery-code');
      return true;
    });
  }

  private async renewCodes({ client }: Work, accountId: string): Promise<readonly string[]> {
    const codes = makeRecoveryCodes(this.chance);
    await client.query('delete from recovery_codes where account_id = $1', [accountId]);
    await client.query(
      'insert into recovery_codes (account_id, code_sha256) select $1, unnest($2::bytea[])',
      [accountId, codes.map(recoveryHash)],
    );
    return codes;
  }

  private record(
    { client }: Work,
    { name, organisationId }: Pick<SignedIn, 'name' | 'organisationId'>,
    account: string,
    action: string,
  ): Promise<void> {
    const at = this.clock.now();
    return recordAct(client, { at, actor: name, action, organisationId, trialId: null, detail: { account } });
  }
}

const limitOf = (accountId: string) => ({ name: 'second-factor', of: [accountId] });

/** Apps show a code in two groups. */
const digitsOf = (typed: string): string => typed.replaceAll(/\s/g, '');
