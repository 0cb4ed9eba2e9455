import { randomBytes } from 'node:crypto';
import { rehearsalMoment } from './rehearsing.js';

/** The present moment. Passed in, so that tests can say what time it is. */
export abstract class Clock {
  abstract now(): Date;
}

/** Unpredictable bytes. Passed in, so that tests can repeat a draw. */
export abstract class Chance {
  abstract bytes(count: number): Buffer;
}

export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }
}

/** The calendar of the rehearsal that something is done in, and the given clock everywhere else. */
export class RehearsalClock extends Clock {
  constructor(private readonly outside: Clock) {
    super();
  }

  override now(): Date {
    return rehearsalMoment() ?? this.outside.now();
  }
}

/** The operating system's random generator. */
export class SystemChance extends Chance {
  override bytes(count: number): Buffer {
    return randomBytes(count);
  }
}

/** The calendar date in the Netherlands, yyyy-mm-dd: the date that is printed on a letter. */
export function dutchDate(moment: Date): string {
  return moment.toLocaleDateString('sv-SE', { timeZone: 'Europe/Amsterdam' });
}
