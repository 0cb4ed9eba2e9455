import type { UnblindingRequest } from '../../analysis/unblind-early.js';
import type { UnblindingView } from '../../disclosure/views/unblinding-view.js';
import type { ShownText } from '../../platform/i18n/shown-text.js';
import { definePage } from '../../platform/web/page.js';

interface RequestView {
  readonly reason: string;
  readonly by: string;
  readonly at: string;
  readonly decision?: { readonly kind: 'agreed' | 'refused'; readonly by: string; readonly at: string };
}

/** Asking to see results before the close, and agreeing to it. */
export interface UnblindingPageView {
  readonly title: ShownText;
  readonly path: string;
  readonly trialPath: string;
  /** Whether there is something to unblind. */
  readonly blind: boolean;
  readonly unblinded?: UnblindingView;
  readonly open?: RequestView & { readonly isOwn: boolean };
  readonly mayAsk: boolean;
  readonly history: readonly RequestView[];
}

export const unblindingPage = definePage<UnblindingPageView>('workbench/unblinding');

export const requestView = ({
  reason,
  askedBy,
  askedAt,
  decision,
  decidedBy,
  decidedAt,
}: UnblindingRequest): RequestView => ({
  reason,
  by: askedBy,
  at: askedAt.toISOString(),
  ...(decision !== null &&
    decidedAt !== null && { decision: { kind: decision, by: decidedBy ?? '', at: decidedAt.toISOString() } }),
});
