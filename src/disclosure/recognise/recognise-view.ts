import type { ShownText } from '../../platform/i18n/shown-text.js';
import { definePage } from '../../platform/web/page.js';
import type { ElementView, LetterView } from '../views/letter-view.js';
import type { TrialLabels } from '../views/register-view.js';
import type { QuestionKind } from './choose-questions.js';
import type { FoundBefore } from './technique-findings.service.js';

/** Where a letter is from. */
export interface LetterSource extends TrialLabels {
  readonly title: ShownText;
  readonly organisation: string;
  readonly path: string;
}

export interface ChoiceView {
  readonly value: string;
  /** A technique's name, or a passage of the letter by its number. */
  readonly label: ShownText;
  readonly mark?: number;
  readonly chosen: boolean;
  readonly right: boolean;
}

export interface QuestionView {
  readonly key: string;
  readonly kind: QuestionKind;
  /** What is looked for, where a passage is asked for. */
  readonly technique: ShownText;
  readonly source: LetterSource;
  readonly letter: LetterView;
  readonly choices: readonly ChoiceView[];
}

/** What was right, and why: the same explanation as on the trial's page, with what is fair and what is not. */
export interface ExplanationView {
  readonly right: boolean;
  readonly element: ElementView;
  readonly definition: ShownText;
  readonly fairUse: ShownText;
  readonly misleadingUse: ShownText;
}

/** The module: a page before it, one for each question, the same with its explanation, and how it went. */
export interface RecogniseView {
  readonly total: number;
  /** Of the question that is shown, from 1. */
  readonly place?: number;
  /** The answers until now, as they stand in the address. */
  readonly answers: string;
  /** Not this player's first round: it is not counted. */
  readonly isAgain: boolean;
  readonly question?: QuestionView;
  readonly explanation?: ExplanationView;
  /** Where to go on. */
  readonly next?: string;
  /** Nothing is left to ask. */
  readonly isLast?: boolean;
  readonly end?: {
    readonly right: number;
    readonly answered: number;
    readonly rows: readonly {
      readonly passage: string;
      readonly technique: ShownText;
      readonly right: boolean;
      readonly source: LetterSource;
    }[];
    /** How all players did, for the techniques of this round that enough of them were asked after. */
    readonly others: readonly ({ readonly technique: ShownText } & FoundBefore)[];
    /** Answers about a technique from which on it is among them. */
    readonly fewest: number;
  };
}

export const recognisePage = definePage<RecogniseView>('recognise');
