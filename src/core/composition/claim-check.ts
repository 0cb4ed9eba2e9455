import { wilsonInterval } from '../statistics/wilson-interval.js';

/** A figure that a letter claims. */
export interface StatisticalClaim {
  readonly wording: string;
  readonly numerator: number;
  readonly denominator: number;
}

export type ClaimFault =
  'majority-not-shown' | 'out-of-ten-not-right' | 'percentage-not-right' | 'more-than-all';

const MAJORITY = /\b(meerderheid|meeste|most|majority)\b/i;
const OUT_OF = /\b(\d+|negen|acht|zeven|zes|vijf|vier|drie|twee) van de (\d+|tien|honderd)\b/i;
const PERCENT = /\b(\d+(?:,\d+)?)\s*(?:%|procent)/i;

const NUMBERS: Readonly<Record<string, number>> = {
  twee: 2,
  drie: 3,
  vier: 4,
  vijf: 5,
  zes: 6,
  zeven: 7,
  acht: 8,
  negen: 9,
  tien: 10,
  honderd: 100,
};

const numberOf = (word: string): number => NUMBERS[word.toLowerCase()] ?? Number(word);

/**
 * Whether the words fit the figures (rule 7). "De meerderheid" needs the lower end of the 95% Wilson interval above
 * one half: more than half, and not by chance. "9 van de 10" and "90%" must be what the figures round to.
 * @returns the fault, or undefined when the words are right
 */
export function checkStatisticalClaim({
  wording,
  numerator,
  denominator,
}: StatisticalClaim): ClaimFault | undefined {
  if (numerator > denominator) return 'more-than-all';
  const share = numerator / denominator;
  if (MAJORITY.test(wording)) {
    const interval = wilsonInterval({ x: numerator, n: denominator }, 0.95);
    if (interval.kind !== 'value' || interval.lower <= 0.5) return 'majority-not-shown';
  }
  const [, part, whole] = OUT_OF.exec(wording) ?? [];
  if (part !== undefined && whole !== undefined && Math.round(share * numberOf(whole)) !== numberOf(part)) {
    return 'out-of-ten-not-right';
  }
  const percent = PERCENT.exec(wording)?.[1];
  if (percent !== undefined) {
    const decimals = percent.split(',')[1]?.length ?? 0;
    const scale = 10 ** decimals;
    if (Math.round(share * 100 * scale) !== Math.round(Number(percent.replace(',', '.')) * scale)) {
      return 'percentage-not-right';
    }
  }
  return undefined;
}
