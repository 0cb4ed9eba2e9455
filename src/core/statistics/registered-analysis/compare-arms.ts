import type { ArmCount } from '../arm-count.js';
import { armMoments, contrastOfArms } from '../arm-contrast.js';
import { cochranMantelHaenszel } from '../cochran-mantel-haenszel.js';
import { confidenceSequence } from '../confidence-sequence.js';
import { fisherExact } from '../fisher-exact.js';
import type { Inference } from '../inference.js';
import { mantelHaenszelDifferences } from '../mantel-haenszel-differences.js';
import { miettinenNurminenDifference } from '../miettinen-nurminen-difference.js';
import { newcombeDifference } from '../newcombe-difference.js';
import { oddsRatio } from '../odds-ratio.js';
import { pooledZTest } from '../pooled-z-test.js';
import type {
  ComparisonResult,
  Estimate,
  MethodCode,
  RatioEstimate,
  RegisteredPlan,
  Test,
} from '../registered-analysis-types.js';
import { type Result, undefinedResult, value } from '../result.js';
import { type Ratio, riskRatio } from '../risk-ratio.js';
import { stratifiedDifference } from '../stratified-difference.js';
import { type CountsByArm, twoArmStrata } from './counts-by-arm.js';
import type { FamilyMember } from './family-member.js';

/** Below this expected count the normal distribution is no good approximation (Cochran 1954), and Fisher's test is used. */
const SMALL_EXPECTED_COUNT = 5;

/** A comparison of an arm with the reference arm: what is shown, and its place in the registered family. */
export interface Comparison {
  readonly result: Omit<ComparisonResult, 'registered'>;
  readonly member: FamilyMember;
  readonly smallCounts: boolean;
  /** The stratified result was registered and does not exist; the crude one has its place. */
  readonly stratifiedUndefined: boolean;
}

/** Everything about one arm against the reference arm; `level` is the registered confidence level. */
export function compareArms(
  plan: RegisteredPlan,
  counts: CountsByArm,
  arm: string,
  clustered: boolean,
): Comparison {
  const { reference, confidenceLevel: level } = plan;
  const first = counts.of(arm);
  const second = counts.of(reference);
  const crudeAt = (at: number): Estimate => crudeDifference(plan.interval, first, second, at);
  const smallCounts = smallestExpectedCount(first, second) < SMALL_EXPECTED_COUNT;
  const pooledZ = named(pooledZTest(first, second), 'z-test-pooled');
  const fisher = smallCounts ? exactTest(first, second) : null;
  const stratified = plan.stratified && !clustered ? stratifiedComparison(counts, arm, reference) : null;
  const cluster = clustered ? clusterComparison(plan, counts, arm) : null;
  const crude: FamilyMember = {
    upliftAt: crudeAt,
    test: fisher ?? pooledZ,
    loading: Math.sqrt(first.n / Math.max(1, first.n + second.n)),
  };
  const candidates = [cluster, stratified?.usable ? stratified : null].filter((one) => one !== null);
  const chosen = candidates[0] ?? crude;
  return {
    smallCounts,
    stratifiedUndefined: (stratified !== null && !stratified.usable) || cluster?.stratifiedUndefined === true,
    member: { ...pick(chosen), ...(candidates.length === 0 && { sequence: sequenceOf(first, second) }) },
    result: {
      arm,
      reference,
      crude: crudeAt(level),
      riskRatio: ratioEstimate(riskRatio(first, second, level), 'katz'),
      oddsRatio: ratioEstimate(oddsRatio(first, second, level), 'woolf'),
      pooledZ,
      fisher,
      stratified: stratified && {
        uplift: stratified.upliftAt(level),
        test: stratified.test,
        commonOddsRatio: stratified.commonOddsRatioAt(level),
      },
      clustered: cluster && {
        uplift: cluster.upliftAt(level),
        test: cluster.test,
        degreesOfFreedom: cluster.degreesOfFreedom,
      },
    },
  };
}

function sequenceOf(first: ArmCount, second: ArmCount): NonNullable<FamilyMember['sequence']> {
  // The p-value is the same at every level.
  const outcome = confidenceSequence(first, second, 0.95);
  return {
    upliftAt: (level) => {
      const at = confidenceSequence(first, second, level);
      if (at.kind === 'undefined') return at;
      const { estimate, lower, upper } = at;
      return value({ estimate, lower, upper, method: 'confidence-sequence' });
    },
    test:
      outcome.kind === 'undefined'
        ? outcome
        : value({ pValue: outcome.pValue, method: 'confidence-sequence' }),
  };
}

const pick = ({ upliftAt, test, loading }: FamilyMember): FamilyMember => ({ upliftAt, test, loading });

function crudeDifference(
  interval: RegisteredPlan['interval'],
  first: ArmCount,
  second: ArmCount,
  level: number,
): Estimate {
  const compute = interval === 'newcombe' ? newcombeDifference : miettinenNurminenDifference;
  return named(compute(first, second, level), interval);
}

/** The smallest of the four counts that would be expected if both arms had one rate. */
function smallestExpectedCount(first: ArmCount, second: ArmCount): number {
  const total = first.n + second.n;
  if (total === 0) return 0;
  const rate = (first.x + second.x) / total;
  return Math.min(first.n, second.n) * Math.min(rate, 1 - rate);
}

function exactTest(first: ArmCount, second: ArmCount): Test {
  const exact = fisherExact(first, second);
  return exact.kind === 'undefined' ? exact : value({ pValue: exact.twoSided, method: 'fisher-exact' });
}

/** Keeps the numbers that an estimate or a test shows, with the method that they come from. */
function named(
  result: Result<{ estimate: number; lower: number; upper: number }>,
  method: MethodCode,
): Estimate;
function named(result: Result<{ pValue: number }>, method: MethodCode): Test;
function named(
  result: Result<{ estimate: number; lower: number; upper: number } | { pValue: number }>,
  method: MethodCode,
): Estimate | Test {
  if (result.kind === 'undefined') return result;
  if ('pValue' in result) return value({ pValue: result.pValue, method });
  return value({ estimate: result.estimate, lower: result.lower, upper: result.upper, method });
}

function ratioEstimate(ratio: Result<Ratio>, method: MethodCode): RatioEstimate {
  if (ratio.kind === 'undefined') return ratio;
  const { estimate, interval } = ratio;
  if (interval.kind === 'undefined') return value({ estimate, interval, method });
  // A standard error of 0 (everybody responded in both arms) would make an interval of no width.
  const shown =
    interval.seLog > 0
      ? value({ lower: interval.lower, upper: interval.upper })
      : undefinedResult('no-variation');
  return value({ estimate, interval: shown, method });
}

interface StratifiedComparison extends FamilyMember {
  readonly usable: boolean;
  readonly commonOddsRatioAt: (level: number) => RatioEstimate;
}

function stratifiedComparison(counts: CountsByArm, arm: string, reference: string): StratifiedComparison {
  const strata = twoArmStrata(counts, arm, reference);
  const upliftAt = (level: number): Estimate => {
    const pooled = mantelHaenszelDifferences(strata, level);
    if (pooled.kind === 'undefined') return pooled;
    const { riskDifference } = pooled;
    if (!(riskDifference.standardError > 0)) return undefinedResult('no-variation');
    return named(value(riskDifference), 'mantel-haenszel-sato');
  };
  const testOf = (level: number) => cochranMantelHaenszel(strata, level, false);
  const outcome = testOf(0.95);
  const test: Test = outcome.kind === 'undefined' ? outcome : named(outcome.test, 'cochran-mantel-haenszel');
  const first = counts.of(arm);
  const second = counts.of(reference);
  return {
    upliftAt,
    test,
    loading: Math.sqrt(first.n / Math.max(1, first.n + second.n)),
    usable: upliftAt(0.95).kind === 'value' && test.kind === 'value',
    commonOddsRatioAt: (level) => {
      const at = testOf(level);
      return at.kind === 'undefined' ? at : ratioEstimate(at.commonOddsRatio, 'cochran-mantel-haenszel');
    },
  };
}

interface ClusterComparison extends FamilyMember {
  readonly degreesOfFreedom: number | null;
  readonly stratifiedUndefined: boolean;
}

function clusterComparison(plan: RegisteredPlan, counts: CountsByArm, arm: string): ClusterComparison {
  const arms = [armMoments(counts.clusters(arm)), armMoments(counts.clusters(plan.reference))];
  const within = (level: number): Result<Inference> =>
    stratifiedDifference(
      counts.strata.map((stratum) => ({
        treatment: counts.clustersInStratum(arm, stratum),
        reference: counts.clustersInStratum(plan.reference, stratum),
      })),
      level,
    );
  const across = (level: number): Result<Inference> => contrastOfArms(arms, [1, -1], level);
  const usesStrata = plan.stratified && within(plan.confidenceLevel).kind === 'value';
  const inferenceAt = usesStrata ? within : across;
  const method: MethodCode = usesStrata ? 'cluster-robust-post-stratified' : 'cluster-robust-cr2';
  const outcome = inferenceAt(plan.confidenceLevel);
  const [first, second] = arms;
  const variances = [first, second].map((one) => (one?.kind === 'value' ? one.variance : 0));
  const all = (variances[0] ?? 0) + (variances[1] ?? 0);
  return {
    upliftAt: (level) => {
      const at = inferenceAt(level);
      if (at.kind === 'undefined') return at;
      // A difference of rates cannot leave [−1, 1]; Student's interval of few clusters can.
      return value({
        estimate: at.estimate,
        lower: Math.max(-1, at.t.lower),
        upper: Math.min(1, at.t.upper),
        method,
      });
    },
    test: outcome.kind === 'undefined' ? outcome : value({ pValue: outcome.t.pValue, method }),
    loading: all > 0 ? Math.sqrt((variances[1] ?? 0) / all) : 0,
    degreesOfFreedom: outcome.kind === 'undefined' ? null : outcome.degreesOfFreedom,
    stratifiedUndefined: plan.stratified && !usesStrata,
  };
}
