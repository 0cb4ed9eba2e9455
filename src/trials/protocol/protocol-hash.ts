import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** JSON in the one form that has a hash: RFC 8785, keys sorted, no white space, numbers as ECMAScript writes them. */
export function canonicalJson(document: unknown): string {
  const text = canonicalize(document);
  if (text === undefined) throw new TypeError('Only JSON values have a canonical form.');
  return text;
}

/** SHA-256 (32 bytes) of a document's canonical JSON. */
export function documentHash(document: unknown): Buffer {
  return createHash('sha256').update(canonicalJson(document)).digest();
}
