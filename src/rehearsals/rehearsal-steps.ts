import type { TrialState } from '../trials/life-cycle.js';

/** What a rehearsal goes through; each is done at once, on the day of its own calendar. */
export const rehearsalSteps = [
  'recipients',
  'draw',
  'letters',
  'post',
  'reminder',
  'responses',
  'close',
  'analyse',
] as const;
export type RehearsalStep = (typeof rehearsalSteps)[number];

export interface RehearsalFacts {
  readonly state: TrialState;
  readonly recipients: number;
  readonly sentBy: 'openbrief' | 'elsewhere';
  /** yyyy-mm-dd, of the rehearsal's calendar. */
  readonly today: string;
  readonly close: string;
  /** yyyy-mm-dd of the reminder that comes next, if one does. */
  readonly reminderOn?: string;
}

/** What comes next; undefined when the truth can be told. */
export function nextRehearsalStep(facts: RehearsalFacts): RehearsalStep | undefined {
  const { state, recipients, sentBy, today, close, reminderOn } = facts;
  switch (state) {
    case 'draft':
    case 'registered':
      return recipients === 0 ? 'recipients' : 'draw';
    case 'allocated':
      return sentBy === 'openbrief' ? 'letters' : 'post';
    case 'mailing':
      return 'post';
    case 'collecting':
      if (reminderOn !== undefined && reminderOn < close && today < close) return 'reminder';
      return today < close ? 'responses' : 'close';
    case 'closed':
      return 'analyse';
    case 'analysed':
    case 'disclosed':
      return undefined;
  }
}
