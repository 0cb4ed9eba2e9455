import type { Proposal } from '../../disclosure/propose-disclosure.js';
import type { DisclosureVersionView } from '../../disclosure/views/trial-view.js';
import type { ShownText } from '../../platform/i18n/shown-text.js';
import { definePage } from '../../platform/web/page.js';

interface ProposalView {
  readonly sha256: string;
  readonly correction?: string;
  readonly by: string;
  readonly at: string;
  readonly decision?: {
    readonly kind: 'published' | 'sent-back';
    readonly by: string;
    readonly at: string;
    readonly reason?: string;
  };
}

/** Making a result public and correcting it, by two people. */
export interface DisclosureView {
  readonly title: ShownText;
  readonly path: string;
  readonly trialPath: string;
  /** Before the analysis there is nothing to publish. */
  readonly ready: boolean;
  readonly isFirst: boolean;
  readonly open?: ProposalView & { readonly isOwn: boolean };
  readonly mayPropose: boolean;
  readonly mayPublish: boolean;
  readonly history: readonly ProposalView[];
  readonly versions: readonly DisclosureVersionView[];
}

export const disclosurePage = definePage<DisclosureView>('workbench/disclosure');

export const proposalView = ({
  sha256,
  correction,
  proposedBy,
  proposedAt,
  decision,
}: Proposal): ProposalView => ({
  sha256,
  ...(correction !== null && { correction }),
  by: proposedBy,
  at: proposedAt.toISOString(),
  ...(decision !== null && {
    decision: {
      kind: decision.kind,
      by: decision.by,
      at: decision.at.toISOString(),
      ...(decision.reason !== null && { reason: decision.reason }),
    },
  }),
});
