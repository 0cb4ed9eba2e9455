import type { Caller } from '../../recipients/see-caller.js';
import { definePage } from '../../platform/web/page.js';
import type { ShownText } from '../../platform/i18n/shown-text.js';
import type { Refusal } from './import-view.js';

/** What can be told of somebody who calls or writes. */
export const bookings = [
  'response',
  'undeliverable',
  'objection',
  'moved',
  'deceased',
  'not-response',
  'not-undeliverable',
  'not-moved',
  'not-deceased',
] as const;
export type Booking = (typeof bookings)[number];

/** Something that was booked before is taken back: that has a reason. */
export const takesBack = (booking: Booking): boolean => booking.startsWith('not-');

/** Responses, letters that came back and objections: totals, a file, or one by one. Nothing here is by arm. */
export interface ResponsesView {
  readonly path: string;
  readonly trialPath: string;
  readonly title: ShownText;
  /** What counts as a response, in the protocol's words. */
  readonly outcome: ShownText;
  readonly responses: number;
  readonly unmatched: number;
  readonly today: string;
  readonly bookings: readonly { readonly name: Booking; readonly isChosen: boolean }[];
  /** What was typed, when it is asked again. */
  readonly typed: string;
  readonly day: string;
  readonly refusal?: Refusal;
  /** What was just booked, and whether it had been booked before. */
  readonly booked?: {
    readonly name: Booking;
    readonly isNew: boolean;
    readonly made: number;
    readonly missed: number;
  };
}

/** Is this the one that is meant? */
export interface ConfirmBookingView {
  readonly path: string;
  readonly backPath: string;
  readonly trialPath: string;
  readonly title: ShownText;
  readonly booking: Booking;
  /** In groups of four, or the reference as it was typed. */
  readonly shown: string;
  readonly typed: string;
  readonly day: string;
  /** Something is taken back: that has a reason. */
  readonly asksWhy: boolean;
  /** yyyy-mm-dd of the response that was booked before; absent when there is none. */
  readonly bookedOn?: string;
  /** Who is said to be calling; absent for who may not see it, and where no name is kept. */
  readonly caller?: Caller;
}

export const responsesPage = definePage<ResponsesView>('workbench/responses');
export const confirmBookingPage = definePage<ConfirmBookingView>('workbench/confirm-booking');
