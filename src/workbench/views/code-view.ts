import { definePage } from '../../platform/web/page.js';

/** What was wrong with a form that was sent, on the page that asks again. */
export interface Refusal {
  readonly message: string;
  readonly remedy: string;
}

export interface CodeView {
  readonly refusal?: Refusal;
}

export const codePage = definePage<CodeView>('workbench/code');
