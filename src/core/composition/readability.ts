import { undefinedResult, value, type Result } from '../statistics/result.js';
import { syllables } from './syllables.js';

/** How hard a text is to read, counted. Measures of form: an easy word that nobody needs scores well too. */
export interface ReadabilityScores {
  readonly words: number;
  readonly sentences: number;
  readonly wordsPerSentence: number;
  readonly syllablesPerWord: number;
  /** Flesch's reading ease in Douma's Dutch form: 0 is very hard, 100 very easy. */
  readonly fleschDouma: number;
  /** Sentences of more than `LONG_SENTENCE` words, as they are in the text. */
  readonly longSentences: readonly string[];
}

/** Plain language asks for ten to twelve words on average: about twice that is long. */
const LONG_SENTENCE = 20;

const WORD = /[\p{L}\p{N}]+(?:[-'’.,:][\p{L}\p{N}]+)*/gu;

/** A full stop after these ends no sentence. */
const ABBREVIATION =
  /(?<![\p{L}])(dhr|mevr|mw|dr|mr|ir|prof|bijv|o\.a|m\.i\.v|t\.a\.v|i\.v\.m|a\.u\.b|e\.d|d\.w\.z|nr|art|jl|blz|tel|evt|max|min)\.(?=\s)/giu;

/** Nor does one after an initial; "u." is no initial, so capitals count here. */
const INITIAL = /(?<![\p{L}])(\p{Lu})\.(?=\s)/gu;

const HIDDEN_STOP = '\u2024';

const wordsOf = (text: string): string[] => text.match(WORD) ?? [];

/** Sentences end at ".", "!" and "?", at an empty line and after each item of a list. */
export function sentencesOf(text: string): string[] {
  return text
    .split(/\n\s*\n|\n(?=\s*-\s)/)
    .flatMap((block) =>
      block
        .replace(ABBREVIATION, `$1${HIDDEN_STOP}`)
        .replace(INITIAL, `$1${HIDDEN_STOP}`)
        .split(/(?<=[.!?]["'”’)]?)\s+/),
    )
    .map((sentence) => sentence.replaceAll(HIDDEN_STOP, '.').trim())
    .filter((sentence) => wordsOf(sentence).length > 0);
}

/**
 * Readability of a letter.
 *
 * Flesch–Douma = 206.84 − 0.93 × words per sentence − 77 × syllables per word (Douma, 1960: Flesch's formula with
 * weights for Dutch). Figures count as words of one syllable.
 * @param text a letter with its fields filled in, as `plainText` gives it
 * @returns undefined (`no-observations`) for a text without words
 */
export function readability(text: string): Result<ReadabilityScores> {
  const sentences = sentencesOf(text);
  const words = wordsOf(text);
  if (words.length === 0) return undefinedResult('no-observations');
  const wordsPerSentence = words.length / sentences.length;
  const syllablesPerWord = words.reduce((sum, word) => sum + syllables(word), 0) / words.length;
  return value({
    words: words.length,
    sentences: sentences.length,
    wordsPerSentence,
    syllablesPerWord,
    fleschDouma: 206.84 - 0.93 * wordsPerSentence - 77 * syllablesPerWord,
    longSentences: sentences.filter((sentence) => wordsOf(sentence).length > LONG_SENTENCE),
  });
}

/** In what two arms' letters differ besides their elements, so that the trial tests that as well. */
export interface ReadabilityDifference {
  readonly kind: 'length' | 'level';
  /** Places of the arms in the list that was given: the shortest and the longest, the hardest and the easiest. */
  readonly arms: readonly [low: number, high: number];
  /** Words, or points of Flesch–Douma. */
  readonly values: readonly [low: number, high: number];
}

/** An element is a sentence or two in a letter of a hundred words: a fifth more is a different letter. */
const LENGTH_RATIO = 1.2;

/** Half of a step in the usual division of the scale (very easy, easy, fairly easy, …: steps of ten points). */
const LEVEL_POINTS = 5;

/** What to warn about: arms whose letters differ much in length or level. A text without words is left out. */
export function readabilityDifferences(arms: readonly Result<ReadabilityScores>[]): ReadabilityDifference[] {
  const scores = arms.flatMap((scored, arm) => (scored.kind === 'value' ? [{ arm, ...scored }] : []));
  const extremes = (
    kind: ReadabilityDifference['kind'],
    of: 'words' | 'fleschDouma',
    differs: (low: number, high: number) => boolean,
  ): ReadabilityDifference[] => {
    const sorted = scores.toSorted((a, b) => a[of] - b[of]);
    const [low, high] = [sorted[0], sorted.at(-1)];
    return low !== undefined && high !== undefined && differs(low[of], high[of])
      ? [{ kind, arms: [low.arm, high.arm], values: [low[of], high[of]] }]
      : [];
  };
  return [
    ...extremes('length', 'words', (low, high) => high > low * LENGTH_RATIO),
    ...extremes('level', 'fleschDouma', (low, high) => high - low > LEVEL_POINTS),
  ];
}
