import type { ShownText } from '../../platform/i18n/shown-text.js';
import { definePage } from '../../platform/web/page.js';
import type { FlowDiagramView } from './flow-view.js';
import type { TrialLabels } from './register-view.js';
import type { ResultView } from './result-view.js';
import type { FlowStepView } from './trial-view.js';
import type { UnblindingView } from './unblinding-view.js';

/** The registered analysis by itself, as a file for the analyst. */
export interface AnalysisView extends TrialLabels {
  readonly title: ShownText;
  /** What the trial asked, who did it and when it was analysed; on the report, where nothing else says it. */
  readonly question?: ShownText;
  readonly organisation?: string;
  readonly analysedAt?: string;
  /** Absent for a trial that stayed blind until its close. */
  readonly unblinded?: UnblindingView;
  readonly flow: readonly FlowStepView[];
  readonly flowDiagram?: FlowDiagramView;
  readonly result: ResultView;
  readonly sha256: string;
}

export const analysisPage = definePage<AnalysisView>('analysis');
