import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Technique } from './technique-schema.js';

/** A technique as the catalogue had it on a day, with the hash of all that it said. */
export interface TechniqueInForce {
  readonly id: string;
  readonly version: number;
  /** Hexadecimal SHA-256 of `document` as canonical JSON (RFC 8785). */
  readonly sha256: string;
  readonly document: Technique;
}

/** A technique as it stands, to be kept with what uses it. */
export function inForce(document: Technique): TechniqueInForce {
  const text = canonicalize(document);
  if (text === undefined) throw new TypeError('A technique is JSON.');
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { id: document.id, version: document.version, sha256, document };
}
