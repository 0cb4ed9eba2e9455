import type {
  MethodCode,
  RegisteredEstimate,
  RegisteredResult,
} from '../../core/statistics/registered-analysis-types.js';
import type { MethodsView } from './result-view.js';

/** Names the methods behind the numbers of a result, from the numbers themselves: what was used, and not what was meant. */
export function methodsView({
  arms,
  comparisons,
  factorial,
  interval,
  multiplicity,
}: RegisteredResult): MethodsView {
  const rate = arms.flatMap((arm) => (arm.rate.kind === 'value' ? [arm.rate.method] : []))[0] ?? 'wilson';
  const compared = methodsOf(comparisons.map(({ registered }) => registered));
  const effects = methodsOf((factorial?.mainEffects ?? []).map(({ registered }) => registered));
  return {
    rate,
    uplift: compared.uplift ?? interval,
    tests: compared.tests,
    multiplicity: compared.adjusted ?? effects.adjusted ?? multiplicity,
    ...(effects.uplift !== undefined && { factors: { uplift: effects.uplift, tests: effects.tests } }),
  };
}

function methodsOf(members: readonly RegisteredEstimate[]): {
  uplift?: MethodCode;
  tests: MethodCode[];
  adjusted?: MethodCode;
} {
  const of = (
    results: readonly (RegisteredEstimate['uplift'] | RegisteredEstimate['test'])[],
  ): MethodCode[] => [
    ...new Set(results.flatMap((result) => (result.kind === 'value' ? [result.method] : []))),
  ];
  const [uplift] = of(members.map((member) => member.uplift));
  const [adjusted] = of(members.map((member) => member.adjusted));
  return {
    ...(uplift !== undefined && { uplift }),
    tests: of(members.map((member) => member.test)),
    ...(adjusted !== undefined && { adjusted }),
  };
}
