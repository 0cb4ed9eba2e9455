import { wilsonInterval } from '../statistics/wilson-interval.js';

/** A figure that a letter claims. */
export interface StatisticalClaim {
  readonly wording: string;
  readonly numerator: number;
  readonly denominator: number;
}

export type ClaimFault =
  'majority-not-shown' | 'out-of-ten-not-right' | 'percentage-not-right' | 'more-than-all';

/** Numbers that a letter may write as a word. */
const NUMBERS: Readonly<Record<string, number>> = {
  een: 1,
  één: 1,
  eén: 1,
  twee: 2,
  drie: 3,
  vier: 4,
  vijf: 5,
  zes: 6,
  zeven: 7,
  acht: 8,
  negen: 9,
  tien: 10,
  twintig: 20,
  honderd: 100,
  duizend: 1000,
};
const NUMBER = `\\d+|${Object.keys(NUMBERS).join('|')}`;

const MAJORITY = /\b(meerderheid|meesten?|(meer dan|ruim) de helft|most|majority|more than half)\b/i;
const OUT_OF = new RegExp(
  `(?<![\\p{L}\\d.,])(${NUMBER})\\s+(?:van|op)\\s+(?:de|elke|iedere)\\s+(${NUMBER})(?![\\p{L}\\d])`,
  'giu',
);
const PERCENT = /(\d+)(?:[.,](\d+))?\s*(?:%|procent)/gi;

const numberOf = (word: string): number => NUMBERS[word.toLowerCase()] ?? Number(word);

const isMajority = (numerator: number, denominator: number): boolean => {
  const interval = wilsonInterval({ x: numerator, n: denominator }, 0.95);
  return interval.kind === 'value' && interval.lower > 0.5;
};

/**
 * Whether the words fit the figures (rule 7). "De meerderheid" needs the lower end of the 95% Wilson interval above
 * one half: more than half, and not by chance. Each "9 van de 10" and "90%" must be what the figures round to.
 * @returns the fault, or undefined when the words are right
 */
export function checkStatisticalClaim({
  wording,
  numerator,
  denominator,
}: StatisticalClaim): ClaimFault | undefined {
  if (numerator > denominator) return 'more-than-all';
  if (MAJORITY.test(wording) && !isMajority(numerator, denominator)) return 'majority-not-shown';
  const share = numerator / denominator;
  for (const [, part = '', whole = ''] of wording.matchAll(OUT_OF)) {
    if (Math.round(share * numberOf(whole)) !== numberOf(part)) return 'out-of-ten-not-right';
  }
  for (const [, whole = '', decimals = ''] of wording.matchAll(PERCENT)) {
    // In units of the last decimal that is written, so that the rounding is that of the words.
    const scale = 10 ** decimals.length;
    if (Math.round(share * 100 * scale) !== Number(whole + decimals)) return 'percentage-not-right';
  }
  return undefined;
}
