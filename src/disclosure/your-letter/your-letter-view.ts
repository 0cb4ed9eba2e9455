import type { Language } from '../../platform/i18n/language.js';
import { shownText, type ShownText } from '../../platform/i18n/shown-text.js';
import { definePage } from '../../platform/web/page.js';
import { hasReached } from '../../trials/life-cycle.js';
import { formatLetterCode } from '../../core/post/letter-code.js';
import { publicKind, type PublicKind } from '../../trials/trial-record.js';
import type { LettersView, LetterView } from '../views/letter-view.js';
import type { YourLetter } from './your-letter.service.js';

export interface YourLetterFormView {
  /** What was typed, after a refusal. */
  readonly code: string;
  readonly refusal?: { readonly message: string; readonly remedy: string };
}

export interface YourLetterView {
  readonly code: string;
  readonly title: ShownText;
  readonly question: ShownText;
  readonly organisation: string;
  readonly contact: { readonly name: string; readonly email: string; readonly url: string };
  readonly kind: PublicKind;
  readonly trialPath: string;
  readonly arm: ShownText;
  /** The one letter of this group, with the elements in it. */
  readonly letters: LettersView;
  /** Whether the result can be read on the open page. */
  readonly disclosed: boolean;
  /** yyyy-mm-dd: until when the result was promised. */
  readonly promisedOn: string;
  /** How many groups there are. */
  readonly arms: number;
  readonly external: boolean;
  /** The letter's line in the public list; that list is there after the close. */
  readonly key: string;
  readonly packPath?: string;
  readonly objectPath: string;
  readonly objected: boolean;
  /** Later letters can still come. */
  readonly canObject: boolean;
}

export const yourLetterFormPage = definePage<YourLetterFormView>('your-letter-form');
export const yourLetterPage = definePage<YourLetterView>('your-letter');

/** A letter as its reader has it: with their own code on it. */
const withCode = ({ frame, ...letter }: LetterView, code: string): LetterView => ({
  ...letter,
  ...(frame !== undefined && { frame: { ...frame, code } }),
});

/**
 * @param letters all letters of the trial
 * @param trialPath address of the open page
 */
export function buildYourLetterView(
  { trial, arm, code, key, objected }: YourLetter,
  letters: LettersView,
  trialPath: string,
  language: Language,
): YourLetterView {
  const { protocol } = trial;
  const own = letters.letters[arm];
  const marks = new Set(own?.elements.map(({ mark }) => mark));
  return {
    code: formatLetterCode(code),
    title: shownText(protocol.title, language),
    question: shownText(protocol.question, language),
    organisation: protocol.organisation.name,
    contact: protocol.organisation.contact,
    kind: publicKind(trial.kind),
    trialPath,
    arm: own?.arm ?? { text: '' },
    letters: {
      letters: own === undefined ? [] : [withCode(own, formatLetterCode(code))],
      reminders: (letters.reminders ?? []).flatMap((reminder) => {
        const place = reminder.arms.indexOf(arm);
        const shown = reminder.letters[place];
        return place === -1
          ? []
          : [{ ...reminder, letters: shown === undefined ? [] : [withCode(shown, formatLetterCode(code))] }];
      }),
      elements: letters.elements.filter(({ mark }) => marks.has(mark)),
    },
    disclosed: hasReached(trial.state, 'disclosed'),
    promisedOn: protocol.planning.disclosure,
    arms: protocol.arms.length,
    external: protocol.allocation === 'external',
    key,
    ...(hasReached(trial.state, 'closed') && { packPath: `${trialPath}/verification-pack.jsonl.gz` }),
    objectPath: `/uw-brief/${code}/bezwaar`,
    objected,
    canObject: !hasReached(trial.state, 'closed'),
  };
}
