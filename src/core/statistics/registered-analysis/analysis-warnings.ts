import type {
  AnalysisWarning,
  FactorEffectResult,
  RegisteredPlan,
  SampleRatioResult,
  WarningCode,
} from '../registered-analysis-types.js';
import type { Comparison } from './compare-arms.js';
import { type CountsByArm, twoArmStrata } from './counts-by-arm.js';

/** With fewer clusters than this in an arm, cluster-robust tests reject a little too often (Cameron & Miller 2015). */
const FEW_CLUSTERS = 20;
/** A mismatch by chance once in a thousand trials; a lower bar would cry wolf in a register of hundreds. */
const MISMATCH_P = 0.001;

interface Analysed {
  readonly comparisons: readonly Comparison[];
  readonly interactions: readonly FactorEffectResult[];
  readonly sampleRatio: { readonly allocated: SampleRatioResult; readonly mailed: SampleRatioResult | null };
  readonly clustered: boolean;
}

/** What a reader of the result must know besides the numbers. */
export function analysisWarnings(
  plan: RegisteredPlan,
  counts: CountsByArm,
  { comparisons, interactions, sampleRatio, clustered }: Analysed,
): AnalysisWarning[] {
  const warnings: AnalysisWarning[] = [];
  const warn = (code: WarningCode, about: readonly string[]): void => {
    if (about.length > 0) warnings.push({ code, about });
  };
  const active = plan.arms.filter(({ weight }) => weight > 0).map(({ id }) => id);
  const compared = (those: (comparison: Comparison) => boolean): string[] =>
    comparisons.filter(those).map(({ result }) => result.arm);
  const factors = (plan.factors ?? []).map(({ id }) => id);
  if (mismatch(sampleRatio.allocated)) warn('sample-ratio-mismatch', active);
  if (sampleRatio.mailed && mismatch(sampleRatio.mailed)) warn('mailed-ratio-mismatch', active);
  warn(
    'empty-arm',
    active.filter((arm) => counts.of(arm).n === 0),
  );
  warn(
    'small-counts',
    compared(({ smallCounts }) => smallCounts),
  );
  warn(
    'stratified-undefined',
    compared(({ stratifiedUndefined }) => stratifiedUndefined),
  );
  if (plan.unit === 'cluster' && !clustered) warn('clusters-missing', active);
  if (clustered)
    warn(
      'few-clusters',
      active.filter((arm) => clustersOf(counts, arm) < FEW_CLUSTERS),
    );
  if (plan.stratified && !clustered) {
    warn(
      'strata-without-comparison',
      compared(({ result }) => hasLonelyStratum(plan, counts, result.arm)),
    );
  }
  if (plan.stratified) warn('factorial-not-stratified', factors);
  if (plan.multiplicity === 'dunnett') warn('dunnett-needs-reference', factors);
  const present = interactions.filter(({ registered }) => ['more', 'less'].includes(registered.verdict));
  warn('interaction-present', [...new Set(present.flatMap((effect) => effect.factors))]);
  return warnings;
}

const mismatch = ({ test }: SampleRatioResult): boolean =>
  test.kind === 'value' ? test.pValue < MISMATCH_P : test.reason === 'infinite';

const clustersOf = (counts: CountsByArm, arm: string): number =>
  counts.clusters(arm).reduce((sum, { clusters }) => sum + clusters, 0);

const hasLonelyStratum = (plan: RegisteredPlan, counts: CountsByArm, arm: string): boolean =>
  twoArmStrata(counts, arm, plan.reference).some(({ n1, n2 }) => n1 > 0 !== n2 > 0);
