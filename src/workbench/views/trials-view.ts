import type { TrialLabels } from '../../disclosure/views/register-view.js';
import type { QuarterView } from './home-view.js';
import type { TrialWaitingKind } from '../../home/waiting-in-trials.service.js';
import type { RehearsalRowView } from '../rehearsals/rehearsal-view.js';
import type { DraftState } from '../../drafts/draft-record.js';
import type { WaitingKind } from '../../drafts/waiting.service.js';
import type { ShownText } from '../../platform/i18n/shown-text.js';
import { definePage } from '../../platform/web/page.js';
import type { TrialState } from '../../trials/life-cycle.js';

export interface WorkbenchRow extends TrialLabels {
  readonly path: string;
  readonly title: ShownText;
  readonly state: TrialState;
  readonly stopped: boolean;
  readonly arms: number;
  readonly recipients: number;
  readonly registeredAt: string;
}

/** An organisation's own trials. */
export interface WorkbenchTrialsView {
  readonly organisation: string;
  readonly trials: readonly WorkbenchRow[];
  readonly rehearsals: readonly RehearsalRowView[];
  readonly quarter: QuarterView;
  readonly drafts: DraftsHomeView;
}

/** What waits for who is signed in, and what is being written. */
export interface DraftsHomeView {
  readonly mayWrite: boolean;
  readonly waiting: readonly {
    readonly kind: WaitingKind | TrialWaitingKind;
    /** The trial's; absent for what is about none. */
    readonly title?: ShownText;
    readonly path: string;
    readonly by: string;
    readonly since: string;
  }[];
  readonly open: readonly {
    readonly title: ShownText;
    readonly path: string;
    readonly state: DraftState;
    readonly by: string;
    readonly at: string;
  }[];
}

export const workbenchTrialsPage = definePage<WorkbenchTrialsView>('workbench/trials');
