import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { DomainError } from '../core/domain-error.js';
import { readBeacon, readNistBeacon, type Beacon } from '../core/randomisation/beacon.js';
import { DRAND_QUICKNET } from '../core/randomisation/drand-chain.js';
import { pulseAddress, type PromisedPulse } from '../core/randomisation/promised-pulse.js';
import { nistAnswerSchema } from '../verification/nist-record.js';

/** Long enough for a slow line, short enough for who waits at a terminal. */
const PATIENCE_MS = 10_000;

/** A pulse is a kilobyte or two of JSON; what is much longer is no pulse. */
const LONGEST_ANSWER = 65_536;

const drandAnswer = z.object({ round: z.int(), randomness: z.string(), signature: z.string() });

/** Where the values of pulses come from. Passed in, so that tests need no internet. */
export abstract class PulseSource {
  /** Public key of the chain whose signatures are checked; replaced in tests. */
  readonly drandKey: string = DRAND_QUICKNET.publicKey;

  /**
   * The value of a pulse whose moment has come.
   * @throws DomainError `allocation:pulse-unreachable`, or `allocation:pulse-other` when the beacon answers with another
   * pulse than was asked for
   */
  abstract fetch(pulse: PromisedPulse): Promise<Beacon>;
}

/** The beacons' own services. */
@Injectable()
export class InternetPulseSource extends PulseSource {
  /** Replaced in tests. */
  protected readonly request: typeof fetch = (address, options) => fetch(address, options);

  override async fetch(pulse: PromisedPulse): Promise<Beacon> {
    const answer = await this.answerTo(pulseAddress(pulse), pulse);
    return pulse.kind === 'drand' ? readDrand(answer, pulse, this.drandKey) : readNist(answer, pulse);
  }

  private async answerTo(address: string, pulse: PromisedPulse): Promise<unknown> {
    try {
      const response = await this.request(address, {
        // A beacon that sends us on to somewhere else is not the beacon.
        redirect: 'error',
        headers: { accept: 'application/json' },
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      if (!response.ok) throw new Error(`status ${response.status}`);
      const document: unknown = JSON.parse(await textOf(response));
      return document;
    } catch (cause) {
      throw unreachable(pulse, cause);
    }
  }
}

/** The body, as long as it is no longer than an answer can be. */
async function textOf(response: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const body: AsyncIterable<Uint8Array> | readonly Uint8Array[] = response.body ?? [];
  for await (const piece of body) {
    length += piece.length;
    if (length > LONGEST_ANSWER) throw new Error('longer than any pulse');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function readDrand(answer: unknown, pulse: PromisedPulse, chainKey: string): Beacon {
  const read = drandAnswer.safeParse(answer);
  if (!read.success) throw unreachable(pulse, read.error);
  const { round, randomness, signature } = read.data;
  if (String(round) !== pulse.reference) throw otherPulse(pulse, String(round));
  return readBeacon('drand', pulse.reference, randomness, signature, chainKey);
}

/**
 * NIST answers with the next closest pulse where the one asked for was never made.
 * @throws DomainError `allocation:pulse-unreachable`, `allocation:pulse-other`, and as `readNistBeacon`
 */
export function readNist(answer: unknown, pulse: PromisedPulse): Beacon {
  const read = nistAnswerSchema.safeParse(answer);
  if (!read.success) throw unreachable(pulse, read.error);
  const given = new Date(read.data.pulse.timeStamp);
  if (given.getTime() !== pulse.at.getTime()) throw otherPulse(pulse, given.toISOString());
  return readNistBeacon(pulse.reference, read.data.pulse);
}

function unreachable(pulse: PromisedPulse, cause: unknown): DomainError {
  const error = new DomainError('unavailable', 'allocation:pulse-unreachable', {
    beacon: pulse.kind,
    reference: pulse.reference,
    address: pulseAddress(pulse),
  });
  error.cause = cause;
  return error;
}

const otherPulse = (pulse: PromisedPulse, given: string): DomainError =>
  new DomainError('unavailable', 'allocation:pulse-other', {
    beacon: pulse.kind,
    reference: pulse.reference,
    given,
  });
