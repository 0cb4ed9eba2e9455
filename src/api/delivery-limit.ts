import { Injectable } from '@nestjs/common';
import { DomainError } from '../core/domain-error.js';

/**
 * Deliveries that one process deals with at a time. Those of one trial wait for one another in the database anyway, and
 * each holds a connection meanwhile: more than half of the pool would keep pages waiting.
 */
export const MOST_DELIVERIES = 6;

/** After which it makes sense to come back: a call of a thousand responses takes less. */
const SECONDS = 1;

/** Turns deliveries away while the process is full, before anything of theirs is taken in: what was accepted is kept. */
@Injectable()
export class DeliveryLimit {
  private underWay = 0;

  /** @throws DomainError `api:too-many-deliveries` with the seconds to wait */
  async within<T>(work: () => Promise<T>): Promise<T> {
    if (this.underWay >= MOST_DELIVERIES) {
      throw new DomainError('too-many', 'api:too-many-deliveries', { seconds: SECONDS });
    }
    this.underWay += 1;
    try {
      return await work();
    } finally {
      this.underWay -= 1;
    }
  }
}
