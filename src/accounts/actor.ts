import type { Role } from '../core/access.js';

/** Who does something: a signed-in person, a system with a token, or the person at the command line. */
export interface Actor {
  readonly accountId: string | null;
  readonly name: string;
  /** The organisation in whose name; null for the operator of the installation. */
  readonly organisationId: string | null;
}

/** An actor of whom it is known who it is: somebody with an account, with what they are in their organisation. */
export interface Person extends Actor {
  readonly accountId: string;
  readonly organisationId: string;
  readonly roles: readonly Role[];
}

/** The person who has a shell on the machine: the operator, who may act for every organisation. */
export const commandLine: Actor = { accountId: null, name: 'command line', organisationId: null };
