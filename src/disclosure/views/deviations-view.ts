import type { Language } from '../../platform/i18n/language.js';
import { shownText, type AuthoredText, type ShownText } from '../../platform/i18n/shown-text.js';
import { daysBetween } from '../addresses.js';
import type { RatioView } from './result-view.js';

/** What went otherwise than was promised; its words are in outreach.json under `deviations`. */
export type DeviationKind =
  | 'amended'
  | 'unblinded'
  | 'stopped'
  | 'posted-late'
  | 'closed-early'
  | 'closed-late'
  | 'fewer-recipients'
  | 'ratio-allocated'
  | 'ratio-mailed'
  | 'published-late'
  | 'not-published'
  | 'corrected';

export interface DeviationView {
  readonly kind: DeviationKind;
  /** The day, yyyy-mm-dd; absent for what shows in the result. */
  readonly on?: string;
  /** What was promised: a day, or a number. */
  readonly promisedOn?: string;
  readonly promised?: number;
  readonly actual?: number;
  readonly days?: number;
  /** Why, in the words of whoever did it. */
  readonly reason?: ShownText;
}

/** What a trial did, beside what its protocol in force says; days as yyyy-mm-dd. */
export interface TrialCourse {
  readonly today: string;
  readonly planning: { readonly mailing: string; readonly close: string; readonly disclosure: string };
  readonly plannedRecipients: number;
  readonly amendments: readonly { readonly on: string; readonly reason: string }[];
  readonly unblinded?: { readonly on: string; readonly reason: string };
  readonly stopped?: { readonly on: string; readonly reason: AuthoredText };
  /** Of the first letter of the first mailing. */
  readonly postedOn?: string;
  readonly closedOn?: string;
  readonly disclosedOn?: string;
  /** Absent where it is withheld, and before the result. */
  readonly recipients?: number;
  readonly ratio?: RatioView;
  readonly corrections: readonly { readonly on: string; readonly reason: string }[];
}

/** Recipients short of the plan that are told: a few always fall out, and are in the flow. */
const SHORT_OF_PLAN = 0.95;

/**
 * All that went otherwise, in one list: what has a day in the order of days, then what shows in the figures. A trial that
 * was stopped did not close early besides: that it was stopped says so.
 */
export function deviationsOf(course: TrialCourse, language: Language): DeviationView[] {
  const { planning } = course;
  const dated = [
    ...course.amendments.map(({ on, reason }) => told('amended', on, reason, language)),
    ...(course.unblinded === undefined
      ? []
      : [told('unblinded', course.unblinded.on, course.unblinded.reason, language)]),
    ...(course.stopped === undefined
      ? []
      : [told('stopped', course.stopped.on, course.stopped.reason, language)]),
    ...late('posted-late', course.postedOn, planning.mailing),
    ...(course.stopped === undefined ? closing(course.closedOn, planning.close) : []),
    ...(course.disclosedOn === undefined
      ? late('not-published', course.today, planning.disclosure)
      : late('published-late', course.disclosedOn, planning.disclosure)),
    ...course.corrections.map(({ on, reason }) => told('corrected', on, reason, language)),
  ].sort((a, b) => ((a.on ?? '') < (b.on ?? '') ? -1 : 1));
  return [...dated, ...inFigures(course)];
}

const told = (kind: DeviationKind, on: string, reason: AuthoredText, language: Language): DeviationView => ({
  kind,
  on,
  reason: shownText(reason, language),
});

function late(kind: DeviationKind, on: string | undefined, promisedOn: string): DeviationView[] {
  if (on === undefined) return [];
  const days = daysBetween(promisedOn, on);
  return days > 0 ? [{ kind, on, promisedOn, days }] : [];
}

function closing(on: string | undefined, promisedOn: string): DeviationView[] {
  if (on === undefined) return [];
  const days = daysBetween(on, promisedOn);
  return days > 0 ? [{ kind: 'closed-early', on, promisedOn, days }] : late('closed-late', on, promisedOn);
}

function inFigures({ recipients, plannedRecipients, ratio }: TrialCourse): DeviationView[] {
  const isShort = recipients !== undefined && recipients < SHORT_OF_PLAN * plannedRecipients;
  return [
    ...(isShort
      ? [{ kind: 'fewer-recipients', promised: plannedRecipients, actual: recipients } as const]
      : []),
    ...(ratio?.allocated.verdict === 'mismatch' ? [{ kind: 'ratio-allocated' } as const] : []),
    ...(ratio?.mailed?.verdict === 'mismatch' ? [{ kind: 'ratio-mailed' } as const] : []),
  ];
}
