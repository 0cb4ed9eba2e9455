import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * In whose name the database is asked, which its policies hold it to (migrations, `row-level-security`): an
 * organisation by its uuid; `public` for what anybody may read; `system` for what works for all organisations; or
 * nobody, who sees nothing.
 */
export type Scope = 'nobody' | 'public' | 'system' | { readonly organisation: string };

/** Changed by a guard when it knows who asks, for all that the request does after it. */
interface Holder {
  scope: Scope;
}

const holders = new AsyncLocalStorage<Holder>();

/** Of what runs outside any request, job or command. */
const outside: Holder = { scope: 'nobody' };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const within = <T>(scope: Scope, work: () => T): T => holders.run({ scope }, work);

/** Runs work that may see the rows of all organisations: jobs, commands, and finding out who somebody is. */
export const asSystem = <T>(work: () => T): T => within('system', work);

/** Runs work that sees what is public of all organisations, whoever asks for it. */
export const asPublic = <T>(work: () => T): T => within('public', work);

/** Runs work that sees the rows of one organisation. */
export const asOrganisation = <T>(organisation: string, work: () => T): T => within({ organisation }, work);

/** Makes all that the request does from here on the organisation's; called by the guard that knows whose it is. */
export function continueAsOrganisation(organisation: string): void {
  const holder = holders.getStore();
  if (holder !== undefined) holder.scope = { organisation };
}

/** For a process that has the whole installation as its subject: a command, a worker, a measurement. */
export function beSystem(): void {
  outside.scope = 'system';
}

/** The value of `openbrief.scope`, safe to stand in a statement. */
export function scopeSetting(): string {
  const { scope } = holders.getStore() ?? outside;
  if (typeof scope === 'string') return scope === 'nobody' ? '' : scope;
  if (!UUID.test(scope.organisation)) throw new TypeError('An organisation is known by its uuid.');
  return scope.organisation.toLowerCase();
}

/**
 * As `scopeSetting`, for what finds out who somebody is: until an organisation is known it has to look at all of them,
 * and from then on at that one alone.
 */
export function scopeBeforeSignIn(): string {
  const setting = scopeSetting();
  return UUID.test(setting) ? setting : 'system';
}
