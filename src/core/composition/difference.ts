import { diffWordsWithSpace } from 'diff';

/** A stretch of text that two variants share, or that one of them has. */
export interface DifferencePart {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/**
 * What is different between two variants, word by word. The parts that are the same or removed are the first text,
 * those that are the same or added the second.
 * @param first the letter of the reference arm, as `plainText` gives it
 * @param second the letter of another arm
 */
export function difference(first: string, second: string): DifferencePart[] {
  return diffWordsWithSpace(first, second).map(({ value, added, removed }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value,
  }));
}
