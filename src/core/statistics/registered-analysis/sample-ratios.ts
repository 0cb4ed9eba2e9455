import type {
  PlannedArm,
  RegisteredData,
  RegisteredPlan,
  SampleRatioResult,
} from '../registered-analysis-types.js';
import { value } from '../result.js';
import { sampleRatioMismatch } from '../sample-ratio-mismatch.js';
import type { CountsByArm } from './counts-by-arm.js';

/**
 * Whether the units fell over the arms by the weights, in the allocation and in what was mailed. The mail of a trial
 * with clusters is held against the recipients that were allocated: members of a household come and go together, so
 * that their number by arm varies more than chance over recipients would have it.
 */
export function sampleRatios(
  plan: RegisteredPlan,
  data: RegisteredData,
  counts: CountsByArm,
  clustered: boolean,
): { allocated: SampleRatioResult; mailed: SampleRatioResult | null } {
  const unitsOf = (arm: string): number =>
    clustered ? counts.clusters(arm).reduce((sum, { clusters }) => sum + clusters, 0) : counts.of(arm).n;
  const allocated = ratioOf(
    clustered ? 'cluster' : 'recipient',
    plan.arms,
    ({ id }) => unitsOf(id),
    ({ weight }) => weight,
  );
  if (data.mailed === undefined) return { allocated, mailed: null };
  const letters = new Map<string, number>();
  for (const { arm, n } of data.mailed) letters.set(arm, (letters.get(arm) ?? 0) + n);
  const withLetter = plan.arms.filter(({ variant }) => variant !== null);
  const mailed = ratioOf(
    'recipient',
    withLetter,
    ({ id }) => letters.get(id) ?? 0,
    ({ id, weight }) => (clustered ? counts.of(id).n : weight),
  );
  return { allocated, mailed };
}

function ratioOf(
  units: SampleRatioResult['units'],
  arms: readonly PlannedArm[],
  countOf: (arm: PlannedArm) => number,
  weightOf: (arm: PlannedArm) => number,
): SampleRatioResult {
  const observed = arms.map(countOf);
  const result = sampleRatioMismatch(observed, arms.map(weightOf));
  const expected = result.kind === 'value' ? result.expectedCounts : observed.map(() => 0);
  const test = result.kind === 'value' ? result.test : result;
  return {
    units,
    observed: arms.map(({ id }, place) => ({
      arm: id,
      count: observed[place] ?? 0,
      expected: expected[place] ?? 0,
    })),
    test:
      test.kind === 'undefined'
        ? test
        : value({
            chiSquare: test.chiSquare,
            df: test.df,
            pValue: test.pValue,
            method: 'chi-square-goodness-of-fit',
          }),
  };
}
