import type { PoolClient } from 'pg';
import {
  adjustForCovariates,
  type CovariatePlan,
  type CovariateResult,
} from '../core/statistics/covariate-adjustment.js';
import type { CovariateCell } from '../core/statistics/covariate-terms.js';
import type { LooksTaken } from '../core/statistics/looks.js';
import { undefinedResult } from '../core/statistics/result.js';
import { covariateValues } from '../recipients/covariate-values.js';
import type { Protocol } from '../trials/protocol/protocol.js';
import type { TrialRecord } from '../trials/trial-record.js';
import * as queries from './counts.queries.js';
import { windowParameters } from './window-parameters.js';

/** The protocol's plan for the adjustment; undefined where it has no covariates. */
function covariatePlanOf(
  { arms, reference, analysis, covariates }: Pick<Protocol, 'arms' | 'reference' | 'analysis' | 'covariates'>,
  looks?: LooksTaken,
): CovariatePlan | undefined {
  if (covariates === undefined) return undefined;
  return {
    arms: arms.filter(({ weight }) => weight > 0).map(({ id }) => id),
    reference,
    confidenceLevel: analysis.confidenceLevel,
    covariates: covariates.map(({ column, kind }) => ({ column, kind })),
    ...(looks !== undefined && { looks }),
  };
}

/** The counts by the values known before the draw; empty once these have been erased. */
export async function readCovariateCells(
  client: PoolClient,
  { id, protocol }: Pick<TrialRecord, 'id' | 'protocol'>,
): Promise<readonly CovariateCell[]> {
  const { rows } = await client.query<{
    arm: number;
    stratum: number;
    covariates: string;
    n: number;
    x: number;
  }>(queries.countsByCovariates, windowParameters(id, protocol));
  return rows.map(({ arm, stratum, covariates, n, x }) => ({
    arm: protocol.arms[arm]?.id ?? '',
    // By its number: the values of strata are the agency's own.
    stratum: String(stratum),
    values: covariateValues(covariates),
    n,
    x,
  }));
}

/** The adjustment; null where the protocol has no covariates. */
export async function adjustTrial(
  client: PoolClient,
  trial: Pick<TrialRecord, 'id' | 'protocol'>,
  looks: LooksTaken | undefined,
): Promise<CovariateResult | null> {
  const plan = covariatePlanOf(trial.protocol, looks);
  if (plan === undefined) return null;
  const cells = await readCovariateCells(client, trial);
  if (cells.length <= queries.MOST_PROFILES) return adjustForCovariates(plan, cells);
  const none = adjustForCovariates(plan, []);
  return {
    ...none,
    arms: none.arms.map(({ arm }) => ({ arm, uplift: undefinedResult('too-many-values') })),
  };
}
