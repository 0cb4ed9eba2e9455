import { rounded } from '../core/disclosure-control/coarsen.js';
import type { AdjustedUplift, CovariateResult } from '../core/statistics/covariate-adjustment.js';
import { type Result, value } from '../core/statistics/result.js';

/** What is public of the adjustment: the columns' names, which the protocol has, and the adjusted comparisons. */
export interface PublishedAdjusted {
  readonly columns: readonly string[];
  readonly arms: readonly {
    readonly arm: string;
    /** In tenths of a percentage point. */
    readonly uplift: Result<{ estimate: number; lower: number; upper: number; pValue: number }>;
  }[];
}

/** Nothing by value is told, and the estimates in so many digits that no count by value follows from them. */
export function publishableAdjusted(
  { covariates, arms }: CovariateResult,
  shown: (cell: { readonly arm: string }) => boolean,
): PublishedAdjusted {
  return {
    columns: covariates.map(({ column }) => column),
    arms: arms.filter(shown).map(({ arm, uplift }) => ({ arm, uplift: coarse(uplift) })),
  };
}

function coarse(uplift: AdjustedUplift): PublishedAdjusted['arms'][number]['uplift'] {
  if (uplift.kind === 'undefined') return uplift;
  const { estimate, lower, upper, pValue } = uplift;
  return value({
    estimate: rounded(estimate, 3),
    lower: rounded(lower, 3),
    upper: rounded(upper, 3),
    pValue: rounded(pValue, 3),
  });
}
