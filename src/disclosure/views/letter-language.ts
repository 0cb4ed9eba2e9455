import { plainText, type Block } from '../../core/composition/compose.js';
import { difference, type DifferencePart } from '../../core/composition/difference.js';
import { plainParts, type PlainPart } from '../../core/composition/plain-language.js';
import { readability, type ReadabilityScores } from '../../core/composition/readability.js';

/** How a letter reads, and in what it differs from that of the reference arm. */
export interface LetterLanguageView {
  readonly scores: Omit<ReadabilityScores, 'longSentences'>;
  /** How many of each are marked. */
  readonly longSentences: number;
  readonly passive: number;
  readonly bureaucratic: number;
  readonly marked: readonly PlainPart[];
  /** Word by word; absent for the reference arm's own letter. */
  readonly differences?: readonly DifferencePart[];
}

/**
 * @param letter with its fields filled in
 * @param reference the letter that this one is held against, filled in alike
 * @returns undefined for a letter without a word
 */
export function letterLanguage(
  letter: readonly Block[],
  reference: readonly Block[] | undefined,
): LetterLanguageView | undefined {
  const text = plainText(letter);
  const scored = readability(text);
  if (scored.kind !== 'value') return undefined;
  const marked = plainParts(text);
  const count = (word: PlainPart['word']): number => marked.filter((part) => part.word === word).length;
  return {
    scores: scored,
    longSentences: scored.longSentences.length,
    // An auxiliary and a participle each.
    passive: count('passive') / 2,
    bureaucratic: count('bureaucratic'),
    marked,
    ...(reference !== undefined && { differences: difference(plainText(reference), text) }),
  };
}
