import { difference, type DifferencePart } from '../../core/composition/difference.js';
import { compareLetterPieces, letterPieces, type Placeholder } from '../../core/composition/letter-pieces.js';
import {
  isObject,
  listAt,
  textAt,
  valueAt,
  type DraftContent,
  type DraftValue,
} from '../../drafts/draft-content.js';
import { armsOf } from '../../drafts/draft-lists.js';
import { typedMoment } from '../../drafts/dutch-moment.js';
import type { ChangedPart, DraftPart } from '../../drafts/flatten-draft.js';
import { authored, bothLanguages } from '../../drafts/read-form.js';
import { createFormatter } from '../../platform/i18n/format.js';
import { shownText } from '../../platform/i18n/shown-text.js';
import type { Technique } from '../../techniques/technique-schema.js';
import { NO_FACTOR } from '../../trials/protocol/expand-factors.js';
import type { DraftTexts } from './draft-texts.js';

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** What a part of a draft says, for somebody who reads it and not for who types it. */
function partText(
  { kind, value, path }: DraftPart,
  content: DraftContent,
  techniques: readonly Technique[],
  texts: DraftTexts,
): string {
  const { number, percent, euro, date } = createFormatter(texts.language);
  const shown = (name: unknown): string => shownText(authored(asText(name)), texts.language).text;
  const named = (list: string, id: string): string => {
    const items = list === 'arms' ? armsOf(content) : listAt(content, list);
    const item = items.find((one) => textAt(one, 'id') === id);
    return (item === undefined ? '' : shown(valueAt(item, 'name'))) || id;
  };
  const dayText = (day: string): string => (ISO_DATE.test(day) ? date(day) : day);
  if (typeof value === 'boolean') return texts.say(value ? 'yes' : 'no');
  if (typeof value === 'number') {
    if (kind === 'percent') {
      return path === 'analysis.smallestWorthwhileUplift'
        ? `${number(value * 100, 2)} ${texts.say('points')}`
        : percent(value);
    }
    return kind === 'euro' ? euro(value) : number(value, 4);
  }
  if (kind === 'public-line' || kind === 'public-text') {
    const { nl, en } = bothLanguages(value);
    return en === '' ? nl : `${nl}\n\n${texts.say('in-english')} ${en}`;
  }
  if (Array.isArray(value)) {
    return value
      .map((one: DraftValue) => {
        if (kind === 'moments')
          return typeof one === 'number' ? `${number(one * 100, 2)}%` : dayText(String(one));
        return kind === 'elements' || kind === 'arms' ? named(kind, String(one)) : String(one);
      })
      .join(', ');
  }
  if (typeof value !== 'string') return JSON.stringify(value);
  if (kind === 'date') return dayText(value);
  if (kind === 'pulse') return typedMoment(value);
  if (kind === 'choice') return texts.sayIfThere(`options.${path.split('.').at(-1)}.${value}`) ?? value;
  if (kind === 'technique') {
    const technique = techniques.find(({ id }) => id === value);
    return technique === undefined ? value : shown(technique.name);
  }
  if (kind === 'element') return named('elements', value);
  if (kind === 'arm') return value === NO_FACTOR ? texts.say('no-factor') : named('arms', value);
  return value;
}

const asText = (name: unknown): string | { nl: string; en: string } | undefined =>
  typeof name === 'string'
    ? name
    : isObject(name)
      ? { nl: textAt(name, 'nl'), en: textAt(name, 'en') }
      : undefined;

/** Where a part is on the review page. */
const rowId = (identity: string): string => `row-${identity.replaceAll(/[^\w-]+/g, '-')}`;

/** A part on the review page: its words, with what changed marked where there is something to compare with. */
export interface ReviewRow {
  readonly id: string;
  /** What a comment about it is kept with. */
  readonly identity: string;
  readonly place: string;
  readonly text: string;
  readonly isLetter: boolean;
  readonly change: 'none' | 'added' | 'removed' | 'changed';
  readonly parts: readonly DifferencePart[];
  /** A letter's text as people read it, with the same differences; empty for what is no letter. */
  readonly pieces: readonly PieceView[];
}

/** A stretch of a letter's text; what stands in for something else says in words what comes there. */
export interface PieceView extends DifferencePart {
  readonly bold: boolean;
  readonly placeholder: Placeholder | null;
}

/** @param compare false where there is nothing to compare with: then nothing is new */
export function reviewRow(
  { before, now }: ChangedPart,
  contents: { readonly before: DraftContent; readonly now: DraftContent },
  compare: boolean,
  techniques: readonly Technique[],
  texts: DraftTexts,
): ReviewRow {
  const old = before === undefined ? '' : partText(before, contents.before, techniques, texts);
  const text = now === undefined ? '' : partText(now, contents.now, techniques, texts);
  const part = now ?? before;
  const change =
    !compare || old === text ? 'none' : old === '' ? 'added' : text === '' ? 'removed' : 'changed';
  const identity = part?.identity ?? '';
  return {
    id: rowId(identity),
    identity,
    place:
      part === undefined ? '' : texts.place(now === undefined ? contents.before : contents.now, part.path),
    text,
    isLetter: part?.kind === 'letter',
    change,
    parts: change === 'none' ? [] : difference(old, text),
    pieces: part?.kind === 'letter' ? pieceViews(old, text, change === 'none', texts) : [],
  };
}

function pieceViews(old: string, text: string, isSame: boolean, texts: DraftTexts): PieceView[] {
  return (isSame ? letterPieces(text) : compareLetterPieces(old, text)).map((piece) => ({
    ...piece,
    text:
      piece.placeholder === null
        ? piece.text
        : texts.say(`review.placeholder.${piece.placeholder}`, { name: piece.text }),
  }));
}
