import { definePage } from './page.js';
import type { ProblemIssue } from './problem.js';

/** A refusal or a failure as a person reads it. */
export interface ErrorView {
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly remedy: string;
  readonly issues: readonly ProblemIssue[];
  /** Empty when there is nothing for us to look into. */
  readonly requestId: string;
}

export const errorPage = definePage<ErrorView>('error');
