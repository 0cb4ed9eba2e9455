import { balanceTable, type BalanceRow } from '../randomisation/balance.js';
import {
  covariateDesign,
  type CovariateCell,
  type CovariateTerm,
  type PlannedCovariate,
} from './covariate-terms.js';
import { type CovariateProfile, linDifference } from './lin-adjustment.js';
import { independentColumns } from './linear-algebra.js';
import { levelAfterLooks, type LooksTaken } from './looks.js';
import { meanBalance, type MeanBalance } from './mean-balance.js';
import { type Result, undefinedResult, value } from './result.js';

export interface CovariatePlan {
  /** Ids of the arms that were drawn, in the order of the protocol. */
  readonly arms: readonly string[];
  readonly reference: string;
  /** In (0, 1). */
  readonly confidenceLevel: number;
  readonly covariates: readonly PlannedCovariate[];
  readonly looks?: LooksTaken;
}

/** A comparison with the reference arm, adjusted for what was known before the draw. */
export type AdjustedUplift = Result<{
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  /** Two-sided, of this comparison by itself. */
  readonly pValue: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
}>;

export interface CovariateResult {
  readonly covariates: readonly PlannedCovariate[];
  /** The columns of the regression; the pair of arms may lack the variation for some. */
  readonly terms: readonly CovariateTerm[];
  /** Arms other than the reference. */
  readonly arms: readonly { readonly arm: string; readonly uplift: AdjustedUplift }[];
  /** For the agency alone: how alike the arms are. */
  readonly balance: readonly BalanceRow[];
  readonly means: readonly MeanBalance[];
}

/**
 * The registered comparisons once more, each by itself, with Lin's adjustment for the protocol's covariates and strata.
 * @param cells empty once the covariates have been erased: then every uplift is undefined `no-observations`
 * @see `covariateDesign` for the columns, `linDifference` for the regression
 */
export function adjustForCovariates(plan: CovariatePlan, cells: readonly CovariateCell[]): CovariateResult {
  const { arms, reference, covariates } = plan;
  const { terms, profiles } = covariateDesign(covariates, cells, arms);
  const level =
    plan.looks === undefined ? plan.confidenceLevel : levelAfterLooks(plan.looks, plan.confidenceLevel);
  const of = (arm: string): readonly CovariateProfile[] => profiles.get(arm) ?? [];
  return {
    covariates,
    terms,
    arms: arms
      .filter((arm) => arm !== reference)
      .map((arm) => ({
        arm,
        uplift:
          cells.length === 0 ? undefinedResult('no-observations') : adjusted(of(arm), of(reference), level),
      })),
    balance: balanceOf(plan, cells),
    means: meansOf(plan, cells),
  };
}

/** A column that is a sum of others for these two arms is left out, as R's lm() does. */
function adjusted(
  treatment: readonly CovariateProfile[],
  reference: readonly CovariateProfile[],
  level: number,
): AdjustedUplift {
  const kept = independentColumns(
    [...treatment, ...reference].map(({ covariates, n }) => ({ vector: covariates, weight: n })),
  );
  const part = (profiles: readonly CovariateProfile[]): CovariateProfile[] =>
    profiles.map((one) => ({ ...one, covariates: kept.map((place) => one.covariates[place] ?? 0) }));
  const found = linDifference(part(treatment), part(reference), level);
  if (found.kind === 'undefined') return found;
  const { estimate, standardError, degreesOfFreedom, t } = found;
  return value({ estimate, ...t, standardError, degreesOfFreedom });
}

function balanceOf(
  { covariates, arms, reference }: CovariatePlan,
  cells: readonly CovariateCell[],
): readonly BalanceRow[] {
  const rows = covariates.flatMap(({ column, kind }, place) =>
    kind === 'number'
      ? []
      : cells
          .map(({ arm, values, n }) => ({ arm, variable: column, value: values[place] ?? '', n }))
          .sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0)),
  );
  return balanceTable(rows, arms, reference);
}

const meansOf = (
  { covariates, arms, reference }: CovariatePlan,
  cells: readonly CovariateCell[],
): MeanBalance[] =>
  covariates.flatMap(({ column, kind }, place) =>
    kind === 'category'
      ? []
      : [
          meanBalance(
            column,
            cells.map(({ arm, values, n }) => ({ arm, value: values[place] ?? '', n })),
            arms,
            reference,
          ),
        ],
  );
