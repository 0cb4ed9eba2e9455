import { intraClusterCorrelation } from './intra-cluster-correlation.js';
import { analysisWarnings } from './registered-analysis/analysis-warnings.js';
import { anyDifference } from './registered-analysis/any-difference.js';
import { armResults } from './registered-analysis/arm-results.js';
import { type Comparison, compareArms } from './registered-analysis/compare-arms.js';
import { type CountsByArm, countsByArm } from './registered-analysis/counts-by-arm.js';
import { factorEffects } from './registered-analysis/factor-effects.js';
import { type FamilyRules, registerFamily } from './registered-analysis/family-member.js';
import { sampleRatios } from './registered-analysis/sample-ratios.js';
import type {
  ComparisonResult,
  MethodCode,
  RegisteredData,
  RegisteredEstimate,
  RegisteredPlan,
  RegisteredResult,
} from './registered-analysis-types.js';
import { lookShare } from './looks.js';
import { value } from './result.js';

/**
 * The registered analysis: from the frozen counts to the result, by intention to treat, with no choice left open.
 *
 * What is registered depends on the design alone:
 * - recipients, no strata: difference of rates with the protocol's interval; pooled z test, or Fisher's where an
 *   expected count is below 5;
 * - recipients within strata: Mantel–Haenszel difference (Sato's interval) and the Cochran–Mantel–Haenszel test; the
 *   former where these do not exist;
 * - clusters: CR2 with Satterthwaite's degrees of freedom, within strata where every stratum has two clusters an arm;
 * - factors: main effects of the saturated model, with HC2 or CR2 standard errors; comparisons are shown beside them.
 *
 * All is corrected over the whole registered family: a comparison that cannot be computed counts too. After looks
 * the corrected p-values and the intervals are those of the last boundary (`underLooks`).
 *
 * @param plan from the frozen protocol
 * @param data counts by arm and stratum, and for clusters by size and responses; nobody's rows
 * @returns plain data that goes through JSON unchanged, with neither NaN nor an infinite number in it
 */
export function analyseRegistered(plan: RegisteredPlan, data: RegisteredData): RegisteredResult {
  const counts = countsByArm(data);
  const clustered = plan.unit === 'cluster' && data.clusters !== undefined && data.clusters.length > 0;
  const rules: FamilyRules = plan;
  const compared = plan.arms
    .filter(({ id, weight }) => weight > 0 && id !== plan.reference)
    .map(({ id }) => compareArms(plan, counts, id, clustered));
  const comparisons = withRegistered(compared, rules);
  // Effects of factors have no reference in common, so Dunnett's correction does not fit them.
  const factorRules: FamilyRules = plan.multiplicity === 'dunnett' ? { ...plan, multiplicity: 'holm' } : plan;
  const factorial = plan.factors?.length ? factorEffects(plan, counts, clustered, factorRules) : null;
  const sampleRatio = sampleRatios(plan, data, counts, clustered);
  const interactions = factorial?.interactions ?? [];
  return {
    version: 1,
    confidenceLevel: plan.confidenceLevel,
    interval: plan.interval,
    multiplicity: plan.multiplicity,
    primary: primaryOf(
      factorial ? 'main-effects' : 'comparisons',
      (factorial?.mainEffects ?? comparisons).map(({ registered }) => registered),
      plan,
    ),
    arms: armResults(plan, counts, clustered),
    comparisons,
    factorial,
    anyDifference: anyDifference(plan, counts, clustered),
    sampleRatio,
    intraCluster: clustered ? intraCluster(plan, counts) : null,
    warnings: analysisWarnings(plan, counts, { comparisons: compared, interactions, sampleRatio, clustered }),
    ...(plan.looks !== undefined && { looks: lastLook(plan.looks, 1 - plan.confidenceLevel) }),
  };
}

function lastLook(
  looks: NonNullable<RegisteredPlan['looks']>,
  alpha: number,
): NonNullable<RegisteredResult['looks']> {
  const lastNominalP =
    looks.boundary === 'confidence-sequence'
      ? null
      : (lookShare(looks.boundary, [...looks.informationRates, 1], alpha, looks.early)?.nominalP ?? null);
  return { ...looks, lastNominalP };
}

function withRegistered(compared: readonly Comparison[], rules: FamilyRules): ComparisonResult[] {
  const registered = registerFamily(
    compared.map(({ member }) => member),
    rules,
  );
  return compared.flatMap(({ result }, place) => {
    const one = registered[place];
    return one ? [{ ...result, registered: one }] : [];
  });
}

function primaryOf(
  family: RegisteredResult['primary']['family'],
  members: readonly RegisteredEstimate[],
  plan: RegisteredPlan,
): RegisteredResult['primary'] {
  const methodsOf = (
    results: readonly (RegisteredEstimate['uplift'] | RegisteredEstimate['test'])[],
  ): MethodCode[] => [
    ...new Set(results.flatMap((result) => (result.kind === 'value' ? [result.method] : []))),
  ];
  return {
    family,
    members: members.length,
    upliftMethod: methodsOf(members.map(({ uplift }) => uplift))[0] ?? plan.interval,
    testMethods: methodsOf(members.map(({ test }) => test)),
  };
}

function intraCluster(plan: RegisteredPlan, counts: CountsByArm): RegisteredResult['intraCluster'] {
  const result = intraClusterCorrelation(plan.arms.map(({ id }) => counts.clusters(id)));
  if (result.kind === 'undefined') return result;
  const { correlation, designEffect } = result;
  return value({ correlation, designEffect, method: 'anova-intra-cluster' });
}
