import type { DraftState } from '../../drafts/draft-record.js';
import type { DraftStep } from '../../drafts/draft-fields.js';
import type { LettersView } from '../../disclosure/views/letter-view.js';
import { definePage } from '../../platform/web/page.js';
import type { StepStateView, TodoView } from './draft-texts.js';
import type { ReviewRow } from './part-text.js';

export interface CommentView {
  readonly author: string;
  readonly at: string;
  readonly text: string;
}

export interface ThreadView extends CommentView {
  readonly id: string;
  readonly answers: readonly CommentView[];
  /** The one thing in the step that it is about; without a link when that is gone. */
  readonly about?: { readonly text: string; readonly row?: string };
  readonly resolved?: { readonly by: string; readonly at: string };
}

/** One step of the draft, to be read and talked about. */
export interface ReviewSection {
  readonly step: DraftStep;
  readonly title: string;
  readonly editPath: string;
  readonly rows: readonly ReviewRow[];
  /** What can be talked about though nobody filled it in yet. */
  readonly emptyFields: readonly { readonly anchor: string; readonly text: string }[];
  readonly changes: number;
  readonly threads: readonly ThreadView[];
}

/** Everything of a draft on one page. */
export interface DraftReviewView {
  readonly title: string;
  readonly base: string;
  readonly state: DraftState;
  readonly amendment: boolean;
  readonly revision: number;
  readonly steps: readonly StepStateView[];
  readonly todo: readonly TodoView[];
  readonly authors: string;
  readonly saved: { readonly at: string; readonly by: string };
  readonly sent?: { readonly at: string; readonly by: string };
  readonly sentBack?: { readonly at: string; readonly by: string; readonly reason: string };
  readonly reason: string;
  /** What there is to compare with: what went to review before, or what is registered. */
  readonly comparedWith: 'nothing' | 'sent' | 'registered';
  readonly changes: number;
  readonly sections: readonly ReviewSection[];
  readonly others: readonly ReviewRow[];
  readonly letters?: LettersView;
  /** What arms differ in beside what they declare. */
  readonly warnings: readonly string[];
  readonly may: {
    readonly write: boolean;
    readonly send: boolean;
    readonly withdraw: boolean;
    readonly decide: boolean;
    readonly comment: boolean;
    /** May review in general, but wrote this one. */
    readonly ownDraft: boolean;
  };
  /** What a rehearsal would be a copy of; absent for who may not hold one. */
  readonly rehearseFrom?: string;
  readonly refusal?: {
    readonly message: string;
    readonly remedy: string;
    readonly typed: string;
    /** A comment that was not placed, so that it is not lost. */
    readonly comment?: string;
  };
}

export const draftReviewPage = definePage<DraftReviewView>('workbench/draft-review');
