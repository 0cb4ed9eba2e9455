import { Clock } from '../platform/process/time-and-chance.js';

/**
 * The calendar of the example: it was registered, mailed, closed and disclosed on the days of its protocol, and not
 * on the day on which somebody installed Openbrief. Its pages say that its dates are made up.
 */
export class Calendar extends Clock {
  private moment: number;

  constructor(start: string) {
    super();
    this.moment = Date.parse(start);
  }

  /** Goes on to a day; never back. */
  goTo(day: string): void {
    this.moment = Math.max(this.moment, Date.parse(`${day}T09:00:00+01:00`));
  }

  override now(): Date {
    // A second an act, so that what happened in order is dated in order.
    this.moment += 1000;
    return new Date(this.moment);
  }
}
