import { diffArrays } from 'diff';
import { blocksOf } from './compose.js';
import type { DifferencePart } from './difference.js';

/** What a stretch between braces does in a letter. */
export type Placeholder = 'slot' | 'field' | 'if' | 'unless' | 'else' | 'end';

/** A stretch of an author's text as people read it: words, bold or not, or a place where something else comes. */
export interface LetterPiece {
  readonly text: string;
  readonly bold: boolean;
  /** Null for words. Otherwise `text` is the name of what comes there; empty for `else` and `end`. */
  readonly placeholder: Placeholder | null;
}

/** A piece, and whether the earlier text, the later text or both have it. */
export interface ComparedPiece extends LetterPiece {
  readonly kind: DifferencePart['kind'];
}

/** What is between two or three braces; a comment of an author is no part of the letter. */
const BRACES = /\{\{\{?\s*([^{}]*?)\s*\}?\}\}/g;
/** Words, and the white space between them, each by itself. */
const WORDS = /\s+|\S+/g;

function placeholderOf(inner: string, bold: boolean): LetterPiece | undefined {
  if (inner.startsWith('!')) return undefined;
  const piece = (placeholder: Placeholder, text: string): LetterPiece => ({ text, bold, placeholder });
  const slot = /^slot\s+["']([^"']*)["']$/.exec(inner)?.[1];
  if (slot !== undefined) return piece('slot', slot);
  const [, condition, of = ''] = /^#(if|unless)\s+(.+)$/.exec(inner) ?? [];
  if (condition === 'if' || condition === 'unless') return piece(condition, of);
  if (inner === 'else' || inner === '^') return piece('else', '');
  if (inner.startsWith('/')) return piece('end', '');
  return piece('field', inner);
}

function piecesOfRun(text: string, bold: boolean): LetterPiece[] {
  const words = (part: string): LetterPiece[] =>
    (part.match(WORDS) ?? []).map((word) => ({ text: word, bold, placeholder: null }));
  const pieces: LetterPiece[] = [];
  let at = 0;
  for (const match of text.matchAll(BRACES)) {
    pieces.push(...words(text.slice(at, match.index)));
    const placeholder = placeholderOf(match[1] ?? '', bold);
    if (placeholder !== undefined) pieces.push(placeholder);
    at = match.index + match[0].length;
  }
  return [...pieces, ...words(text.slice(at))];
}

/** Word by word, with paragraphs and items of a list as the letter has them. */
function pieces(text: string): LetterPiece[] {
  const plain = (words: string): LetterPiece => ({ text: words, bold: false, placeholder: null });
  return blocksOf(text).flatMap(({ kind, runs }, place, blocks) => [
    ...(place === 0 ? [] : [plain(kind === 'item' && blocks[place - 1]?.kind === 'item' ? '\n' : '\n\n')]),
    ...(kind === 'item' ? [plain('• ')] : []),
    ...runs.flatMap((run) => piecesOfRun(run.text, run.bold)),
  ]);
}

const isSame = (one: LetterPiece, other: LetterPiece): boolean =>
  one.text === other.text && one.bold === other.bold && one.placeholder === other.placeholder;

function joined(compared: readonly ComparedPiece[]): ComparedPiece[] {
  const found: ComparedPiece[] = [];
  for (const piece of compared) {
    const last = found.at(-1);
    const goesOn =
      last !== undefined &&
      last.placeholder === null &&
      piece.placeholder === null &&
      last.bold === piece.bold &&
      last.kind === piece.kind;
    if (goesOn) found.splice(-1, 1, { ...last, text: last.text + piece.text });
    else found.push(piece);
  }
  return found;
}

/** A letter's text as people read it, with no marks of an author in it. */
export const letterPieces = (text: string): ComparedPiece[] =>
  joined(pieces(text).map((piece) => ({ ...piece, kind: 'same' })));

/**
 * Two versions of a letter's text as people read them, word by word: what only became bold is a difference, and so is a
 * slot that came, went or got another name.
 */
export const compareLetterPieces = (before: string, now: string): ComparedPiece[] =>
  joined(
    diffArrays(pieces(before), pieces(now), { comparator: isSame }).flatMap(({ value, added, removed }) =>
      value.map((piece): ComparedPiece => ({
        ...piece,
        kind: added ? 'added' : removed ? 'removed' : 'same',
      })),
    ),
  );
