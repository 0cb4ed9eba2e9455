import { Injectable } from '@nestjs/common';
import { DomainError } from '../core/domain-error.js';
import { NO_BEACON, readBeacon, type Beacon } from '../core/randomisation/beacon.js';
import type { PromisedPulse } from '../core/randomisation/promised-pulse.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { utcMoment } from '../trials/refuse-past-pulse.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';
import { pulseOf } from './freeze-recipients.js';
import { PulseSource, readNist } from './pulse-source.js';

/** A pulse's value as somebody copied it from the beacon's page, where the machine has no internet. */
export interface TypedPulse {
  readonly value: string;
  /** drand's signature of the round: with it the value can be checked. NIST's value may be its whole pulse, as JSON. */
  readonly signature?: string | undefined;
}

/** What is mixed into a draw, and how it came here. */
export interface DrawnPulse {
  readonly beacon: Beacon;
  readonly source: 'none' | 'fetched' | 'typed';
}

/** Gets the pulse that a trial's draw waits for. */
@Injectable()
export class DrawPulse {
  constructor(
    private readonly trials: TrialsService,
    private readonly pulses: PulseSource,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError `allocation:list-not-frozen` or `allocation:pulse-not-yet` where it is not time for it,
   * `allocation:no-beacon` for a typed pulse that the protocol does not name, and as `readBeacon` and
   * `PulseSource.fetch`
   */
  async of(trial: TrialRecord, typed?: TypedPulse): Promise<DrawnPulse> {
    if (trial.protocol.randomness === undefined && typed === undefined) {
      return { beacon: NO_BEACON, source: 'none' };
    }
    const pulse = pulseOf(trial);
    const { list } = await this.trials.draw(trial.id);
    if (list === null) {
      throw new DomainError('conflict', 'allocation:list-not-frozen', { at: utcMoment(pulse.at) });
    }
    if (this.clock.now() < pulse.at) {
      throw new DomainError('conflict', 'allocation:pulse-not-yet', {
        beacon: pulse.kind,
        reference: pulse.reference,
        at: utcMoment(pulse.at),
      });
    }
    return typed === undefined
      ? { beacon: await this.pulses.fetch(pulse), source: 'fetched' }
      : { beacon: this.readTyped(pulse, typed), source: 'typed' };
  }

  /** A value, or NIST's whole pulse as its page gives it: then the value is recomputed from it. */
  private readTyped(pulse: PromisedPulse, { value, signature }: TypedPulse): Beacon {
    if (pulse.kind === 'nist' && value.trimStart().startsWith('{')) return readNist(parseJson(value), pulse);
    return readBeacon(pulse.kind, pulse.reference, value, signature, this.pulses.drandKey);
  }
}

function parseJson(text: string): unknown {
  try {
    const document: unknown = JSON.parse(text);
    return document;
  } catch {
    return undefined;
  }
}
