import type { RehearsalPanelView } from '../rehearsals/rehearsal-view.js';
import type { LettersView } from '../../disclosure/views/letter-view.js';
import type { ProtocolView } from '../../disclosure/views/protocol-view.js';
import type { TrialLabels } from '../../disclosure/views/register-view.js';
import type { ResultView } from '../../disclosure/views/result-view.js';
import type { FlowDiagramView } from '../../disclosure/views/flow-view.js';
import type { UnblindingView } from '../../disclosure/views/unblinding-view.js';
import type { FlowStepView } from '../../disclosure/views/trial-view.js';
import type { ShownText } from '../../platform/i18n/shown-text.js';
import type { NextStepView } from './next-step.js';
import { definePage } from '../../platform/web/page.js';
import type { TrialState } from '../../trials/life-cycle.js';

export interface RefusedLineView {
  readonly line: number;
  /** Absent when the line as a whole is wrong. */
  readonly column?: string;
  /** Already in the reader's language. */
  readonly reason: string;
}

/** A file that came in. Its sums add up: lines = accepted + refused + opted out + repeated + unmatched. */
export interface ImportView {
  readonly kind: 'recipients' | 'responses' | 'undeliverables';
  readonly fileName: string;
  readonly at: string;
  readonly lines: number;
  readonly accepted: number;
  readonly refused: number;
  readonly optedOut: number;
  readonly repeated: number;
  readonly unmatched: number;
  /** Who shares an address; absent where nobody does, or households are drawn. */
  readonly sharedAddresses?: { readonly recipients: number; readonly addresses: number };
  /** Who has a sign that the letters can't draw, with the signs and the first lines, as text; absent where nobody has. */
  readonly withoutFont?: { readonly count: number; readonly characters: string; readonly lines: string };
  /** The first twenty. */
  readonly refusals: readonly RefusedLineView[];
  /** How many there are beyond those shown. */
  readonly moreRefusals: number;
  /** Path of all refused lines as CSV; absent when there are none. */
  readonly refusalsPath?: string;
  /** Where the file is taken back; absent when that is too late, or for who may not. */
  readonly undoPath?: string;
}

export interface BatchView {
  readonly wave: number;
  readonly number: number;
  readonly letters: number;
  readonly pages?: number;
  readonly state: 'planned' | 'rendered' | 'handed-over' | 'empty';
  readonly at?: string;
  readonly pdfPath?: string;
  readonly manifestPath?: string;
  /** yyyy-mm-dd, of a batch that went to the post. */
  readonly postedOn?: string;
  /** Where the form that books the hand-over goes; absent for who may not, and before the batch was made. */
  readonly handOverPath?: string;
}

/** The letter of one arm, and whether somebody approved it. */
export interface ProofView {
  readonly id: string;
  readonly arm: ShownText;
  readonly sha256: string;
  /** Beginning of the hash, to compare by eye. */
  readonly mark: string;
  readonly approval?: {
    readonly by: string;
    readonly at: string;
    readonly basis: 'proofs' | 'protocol';
    readonly pages: number;
  };
  readonly pdfPath: string;
}

export interface ProofsView {
  /** Empty where Openbrief makes no letters. */
  readonly rows: readonly ProofView[];
  /** Where the form that approves goes; absent for who may not, and when there is nothing to approve. */
  readonly approvePath?: string;
}

/** Interim looks: what they told, which is nothing by arm. */
export interface LooksView {
  readonly taken: readonly {
    readonly number: number;
    readonly at: string;
    readonly recipients: number;
    readonly information: number;
    readonly crossed: boolean;
  }[];
  /** Where the form that takes the next look goes; absent for who may not, and when there is none to take. */
  readonly takePath?: string;
}

export type StepState = 'done' | 'current' | 'ahead';

/** A trial in the workbench, on one page with a section for each part. */
export interface WorkbenchTrialView extends TrialLabels {
  readonly path: string;
  readonly title: ShownText;
  readonly state: TrialState;
  readonly steps: readonly { readonly name: TrialState; readonly state: StepState }[];
  readonly stopped?: { readonly on: string; readonly reason: ShownText };
  /** Path of the open page; absent before registration. */
  readonly openPath?: string;
  readonly protocol: ProtocolView;
  readonly letters: LettersView;
  /** What arms differ in beside what they declare; already in the reader's language. */
  readonly warnings: readonly string[];
  readonly proofs: ProofsView;
  /** Totals over all arms: nothing here is by arm. */
  readonly flow: readonly FlowStepView[];
  readonly flowDiagram?: FlowDiagramView;
  /** What the trial waits for; absent when nothing is left to do. */
  readonly next?: NextStepView;
  /** Where one person's data are looked up; absent for who may not. */
  readonly personPath?: string;
  /** Where a file of recipients is dropped; absent when that is too late, or for who may not. */
  readonly importPath?: string;
  readonly imports: readonly ImportView[];
  readonly batches: readonly BatchView[];
  /** Where a change of the protocol begins; absent for who may not write one. */
  readonly amendPath?: string;
  /** Only for a rehearsal. */
  readonly rehearsal?: RehearsalPanelView;
  /** What a rehearsal would be a copy of; absent for who may not hold one, and where it can't be. */
  readonly rehearsePath?: string;
  /** Only where the protocol plans looks. */
  readonly looks?: LooksView;
  /** That results could be seen early; absent for a trial that is, or stayed, blind. */
  readonly unblinded?: UnblindingView;
  /** Where early unblinding is asked for and agreed to; absent for who may not, and when there is nothing to unblind. */
  readonly unblindingPath?: string;
  /** Of a trial that was unblinded early, until its analysis. */
  readonly soFar?: ResultView;
  /** Only from the close on. */
  readonly result?: ResultView;
}

export const workbenchTrialPage = definePage<WorkbenchTrialView>('workbench/trial');
