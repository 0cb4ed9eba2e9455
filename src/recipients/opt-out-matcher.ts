import { createHmac } from 'node:crypto';
import { addressIdentity, possibleIdentities, referenceIdentity } from '../core/post/opt-out-identity.js';
import type { PostalAddress } from '../core/post/dutch-address.js';
import type { RecipientName } from '../core/post/salutation.js';
import type { PersonalData } from './personal-data.js';

/** How somebody is kept in the list. */
export type OptOutKind = 'reference' | 'address';

/** Who wants no letters of trials: by the organisation's own reference, or by name and address. */
export type OptOutEntry =
  | { readonly kind: 'reference'; readonly reference: string }
  | { readonly kind: 'address'; readonly name: RecipientName; readonly address: PostalAddress };

/** HMAC-SHA256 (32 bytes) under the organisation's key; the kind keeps a reference apart from a name. */
const hashOf = (key: Buffer, kind: OptOutKind, identity: string): Buffer =>
  createHmac('sha256', key).update(`${kind}:${identity}`).digest();

/** What the list holds of an entry; undefined where nobody could be found by it. */
export function optOutHash(key: Buffer, entry: OptOutEntry): Buffer | undefined {
  const identity =
    entry.kind === 'reference'
      ? referenceIdentity(entry.reference)
      : addressIdentity(entry.name, entry.address);
  return identity === undefined || identity === '' ? undefined : hashOf(key, entry.kind, identity);
}

/** The list of an organisation, opened for one piece of work. */
export class OptOutMatcher {
  private readonly references = new Set<string>();
  private readonly addresses = new Set<string>();

  constructor(
    private readonly key: Buffer,
    rows: readonly { readonly kind: OptOutKind; readonly hash: Buffer }[],
  ) {
    for (const { kind, hash } of rows) {
      (kind === 'reference' ? this.references : this.addresses).add(hash.toString('base64'));
    }
  }

  /** Whether names and addresses have to be looked at. */
  get asksForAddresses(): boolean {
    return this.addresses.size > 0;
  }

  /** Whether this recipient is in the list. */
  has(reference: string, personal: PersonalData | null): boolean {
    const { key, references, addresses } = this;
    const isIn = (list: ReadonlySet<string>, kind: OptOutKind, identity: string): boolean =>
      list.has(hashOf(key, kind, identity).toString('base64'));
    if (references.size > 0 && isIn(references, 'reference', referenceIdentity(reference))) return true;
    if (addresses.size === 0 || personal === null) return false;
    return possibleIdentities(personal, personal).some((identity) => isIn(addresses, 'address', identity));
  }
}
