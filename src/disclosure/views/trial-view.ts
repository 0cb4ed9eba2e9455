import type { ShownText } from '../../platform/i18n/shown-text.js';
import { definePage } from '../../platform/web/page.js';
import type { TrialState } from '../../trials/life-cycle.js';
import type { DrawView } from './draw-view.js';
import type { FlowDiagramView } from './flow-view.js';
import type { LettersView } from './letter-view.js';
import type { ProtocolView } from './protocol-view.js';
import type { TrialLabels } from './register-view.js';
import type { ResultView } from './result-view.js';

/** A count on the way from the file to the analysis; steps that don't exist for a trial are left out. */
export interface FlowStepView {
  readonly step:
    | 'lines'
    | 'refused'
    | 'opted-out'
    | 'allocated'
    | 'without-letter'
    | 'not-sent'
    | 'mailed'
    | 'reminders'
    | 'undeliverable'
    | 'responses'
    | 'unmatched';
  readonly count: number;
}

export interface DisclosureVersionView {
  readonly version: number;
  readonly publishedAt: string;
  readonly sha256: string;
  /** What was corrected and why; absent for the first. */
  readonly correction?: ShownText;
}

/** The open page of a trial: there from registration on, and the same page when the result has come. */
export interface TrialView extends TrialLabels {
  readonly path: string;
  readonly title: ShownText;
  readonly organisation: { readonly name: string; readonly email: string; readonly url: string };
  readonly state: TrialState;
  readonly stopped?: { readonly on: string; readonly reason: ShownText };
  readonly promisedOn: string;
  readonly disclosedOn?: string;
  readonly daysLate?: number;
  readonly source?: {
    readonly citation: string;
    readonly url?: string;
    readonly caveats: readonly ShownText[];
  };
  readonly protocol: ProtocolView;
  readonly letters: LettersView;
  readonly draw: DrawView;
  readonly flow: readonly FlowStepView[];
  /** Absent until the result is disclosed. */
  readonly flowDiagram?: FlowDiagramView;
  /** Absent until the result is disclosed. */
  readonly result?: ResultView;
  readonly versions: readonly DisclosureVersionView[];
  readonly downloads: readonly {
    readonly name: 'counts' | 'analysis' | 'protocol';
    readonly path: string;
    readonly format: 'CSV' | 'JSON' | 'YAML';
    readonly kilobytes: number;
  }[];
}

export const trialPage = definePage<TrialView>('trial');
