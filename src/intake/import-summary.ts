import type { MessageParams } from '../core/domain-error.js';
import type { SharedAddresses } from '../core/randomisation/shared-address.js';

/** One line of a file that was not accepted: where, and why. */
export interface Refusal {
  readonly line: number;
  /** The column at fault, as the file names it; null when the line as a whole is. */
  readonly column: string | null;
  /** `<namespace>:<name>`, with texts like any error. */
  readonly code: string;
  readonly params: MessageParams;
}

/** What a file is of. */
export type ImportKind = 'recipients' | 'responses' | 'undeliverables';

/** Recipients with a sign that the typeface of the letters can't draw; they are taken in. */
export interface WithoutFont {
  readonly recipients: number;
  /** The first twenty signs. */
  readonly characters: readonly string[];
  /** The first twenty lines. */
  readonly lines: readonly number[];
}

/** What became of the lines of a file. lines = accepted + refused + optedOut + repeated + unmatched (rule 2). */
export interface ImportSummary {
  readonly id: string;
  readonly kind: ImportKind;
  readonly fileName: string;
  readonly fileSha256: string;
  readonly lines: number;
  readonly accepted: number;
  readonly refused: number;
  readonly optedOut: number;
  readonly repeated: number;
  readonly unmatched: number;
  readonly createdAt: Date;
  /** Of the accepted recipients of this file; null where addresses were not read, or households are drawn anyway. */
  readonly sharedAddresses: SharedAddresses | null;
  /** Null where every sign can be drawn, and where no letters are made. */
  readonly withoutFont: WithoutFont | null;
  /** True when this very file had been taken in before: nothing was done. */
  readonly alreadyImported: boolean;
  /** Refusals shown at once: the first twenty, in order of line. */
  readonly firstRefusals: readonly Refusal[];
}

/** How many refused lines are shown; the rest is counted and can be downloaded. */
export const SHOWN_REFUSALS = 20;
