import { z } from 'zod';
import { cochranMantelHaenszel } from '../core/statistics/cochran-mantel-haenszel.js';
import { mantelHaenszelDifferences } from '../core/statistics/mantel-haenszel-differences.js';
import { multiArmCmh } from '../core/statistics/multi-arm-cmh.js';
import { randomisationTestOfUnits } from '../core/statistics/randomisation-test.js';
import {
  count,
  level,
  MORE_RESPONSES,
  numbersOf,
  ratioNumbers,
  strataOfTwo,
  withinArm,
} from './case-shapes.js';
import { type MethodRunner, runner } from './method-runner.js';

const label = z.union([z.number(), z.string()]);

/** Arms within strata or blocks. */
export const STRATIFIED_METHODS: Readonly<Record<string, MethodRunner>> = {
  cmh: runner(
    z.object({
      strata: strataOfTwo,
      continuityCorrection: z.boolean().default(true),
      confLevel: level.default(0.95),
    }),
    ({ strata, continuityCorrection, confLevel }) =>
      numbersOf(
        cochranMantelHaenszel(strata, confLevel, continuityCorrection),
        ({ test, commonOddsRatio }) => {
          const { estimate, lower, upper } = ratioNumbers(commonOddsRatio);
          return {
            df: 1,
            ...numbersOf(test, ({ chiSquare, pValue }) => ({ chiSquare, pValue })),
            commonOddsRatio: estimate,
            orLower: lower,
            orUpper: upper,
          };
        },
      ),
  ),
  mantel_haenszel_rd_rr: runner(
    z.object({ strata: strataOfTwo, confLevel: level.default(0.95) }),
    ({ strata, confLevel }) =>
      numbersOf(mantelHaenszelDifferences(strata, confLevel), ({ riskDifference, riskRatio }) => {
        const { estimate, seLog, lower, upper } = ratioNumbers(riskRatio);
        return {
          riskDifference: riskDifference.estimate,
          rdSe: riskDifference.standardError,
          rdLower: riskDifference.lower,
          rdUpper: riskDifference.upper,
          riskRatio: estimate,
          rrSeLog: seLog,
          rrLower: lower,
          rrUpper: upper,
        };
      }),
  ),
  cmh_multiarm: runner(
    z.object({
      strata: z
        .array(z.array(z.object({ x: count, n: count }).refine(withinArm, MORE_RESPONSES)).min(2))
        .min(1),
    }),
    ({ strata }) =>
      numbersOf(multiArmCmh(strata), ({ chiSquare, df, pValue }) => ({ chiSquare, df, pValue })),
  ),
  permutation_exact: runner(
    z
      .object({
        y: z.array(z.number()).min(1),
        treat: z.array(z.union([z.literal(0), z.literal(1)])).min(1),
        block: z.array(label).optional(),
      })
      .refine(
        ({ y, treat, block }) =>
          y.length === treat.length && (block === undefined || block.length === y.length),
        'y, treat and block are not of one length',
      ),
    ({ y, treat, block }) => {
      const units = y.map((outcome, unit) => ({
        outcome,
        treated: treat[unit] === 1,
        block: block?.[unit] ?? '',
      }));
      return numbersOf(randomisationTestOfUnits(units, noChance), (test) => ({
        observedDifference: test.difference,
        nPermutations: test.assignments,
        pTwoSided: test.twoSided,
        pGreater: test.greater,
        pLess: test.less,
        pTwoSidedLinearCentred: test.twoSidedLinear,
      }));
    },
  ),
};

/** The method is the exact one: a case too large for it must not be answered by drawing. */
function noChance(): never {
  throw new RangeError('too many different assignments to count exactly');
}
