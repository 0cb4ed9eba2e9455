import { armMoments, contrastOfArms } from '../arm-contrast.js';
import { effectCoefficients, effectSets, factorialSaturated } from '../factorial.js';
import { normalInference } from '../inference.js';
import type { Estimate, FactorEffectResult, RegisteredPlan, Test } from '../registered-analysis-types.js';
import { undefinedResult, value } from '../result.js';
import type { CountsByArm } from './counts-by-arm.js';
import { type FamilyMember, type FamilyRules, registerFamily } from './family-member.js';

interface Effect extends FamilyMember {
  readonly factors: readonly string[];
  readonly standardError: number | null;
}

/**
 * Main effects and interactions of a full factorial, saturated: a main effect is the mean of the simple effects over
 * all settings of the other factors. Each of the two families is corrected by itself.
 */
export function factorEffects(
  plan: RegisteredPlan,
  counts: CountsByArm,
  clustered: boolean,
  rules: FamilyRules,
): { mainEffects: FactorEffectResult[]; interactions: FactorEffectResult[] } {
  const names = (plan.factors ?? []).map(({ id }) => id);
  const arms = plan.arms.filter(({ weight }) => weight > 0);
  const cells = arms.map(({ id, on }) => ({
    levels: names.map((name): 0 | 1 => (on?.includes(name) ? 1 : 0)),
    ...counts.of(id),
  }));
  const effects = clustered
    ? clusterEffects(
        names,
        cells,
        arms.map(({ id }) => counts.clusters(id)),
      )
    : recipientEffects(names, cells);
  const family = (members: readonly Effect[]): FactorEffectResult[] => {
    const registered = registerFamily(members, rules);
    return members.flatMap(({ factors, standardError }, place) => {
      const one = registered[place];
      return one ? [{ factors, standardError, registered: one }] : [];
    });
  };
  return {
    mainEffects: family(effects.filter(({ factors }) => factors.length === 1)),
    interactions: family(effects.filter(({ factors }) => factors.length > 1)),
  };
}

type Cell = { readonly levels: readonly (0 | 1)[]; readonly n: number; readonly x: number };

function recipientEffects(names: readonly string[], cells: readonly Cell[]): Effect[] {
  const saturated = factorialSaturated(cells, 0.95);
  if (saturated.kind === 'undefined') {
    return effectSets(names.length).map((set) => ({
      factors: namesOf(set, names),
      standardError: null,
      upliftAt: () => saturated,
      test: saturated,
      loading: 0,
    }));
  }
  return saturated.effects.map(({ factors, estimate, standardError, inference }) => ({
    factors: namesOf(factors, names),
    standardError,
    upliftAt: (level): Estimate => {
      if (inference.kind === 'undefined') return inference;
      const { lower, upper } = normalInference(estimate, standardError, level);
      return value({ estimate, lower, upper, method: 'factorial-hc2' });
    },
    test:
      inference.kind === 'undefined'
        ? inference
        : value({ pValue: inference.pValue, method: 'factorial-hc2' as const }),
    loading: 0,
  }));
}

function clusterEffects(
  names: readonly string[],
  cells: readonly Cell[],
  clusters: readonly Parameters<typeof armMoments>[0][],
): Effect[] {
  const moments = clusters.map(armMoments);
  // A setting of the factors that no arm has would make a contrast that is no effect.
  const complete = new Set(cells.map(({ levels }) => levels.join(''))).size === 2 ** names.length;
  return effectSets(names.length).map((set) => {
    const coefficients = effectCoefficients(cells, set);
    const at = (level: number) =>
      complete ? contrastOfArms(moments, coefficients, level) : undefinedResult('empty-arm');
    const outcome = at(0.95);
    const test: Test =
      outcome.kind === 'undefined' ? outcome : value({ pValue: outcome.t.pValue, method: 'factorial-cr2' });
    return {
      factors: namesOf(set, names),
      standardError: outcome.kind === 'undefined' ? null : outcome.standardError,
      upliftAt: (level): Estimate => {
        const inference = at(level);
        if (inference.kind === 'undefined') return inference;
        const { lower, upper } = inference.t;
        return value({ estimate: inference.estimate, lower, upper, method: 'factorial-cr2' });
      },
      test,
      loading: 0,
    };
  });
}

const namesOf = (places: readonly number[], names: readonly string[]): string[] =>
  places.flatMap((place) => names[place] ?? []);
