import { AsyncLocalStorage } from 'node:async_hooks';

interface Rehearsing {
  readonly moment: Date;
}

const rehearsing = new AsyncLocalStorage<Rehearsing | undefined>();

/**
 * Runs work in a rehearsal, on its own calendar. The database shows rehearsals to such work alone (migrations,
 * `rehearsals`), and what it does is no part of the audit trail: whatever forgets to say that it rehearses finds none.
 */
export const rehearse = <T>(moment: Date, work: () => T): T => rehearsing.run({ moment }, work);

/** Runs work within a rehearsal as if it were outside of it: for what has to be remembered when the rehearsal is gone. */
export const outsideRehearsal = <T>(work: () => T): T => rehearsing.run(undefined, work);

/** The moment that it is in the rehearsal that this is done in; undefined outside of any. */
export const rehearsalMoment = (): Date | undefined => rehearsing.getStore()?.moment;
