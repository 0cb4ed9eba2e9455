import { z } from 'zod';
import { clusterRobustDifference, profilesOfOutcomes } from '../core/statistics/cluster-robust.js';
import {
  factorialAdditive,
  type FactorialEffects,
  factorialSaturated,
} from '../core/statistics/factorial.js';
import { groupSequentialBounds } from '../core/statistics/group-sequential.js';
import { countTimes, curveAt, kaplanMeier } from '../core/statistics/kaplan-meier.js';
import type { Inference } from '../core/statistics/inference.js';
import { logrank, type LogrankTest } from '../core/statistics/logrank.js';
import type { Result } from '../core/statistics/result.js';
import { count, level, MORE_RESPONSES, numbersOf, withinArm } from './case-shapes.js';
import { type CaseNumber, type CaseOutput, type MethodRunner, runner } from './method-runner.js';

const label = z.union([z.number(), z.string()]);
const binary = z.union([z.literal(0), z.literal(1)]);
const oneLength = (...lists: readonly (readonly unknown[])[]): boolean =>
  lists.every(({ length }) => length === lists[0]?.length);
const LENGTHS = 'the lists are not of one length';
const FACTORS = ['a', 'b', 'c'];

/** Clusters, factors, looks and time. */
export const DESIGN_METHODS: Readonly<Record<string, MethodRunner>> = {
  group_sequential_bounds: runner(
    z.object({
      type: z.enum(['obrien-fleming', 'pocock', 'lan-demets-obf', 'lan-demets-pocock']),
      informationRates: z.array(z.number()).min(1),
      alpha: level,
      sided: z.union([z.literal(1), z.literal(2)]),
    }),
    (plan) =>
      numbersOf(groupSequentialBounds(plan), (bounds) => ({
        criticalZ: bounds.criticalZ.map(inWords),
        nominalP: bounds.nominalP,
        alphaSpentCumulative: bounds.alphaSpentCumulative,
        constant: bounds.constant,
      })),
    // The boundary comes out of an integration; what it spends is smoother than where it lies.
    { tolerance: 1e-7, toleranceOf: { criticalZ: 1e-5, constant: 1e-5, nominalP: 1e-7 } },
  ),
  cluster_robust_difference: runner(
    z
      .object({
        cluster: z.array(label).min(1),
        treat: z.array(binary),
        y: z.array(z.number()),
        confLevel: level,
      })
      .refine(({ cluster, treat, y }) => oneLength(cluster, treat, y), LENGTHS),
    ({ cluster, treat, y, confLevel }) => {
      const rows = cluster.map((name, i) => ({
        cluster: name,
        treated: treat[i] === 1,
        outcome: y[i] ?? 0,
      }));
      return numbersOf(clusterRobustDifference(profilesOfOutcomes(rows), confLevel), (result) => ({
        estimate: result.estimate,
        nClusters: result.clusters,
        n: result.recipients,
        ...robustNumbers(result.estimate, result.hc1),
        seClassicalOls: standardErrorOf(result.classical),
        seHC2NoCluster: standardErrorOf(result.hc2NoCluster),
      }));
    },
  ),
  kaplan_meier: runner(
    z
      .object({
        time: z.array(z.number()).min(1),
        event: z.array(binary),
        at: z.array(z.number()),
        confType: z.enum(['log', 'log-log', 'plain']),
        confLevel: level,
      })
      .refine(({ time, event }) => oneLength(time, event), LENGTHS),
    ({ time, event, at, confType, confLevel }) => {
      const counts = countTimes(time.map((moment, i) => ({ time: moment, responded: event[i] === 1 })));
      return numbersOf(kaplanMeier(counts, confType, confLevel), (curve) => {
        const points = at.map((moment) => curveAt(curve, moment));
        const limit = (name: 'lower' | 'upper'): CaseNumber[] =>
          points.map(({ interval }) => (interval.kind === 'value' ? interval[name] : null));
        return {
          atRisk: points.map((point) => point.atRisk),
          survival: points.map((point) => point.survival),
          cumulativeResponse: points.map((point) => point.cumulativeResponse),
          stdErrGreenwood: points.map((point) => point.stdErrGreenwood),
          lower: limit('lower'),
          upper: limit('upper'),
          median: curve.median.kind === 'value' ? curve.median.time : null,
        };
      });
    },
  ),
  logrank: runner(
    z
      .object({ time: z.array(z.number()).min(1), event: z.array(binary), group: z.array(label) })
      .refine(({ time, event, group }) => oneLength(time, event, group), LENGTHS),
    ({ time, event, group }) => {
      const groups = [...new Set(group)].sort((a, b) => (a < b ? -1 : 1));
      const rows = time.map((moment, i) => ({ time: moment, responded: event[i] === 1, group: group[i] }));
      const arms = groups.map((one) => countTimes(rows.filter((row) => row.group === one)));
      return numbersOf(logrank(arms), ({ observed, expected, test }) => ({
        // Names of groups are no numbers to compare; their order shows in what belongs to them.
        groups: groups.filter((name) => typeof name === 'number'),
        observed,
        expected,
        ...logrankNumbers(test, groups.length),
      }));
    },
  ),
  factorial_2x2x2: runner(
    z.object({
      cells: z
        .array(
          z.object({ a: binary, b: binary, c: binary, n: count, x: count }).refine(withinArm, MORE_RESPONSES),
        )
        .min(1),
      confLevel: level,
    }),
    ({ cells, confLevel }) => {
      const arms = cells.map(({ a, b, c, n, x }) => ({ levels: [a, b, c], n, x }));
      return {
        additive: effectsOf(factorialAdditive(arms, confLevel)),
        saturated: effectsOf(factorialSaturated(arms, confLevel)),
      };
    },
  ),
};

const inWords = (number: number): CaseNumber =>
  Number.isFinite(number) ? number : number > 0 ? 'Infinity' : '-Infinity';

const standardErrorOf = (result: Result<{ standardError: number }>): CaseNumber =>
  result.kind === 'value' ? result.standardError : null;

/** As survdiff has it: where fewer than two groups could be compared the statistic is 0, with no degrees of freedom. */
function logrankNumbers(test: Result<LogrankTest>, groups: number): CaseOutput {
  if (test.kind === 'value')
    return { chiSquare: test.chiSquare, df: test.degreesOfFreedom, pValue: test.pValue };
  if (test.reason === 'empty-arm') return { chiSquare: 0, df: 0, pValue: 1 };
  return { chiSquare: test.reason === 'no-variation' ? 0 : null, df: groups - 1, pValue: null };
}

function robustNumbers(estimate: number, hc1: Result<Inference>): CaseOutput {
  // A standard error of 0 is one all the same to those who fill in the formula: the interval has no width.
  if (hc1.kind === 'undefined') {
    if (hc1.reason !== 'no-variation') return {};
    const p = estimate === 0 ? null : 0;
    const limits = {
      ciLowerNormal: estimate,
      ciUpperNormal: estimate,
      ciLowerT: estimate,
      ciUpperT: estimate,
    };
    return { seClusterHC1: 0, ...limits, pNormal: p, pT: p };
  }
  const { standardError, normal, t } = hc1;
  return {
    seClusterHC1: standardError,
    ciLowerNormal: normal.lower,
    ciUpperNormal: normal.upper,
    pNormal: normal.pValue,
    ciLowerT: t.lower,
    ciUpperT: t.upper,
    pT: t.pValue,
  };
}

function effectsOf(result: Result<FactorialEffects>): CaseOutput {
  return numbersOf(result, ({ effects }) =>
    Object.fromEntries(
      effects.map(({ factors, estimate, standardError, inference }) => [
        factors.map((factor) => FACTORS[factor]).join(''),
        {
          estimate,
          seHC2: standardError,
          ...(inference.kind === 'value'
            ? { lower: inference.lower, upper: inference.upper, pNormal: inference.pValue }
            : { lower: estimate, upper: estimate, pNormal: estimate === 0 ? null : 0 }),
        },
      ]),
    ),
  );
}
