import type { BeaconKind } from './beacon.js';
import { DRAND_QUICKNET } from './drand-chain.js';

/** A pulse as a protocol names it: a round of drand, or a moment (ISO 8601 with its offset) of either beacon. */
export interface NamedPulse {
  readonly beacon: BeaconKind;
  readonly pulse: number | string;
}

/** A pulse that is yet to come: under which reference it can be looked up, and when it comes out. */
export interface PromisedPulse {
  readonly kind: BeaconKind;
  /** drand: the number of the round; NIST: its moment in UTC, to the millisecond. */
  readonly reference: string;
  readonly at: Date;
}

const MINUTE = 60_000;

/** Whether NIST's beacon has a pulse at this moment: it has one at each whole minute. */
export const isOnTheMinute = (moment: string): boolean => Date.parse(moment) % MINUTE === 0;

/**
 * The pulse that a protocol names. A moment stands for drand's first round that is not before it.
 * @see https://docs.drand.love (round r of a chain comes out at genesis + (r − 1)·period); NISTIR 8213, section 4
 */
export function promisedPulse({ beacon, pulse }: NamedPulse): PromisedPulse {
  if (beacon === 'nist') {
    const at = new Date(pulse);
    return { kind: beacon, reference: at.toISOString(), at };
  }
  const round = typeof pulse === 'number' ? pulse : roundAt(new Date(pulse));
  const { genesis, period } = DRAND_QUICKNET;
  return { kind: beacon, reference: String(round), at: new Date((genesis + (round - 1) * period) * 1000) };
}

function roundAt(moment: Date): number {
  const { genesis, period } = DRAND_QUICKNET;
  return Math.max(1, Math.ceil((moment.getTime() / 1000 - genesis) / period) + 1);
}

/** Where anybody can look the pulse up, as JSON. The hosts are fixed here, and nothing of a user is in the path. */
export function pulseAddress({ kind, reference }: Pick<PromisedPulse, 'kind' | 'reference'>): string {
  return kind === 'drand'
    ? `https://api.drand.sh/${DRAND_QUICKNET.hash}/public/${Number(reference)}`
    : `https://beacon.nist.gov/beacon/2.0/pulse/time/${Date.parse(reference)}`;
}
