import { promisedPulse, pulseAddress } from '../../core/randomisation/promised-pulse.js';
import type { DrawRecord, TrialRecord } from '../../trials/trial-record.js';

/** How the draw goes or went, so that anyone can judge (and redo) it. */
export type DrawView =
  | { readonly kind: 'external' }
  | {
      readonly kind: 'commitment' | 'beacon';
      /** Whether it has been done. */
      readonly done: boolean;
      /** SHA-256 of seed and protocol, in hexadecimal; public since registration. */
      readonly commitment: string;
      readonly algorithm: string;
      readonly units: 'recipient' | 'cluster';
      /** Names of the columns within whose values is randomised, joined; absent without strata. */
      readonly strataList?: string;
      /** Hexadecimal; public since the close. */
      readonly seed?: string;
      readonly beacon?: BeaconView;
      readonly verificationPack?: string;
      /** Where it can be redone in a browser. */
      readonly verifyPath?: string;
    };

/** The public pulse that is mixed into the draw. */
export interface BeaconView {
  readonly kind: 'drand' | 'nist';
  readonly reference: string;
  /** When it comes or came out. */
  readonly at: string;
  /** Where anybody can look it up. */
  readonly address: string;
  /** Hexadecimal; absent before the draw. */
  readonly value?: string;
  /** The list of recipients as closed before the pulse; absent while it is open. */
  readonly list?: { readonly sha256: string; readonly recipients: number; readonly frozenAt: string };
}

/** @param path of the trial's open page */
export function buildDrawView(
  { protocol }: Pick<TrialRecord, 'protocol'>,
  draw: DrawRecord,
  path: string,
): DrawView {
  if (protocol.allocation === 'external') return { kind: 'external' };
  const { randomness } = protocol;
  return {
    kind: randomness === undefined ? 'commitment' : 'beacon',
    done: draw.drawnAt !== null,
    commitment: draw.commitment,
    algorithm: draw.algorithm,
    units: protocol.unit,
    ...(protocol.strata.length > 0 && { strataList: protocol.strata.join(', ') }),
    ...(randomness !== undefined && { beacon: beaconView(randomness, draw) }),
    ...(draw.seed !== null && {
      seed: draw.seed,
      verificationPack: `${path}/verification-pack.jsonl.gz`,
      verifyPath: `${path}/verify`,
    }),
  };
}

function beaconView(
  randomness: NonNullable<TrialRecord['protocol']['randomness']>,
  { list, beacon }: DrawRecord,
): BeaconView {
  const pulse = promisedPulse(randomness);
  return {
    kind: pulse.kind,
    reference: pulse.reference,
    at: pulse.at.toISOString(),
    address: pulseAddress(pulse),
    ...(beacon !== null && { value: beacon.pulse }),
    ...(list !== null && { list: { ...list, frozenAt: list.frozenAt.toISOString() } }),
  };
}
