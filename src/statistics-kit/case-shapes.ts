import { z } from 'zod';
import type { Result } from '../core/statistics/result.js';
import type { Ratio } from '../core/statistics/risk-ratio.js';
import type { CaseNumber, CaseOutput } from './method-runner.js';

export const count = z.int().min(0);
export const level = z.number().gt(0).lt(1);

/** A number of responses is at most the number of recipients. */
export const withinArm = ({ x, n }: { x: number; n: number }): boolean => x <= n;
const withinArms = (arms: { x1: number; n1: number; x2: number; n2: number }): boolean =>
  arms.x1 <= arms.n1 && arms.x2 <= arms.n2;
export const MORE_RESPONSES = 'more responses than recipients';

export const twoArms = z
  .object({ x1: count, n1: count, x2: count, n2: count })
  .refine(withinArms, MORE_RESPONSES);

export const strataOfTwo = z.array(twoArms).min(1);

/** The two arms of a case as the core takes them. */
export const armsOf = (
  input: z.output<typeof twoArms>,
): [{ x: number; n: number }, { x: number; n: number }] => [
  { x: input.x1, n: input.n1 },
  { x: input.x2, n: input.n2 },
];

/** The numbers of a result, or none of them: what is left out counts as undefined. */
export function numbersOf<T extends object>(
  result: Result<T>,
  names: (numbers: T) => CaseOutput,
): CaseOutput {
  return result.kind === 'value' ? names(result) : {};
}

/** A ratio in the words of the case files: a ratio to 0 is "Infinity" there, and its interval null. */
export function ratioNumbers(
  ratio: Result<Ratio>,
): Record<'estimate' | 'seLog' | 'lower' | 'upper', CaseNumber> {
  if (ratio.kind === 'undefined') {
    const estimate = ratio.reason === 'infinite' ? 'Infinity' : null;
    return { estimate, seLog: null, lower: null, upper: null };
  }
  const { estimate, interval } = ratio;
  if (interval.kind === 'undefined') return { estimate, seLog: null, lower: null, upper: null };
  return { estimate, seLog: interval.seLog, lower: interval.lower, upper: interval.upper };
}
