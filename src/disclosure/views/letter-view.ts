import type { ShownText } from '../../platform/i18n/shown-text.js';
import type { LetterLanguageView } from './letter-language.js';

/** A stretch of a letter's text; `mark` is the number of the element that it belongs to. */
export interface LetterRunView {
  readonly text: string;
  readonly mark?: number;
  /** Printed in bold. */
  readonly bold?: true;
}

/** A paragraph of a letter, or an item of a list in it. */
export interface LetterParagraphView {
  readonly runs: readonly LetterRunView[];
  /** All of it is bold, as a heading between paragraphs. */
  readonly heading?: true;
  /** An item of a list; the first opens that list, the last closes it. */
  readonly item?: { readonly first: boolean; readonly last: boolean };
}

/** What is printed around the text of every letter, in the order of the paper. */
export interface LetterFrameView {
  readonly organisation: string;
  /** As it is printed: 9 maart 2026. */
  readonly dated: string;
  readonly reference: string;
  readonly yourReference?: string;
  /** An invented one; on "Uw brief" the reader's own. */
  readonly code: string;
  readonly contact: string;
  readonly enclosures: readonly string[];
  readonly severalEnclosures: boolean;
  readonly signature: string;
  /** The line that says that letters are compared; absent where the protocol postpones it. */
  readonly disclosureLine?: string;
  /** Why it is postponed. */
  readonly postponed?: ShownText;
  /** Where "Uw brief" is, as it is printed. */
  readonly address: string;
}

/** A letter whole, as an arm's recipients got it, with invented personal data in it. */
export interface LetterView {
  readonly arm: ShownText;
  readonly reference: boolean;
  /** False: this arm got no letter, and there is nothing to show. */
  readonly letter: boolean;
  readonly subject: string;
  readonly paragraphs: readonly LetterParagraphView[];
  /** Absent for a letter that was not printed by this service, or whose words are not known. */
  readonly frame?: LetterFrameView;
  /** How it reads; absent where its words are not known. */
  readonly language?: LetterLanguageView;
  /** The elements in it, by their marks. */
  readonly elements: readonly { readonly mark: number; readonly name: ShownText }[];
}

/** How sure science is of a technique; a status changes, so it has a date. */
export type EvidenceStatus =
  'supported' | 'mixed' | 'weak' | 'failed-to-replicate' | 'retracted' | 'untested';

/** What an element claims, and on what grounds. */
export interface ClaimView {
  readonly wording: string;
  readonly substantiation: ShownText;
  /** The open page of the trial that the figures are from. */
  readonly trialPath?: string;
  /** What that trial says by now, where it corrected its figures afterwards. */
  readonly corrected?: ShownText;
}

/** An element with what it does and on what it rests. */
export interface ElementView {
  readonly mark: number;
  readonly name: ShownText;
  readonly technique: ShownText;
  /** Where the catalogue tells of it, without a language; absent for a technique that it does not have. */
  readonly cataloguePath?: string;
  /** Why the technique is thought to work. */
  readonly why: ShownText;
  readonly text: string;
  readonly evidence: {
    readonly status: EvidenceStatus;
    readonly summary: ShownText;
    readonly sources: readonly { readonly citation: string; readonly url?: string }[];
  };
  readonly claims: readonly ClaimView[];
  /** The technique as the catalogue had it at registration; absent where that was not kept. */
  readonly atRegistration?: TechniqueVersionView;
}

/** Which version of a technique was in force, and whether the catalogue says something else by now. */
export interface TechniqueVersionView {
  readonly version: number;
  /** yyyy-mm-dd: the day on which its evidence was weighed. */
  readonly statusDate: string;
  readonly status: EvidenceStatus;
  /** Hexadecimal SHA-256. */
  readonly sha256: string;
  /** Beginning of the hash. */
  readonly mark: string;
  /** The version of the catalogue now, where that is another. */
  readonly now?: number;
  readonly path: string;
}

/** A reminder, for who has not responded by then. */
export interface ReminderView {
  /** 1 is the first reminder. */
  readonly number: number;
  /** Days from the posting of the first mailing. */
  readonly afterDays: number;
  /** Places of the arms that get it in the protocol. */
  readonly arms: readonly number[];
  /** One for each of these arms; none where it is the first letter again, or its words are not known. */
  readonly letters: readonly LetterView[];
}

export interface LettersView {
  readonly letters: readonly LetterView[];
  readonly elements: readonly ElementView[];
  readonly reminders?: readonly ReminderView[];
  /** Whether the words of any letter are known, so that it can be told how it reads. */
  readonly hasLanguage?: boolean;
  /** Until this is lifted the texts are held back, for the reason that the protocol gives. */
  readonly heldBack?: ShownText;
}
