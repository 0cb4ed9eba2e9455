import type { Role } from '../core/access.js';
import { DomainError } from '../core/domain-error.js';
import type { Beacon } from '../core/randomisation/beacon.js';
import type { Protocol } from './protocol/protocol.js';
import type { TrialState } from './life-cycle.js';

/** That results by arm could be seen before the close, by agreement of two people. */
export interface Unblinding {
  readonly at: Date;
  readonly reason: string;
  /** What they are in their organisation: names are for the audit trail. */
  readonly askedBy: readonly Role[];
  readonly agreedBy: readonly Role[];
}

/** A rehearsal is a trial of invented people, seen by its own organisation alone; no protocol can ask to be one. */
export type TrialKind = 'trial' | 'example' | 'replay' | 'rehearsal';

/** What a trial can be where everybody sees it. */
export type PublicKind = Exclude<TrialKind, 'rehearsal'>;

/**
 * The kind of a trial for whoever is outside of its rehearsals; the database shows them none, and neither does this.
 * @throws DomainError `trials:not-found` for a rehearsal
 */
export function publicKind(kind: TrialKind): PublicKind {
  if (kind === 'rehearsal') throw new DomainError('not-found', 'trials:not-found');
  return kind;
}

/** A trial as the use cases see it: its state and the protocol that is in force. */
export interface TrialRecord {
  readonly id: string;
  readonly organisationId: string;
  readonly slug: string;
  readonly kind: TrialKind;
  readonly state: TrialState;
  readonly stoppedAt: Date | null;
  readonly stoppedReason: string | null;
  /** Null for a trial that stayed blind until its close. */
  readonly unblinded: Unblinding | null;
  readonly createdAt: Date;
  readonly protocol: Protocol;
  readonly protocolVersion: number;
  /** SHA-256 of the protocol in force, hexadecimal. */
  readonly protocolHash: string;
  readonly registeredAt: Date;
}

/** One version of a protocol, as published. */
export interface ProtocolVersion {
  readonly version: number;
  readonly hash: string;
  readonly previousHash: string | null;
  readonly reason: string | null;
  readonly approvedBy: string;
  readonly approvedOn: string;
  readonly registeredAt: Date;
  readonly document: Protocol;
}

/** What is known of the draw of a trial. `seed` is null until it is revealed at the close. */
export interface DrawRecord {
  readonly algorithm: string;
  readonly commitment: string;
  readonly protocolHash: string;
  readonly seed: string | null;
  readonly drawnAt: Date | null;
  readonly revealedAt: Date | null;
  /** The list of recipients, once it was closed for a beacon's pulse. */
  readonly list: FrozenList | null;
  /** The pulse that was mixed in; null before the draw. */
  readonly beacon: Exclude<Beacon, { kind: 'none' }> | null;
}

/** A list of recipients that nobody can change any more. */
export interface FrozenList {
  /** Hexadecimal, see `RecipientListHash`. */
  readonly sha256: string;
  readonly recipients: number;
  readonly frozenAt: Date;
}
