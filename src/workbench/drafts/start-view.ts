import { definePage } from '../../platform/web/page.js';
import type { ShownText } from '../../platform/i18n/shown-text.js';

export interface StartOption {
  readonly value: string;
  readonly title: ShownText;
}

/** How a trial begins: from nothing, from an example, from an earlier trial, or from a text. */
export interface DraftStartView {
  readonly examples: readonly StartOption[];
  readonly trials: readonly StartOption[];
  readonly typed: { readonly title: string; readonly from: string; readonly text: string };
  readonly refusal?: { readonly message: string; readonly remedy: string };
}

export const draftStartPage = definePage<DraftStartView>('workbench/draft-start');

/** The whole draft as a text, for what no step has a field for. */
export interface DraftTextView {
  readonly title: string;
  readonly base: string;
  readonly revision: number;
  readonly text: string;
  readonly editable: boolean;
  readonly refusal?: { readonly message: string; readonly remedy: string };
}

export const draftTextPage = definePage<DraftTextView>('workbench/draft-text');
