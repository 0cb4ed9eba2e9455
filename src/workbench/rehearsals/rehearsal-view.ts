import type { RehearsalStep } from '../../rehearsals/rehearsal-steps.js';
import type { ShownText } from '../../platform/i18n/shown-text.js';
import { definePage } from '../../platform/web/page.js';
import type { TrialState } from '../../trials/life-cycle.js';

/** Where the truth of a rehearsal is chosen. */
export interface RehearsalStartView {
  readonly title: ShownText;
  readonly backPath: string;
  /** What is copied: `trial:name` or `draft:id`. */
  readonly from: string;
  readonly most: number;
  readonly typed: { readonly baseline: string; readonly recipients: string };
  /** Whether what is chosen is of factors, and else of arms. */
  readonly ofFactors: boolean;
  readonly uplifts: readonly { readonly id: string; readonly name: ShownText; readonly value: string }[];
  /** Things that a draft still lacks; absent when it can be practised with. */
  readonly unfinished?: number;
  readonly refusal?: { readonly message: string; readonly remedy: string };
}

export const rehearsalStartPage = definePage<RehearsalStartView>('workbench/rehearsal-start');

/** What somebody chose to be true, beside what the analysis made of it; in proportions. */
export interface TruthRowView {
  readonly name: ShownText;
  readonly truth: number;
  readonly found?: {
    readonly estimate: number;
    readonly lower: number;
    readonly upper: number;
    /** Whether the interval has the truth in it. */
    readonly hit: boolean;
  };
}

/** The panel at the head of the page of a rehearsal. */
export interface RehearsalPanelView {
  readonly path: string;
  /** ISO 8601, of its own calendar. */
  readonly moment: string;
  readonly step?: RehearsalStep;
  readonly recipients: number;
  /** Whether who looks may take its steps. */
  readonly mayHold: boolean;
  readonly recipientsFile: boolean;
  readonly responsesFile: boolean;
  readonly lettersFile: boolean;
  /** From the analysis on. */
  readonly truth?: readonly TruthRowView[];
  readonly refusal?: { readonly message: string; readonly remedy: string };
}

/** Rehearsals on the first page. */
export interface RehearsalRowView {
  readonly path: string;
  readonly title: ShownText;
  readonly state: TrialState;
  readonly madeBy: string;
  /** ISO 8601 */
  readonly madeAt: string;
}
