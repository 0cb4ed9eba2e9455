import { z } from 'zod';
import { fisherExact } from '../core/statistics/fisher-exact.js';
import { miettinenNurminenDifference } from '../core/statistics/miettinen-nurminen-difference.js';
import { newcombeDifference } from '../core/statistics/newcombe-difference.js';
import { oddsRatio } from '../core/statistics/odds-ratio.js';
import { adjustPValues } from '../core/statistics/p-adjustment.js';
import { pooledZTest } from '../core/statistics/pooled-z-test.js';
import { propTest } from '../core/statistics/prop-test.js';
import { riskRatio } from '../core/statistics/risk-ratio.js';
import { sampleRatioMismatch } from '../core/statistics/sample-ratio-mismatch.js';
import { wilsonInterval } from '../core/statistics/wilson-interval.js';
import {
  armsOf,
  count,
  level,
  MORE_RESPONSES,
  numbersOf,
  ratioNumbers,
  twoArms,
  withinArm,
} from './case-shapes.js';
import { type MethodRunner, runner } from './method-runner.js';

const corrected = z.boolean().default(false);

/** One or two arms, or one row of arms, without strata. */
export const PROPORTION_METHODS: Readonly<Record<string, MethodRunner>> = {
  wilson_interval: runner(
    z
      .object({ x: count, n: count, confLevel: level, continuityCorrection: corrected })
      .refine(withinArm, MORE_RESPONSES),
    (input) =>
      numbersOf(wilsonInterval(input, input.confLevel, input.continuityCorrection), (numbers) => ({
        estimate: numbers.estimate,
        lower: numbers.lower,
        upper: numbers.upper,
      })),
  ),
  newcombe_difference: runner(
    twoArms.and(z.object({ confLevel: level, continuityCorrection: corrected })),
    (input) =>
      numbersOf(
        newcombeDifference(...armsOf(input), input.confLevel, input.continuityCorrection),
        (numbers) => ({
          estimate: numbers.estimate,
          lower: numbers.lower,
          upper: numbers.upper,
        }),
      ),
  ),
  miettinen_nurminen_difference: runner(
    twoArms.and(z.object({ confLevel: level })),
    (input) =>
      numbersOf(miettinenNurminenDifference(...armsOf(input), input.confLevel), (numbers) => ({
        estimate: numbers.estimate,
        lower: numbers.lower,
        upper: numbers.upper,
      })),
    { tolerance: 1e-7 },
  ),
  risk_ratio_katz: runner(twoArms.and(z.object({ confLevel: level })), (input) =>
    ratioNumbers(riskRatio(...armsOf(input), input.confLevel)),
  ),
  odds_ratio_woolf: runner(
    twoArms.and(z.object({ confLevel: level, haldaneAnscombe: z.boolean().default(false) })),
    (input) => ratioNumbers(oddsRatio(...armsOf(input), input.confLevel, input.haldaneAnscombe)),
  ),
  z_test_pooled: runner(
    twoArms.and(z.object({ alternative: z.enum(['two-sided', 'greater', 'less']).default('two-sided') })),
    (input) =>
      numbersOf(pooledZTest(...armsOf(input), input.alternative), ({ z: statistic, pValue }) => ({
        z: statistic,
        pValue,
      })),
  ),
  prop_test: runner(
    z
      .object({
        x: z.array(count).min(2),
        n: z.array(count).min(2),
        continuityCorrection: z.boolean().default(true),
        confLevel: level.default(0.95),
      })
      .refine(({ x, n }) => x.length === n.length, 'x and n are not of one length')
      .refine(({ x, n }) => x.every((responses, arm) => responses <= (n[arm] ?? 0)), MORE_RESPONSES),
    ({ x, n, continuityCorrection, confLevel }) => {
      const arms = x.map((responses, arm) => ({ x: responses, n: n[arm] ?? 0 }));
      return numbersOf(propTest(arms, confLevel, continuityCorrection), ({ test, interval }) => ({
        ...numbersOf(test, ({ chiSquare, pValue }) => ({ chiSquare, pValue })),
        df: arms.length - 1,
        ciLower: interval?.lower ?? null,
        ciUpper: interval?.upper ?? null,
      }));
    },
  ),
  fisher_exact: runner(twoArms, (input) =>
    numbersOf(fisherExact(...armsOf(input)), ({ twoSided, greater, less }) => ({
      pTwoSided: twoSided,
      pGreater: greater,
      pLess: less,
    })),
  ),
  srm_chisq: runner(
    z
      .object({ observed: z.array(count).min(1), weights: z.array(z.number().min(0)).min(1) })
      .refine(
        ({ observed, weights }) => observed.length === weights.length,
        'observed and weights are not of one length',
      ),
    ({ observed, weights }) =>
      numbersOf(sampleRatioMismatch(observed, weights), ({ test, expectedCounts }) => ({
        expectedCounts,
        ...(test.kind === 'value'
          ? { chiSquare: test.chiSquare, df: test.df, pValue: test.pValue }
          : // A unit in an arm of weight 0 is infinitely far from what was planned.
            test.reason === 'infinite' && { chiSquare: 'Infinity', df: observed.length - 1, pValue: 0 }),
      })),
  ),
  p_adjust: runner(
    z.object({
      // null: there is no such p-value; as R leaves it out of the family.
      p: z.array(z.number().min(0).max(1).nullable()),
      method: z.enum(['holm', 'BH', 'bonferroni', 'hochberg']),
    }),
    ({ p, method }) => {
      const known = adjustPValues(
        p.filter((one) => one !== null),
        method,
      );
      const places = p.map((one, place) => (one === null ? null : place)).filter((place) => place !== null);
      return { adjusted: p.map((_, place) => known[places.indexOf(place)] ?? null) };
    },
  ),
};
