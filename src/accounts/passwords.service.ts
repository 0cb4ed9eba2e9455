import { hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';
import { recordAct } from '../audit/record-act.js';
import { DomainError } from '../core/domain-error.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { ARGON2, type SignedIn } from './accounts.service.js';
import { isGuessable } from './guessable-password.js';
import { IdentityWork } from './identity-work.js';

/** NIST SP 800-63B-4 (2025), 3.1.1: fifteen where a password is all there is; length counts, not kinds of symbols. */
export const SHORTEST_PASSWORD = 15;

/** argon2id takes its time for each character: a longer one would be a way to keep us busy. */
const LONGEST_PASSWORD = 200;

/** As somebody typed a new password, twice. */
export interface NewPassword {
  readonly password: string;
  readonly again: string;
}

/**
 * @throws DomainError `accounts:password-short`, `accounts:password-long`, `accounts:passwords-differ`,
 * `accounts:password-plain` for one that would be
 * found soon: a common one, words and names that are joined, a few characters that repeat, what is known of the person
 */
export function checkPassword(
  { password, again }: NewPassword,
  person: { name: string; email: string },
): void {
  if ([...password].length < SHORTEST_PASSWORD)
    throw new DomainError('invalid', 'accounts:password-short', { minimum: SHORTEST_PASSWORD });
  if (password.length > LONGEST_PASSWORD)
    throw new DomainError('invalid', 'accounts:password-long', { maximum: LONGEST_PASSWORD });
  if (isPlain(password, person) || isGuessable(password, knownOf(person)))
    throw new DomainError('invalid', 'accounts:password-plain');
  if (password !== again) throw new DomainError('invalid', 'accounts:passwords-differ');
}

/** What anybody knows of somebody, and of this service. */
const knownOf = ({ name, email }: { name: string; email: string }): string[] => [
  email,
  ...email.split(/[@.]/),
  name,
  ...name.split(/\s+/),
  'openbrief',
];

/** Fewer than five different characters, a row on the keyboard, or what anybody knows of the person. */
function isPlain(password: string, person: { name: string; email: string }): boolean {
  const bare = password.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  const known = [...knownOf(person), 'wachtwoord', 'password', 'welkom', 'qwerty', '1234567890', 'abcdefgh'];
  const rest = known
    .map((word) => word.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, ''))
    .filter((word) => word.length > 3)
    .reduce((left, word) => left.replaceAll(word, ''), bare)
    .replaceAll(/\d{3,}/g, '');
  return new Set(bare).size < 5 || rest.length < 5;
}

/** Changing one's own password. */
@Injectable()
export class PasswordsService {
  constructor(
    private readonly unitOfWork: IdentityWork,
    private readonly clock: Clock,
  ) {}

  /** Whether this is the person's password; never for who has none. */
  async isRight({ accountId }: Pick<SignedIn, 'accountId'>, password: string): Promise<boolean> {
    const row = await this.unitOfWork.row<{ password_hash: string | null }>(
      'select password_hash from accounts where id = $1',
      [accountId],
    );
    return row !== undefined && row.password_hash !== null && verify(row.password_hash, password);
  }

  /** @throws DomainError `accounts:password-wrong`, and those of checkPassword; other sessions end */
  async change(account: SignedIn, current: string, wanted: NewPassword, sessionId: string): Promise<void> {
    if (!(await this.isRight(account, current))) throw new DomainError('invalid', 'accounts:password-wrong');
    checkPassword(wanted, account);
    const passwordHash = await hash(wanted.password, ARGON2);
    await this.unitOfWork.transaction(async ({ client }) => {
      await client.query('update accounts set password_hash = $2 where id = $1', [
        account.accountId,
        passwordHash,
      ]);
      await client.query('delete from sessions where account_id = $1 and id <> $2', [
        account.accountId,
        sessionId,
      ]);
      await recordAct(client, {
        at: this.clock.now(),
        actor: account.name,
        action: 'change-password',
        organisationId: account.organisationId,
        trialId: null,
        detail: { account: account.accountId },
      });
    });
  }
}
