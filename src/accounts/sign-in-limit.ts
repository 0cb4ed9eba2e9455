import { Injectable } from '@nestjs/common';
import { placeOf, TryLimit } from '../platform/process/try-limit.js';

/** Wrong passwords for one account from one place: more than anybody mistypes. */
const TRIES_FOR_ACCOUNT = 10;

/** From one place for all accounts together: an office behind one address signs in a good deal. */
const TRIES_FROM_PLACE = 200;

const account = (
  email: string,
  address: string,
): { readonly name: string; readonly of: readonly string[] } => ({
  name: 'sign-in',
  of: [email.trim().toLowerCase(), placeOf(address)],
});

/**
 * Holds up who guesses passwords. What is counted is an account from one place, and a place; never an account alone,
 * or anybody could lock a colleague out.
 */
@Injectable()
export class SignInLimit {
  constructor(private readonly limit: TryLimit) {}

  /**
   * @param address IP address that the attempt came from
   * @throws DomainError `accounts:too-many-tries`
   */
  async book(email: string, address: string): Promise<void> {
    await this.limit.book(
      [
        { ...account(email, address), most: TRIES_FOR_ACCOUNT },
        { name: 'sign-in-place', of: [placeOf(address)], most: TRIES_FROM_PLACE },
      ],
      'accounts:too-many-tries',
    );
  }

  /** Forgets the failures of an account from a place. */
  async forget(email: string, address: string): Promise<void> {
    await this.limit.forget(account(email, address));
  }
}
