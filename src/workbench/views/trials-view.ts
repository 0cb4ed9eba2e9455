import type { TrialLabels } from '../../disclosure/views/register-view.js';
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
  readonly updatedAt: string;
}

/** An organisation's own trials. */
export interface WorkbenchTrialsView {
  readonly organisation: string;
  readonly trials: readonly WorkbenchRow[];
}

export const workbenchTrialsPage = definePage<WorkbenchTrialsView>('workbench/trials');
