import { sum } from 'simple-statistics';
import { inference, type Inference, ROUNDING_VARIANCE } from './inference.js';
import { dot, invertPositiveDefinite, sumOfOuterProducts, times } from './linear-algebra.js';
import { type Result, undefinedResult, value } from './result.js';

/** Recipients of one arm who have the same covariates. A row is a profile with n = 1. */
export interface CovariateProfile {
  /** Known before the letter: dummies of strata, response to an earlier letter, age, … in one order throughout. */
  readonly covariates: readonly number[];
  readonly n: number;
  readonly x: number;
}

/** A response rate as it would have been had the arm had the covariates of all recipients. */
export interface AdjustedRate {
  readonly rate: number;
  /** HC2. */
  readonly variance: number;
  readonly recipients: number;
}

/**
 * Response rates of arms, adjusted by a regression in each arm on covariates centred at the mean over all arms.
 * That is the regression on arm, covariates and all of their products: the rate is the intercept of an arm, and the
 * arms are independent, so that a difference is the difference of two and its variance the sum.
 * @param arms profiles of each arm
 * @returns for each arm; undefined `empty-arm`, or `singular` when an arm's covariates are collinear or one recipient
 *   alone decides a coefficient (leverage 1)
 * @see Lin (2013) Ann. Appl. Statist. 7, 295–318; MacKinnon & White (1985) for HC2
 */
export function linAdjustedRates(arms: readonly (readonly CovariateProfile[])[]): Result<AdjustedRate>[] {
  const everyone = arms.flat().filter((profile) => profile.n > 0);
  const count = sum(everyone.map((profile) => profile.n));
  const width = everyone[0]?.covariates.length ?? 0;
  const places = Array.from({ length: width }, (_, i) => i);
  const means = places.map(
    (i) => sum(everyone.map((profile) => profile.n * (profile.covariates[i] ?? 0))) / count,
  );
  // Covariates in units of their own spread, so that euros and years are equally well told from collinear.
  const spreads = places.map((i) => {
    const squares = everyone.map((p) => p.n * ((p.covariates[i] ?? 0) - (means[i] ?? 0)) ** 2);
    return Math.sqrt(sum(squares) / count) || 1;
  });
  const design = (profile: CovariateProfile): number[] => [
    1,
    ...places.map((i) => ((profile.covariates[i] ?? 0) - (means[i] ?? 0)) / (spreads[i] ?? 1)),
  ];
  return arms.map((profiles) => adjustArm(profiles, design, width + 1));
}

/**
 * Covariate-adjusted difference of two arms, centred at the mean of both.
 * Equals R's estimatr::lm_lin(y ~ treat, covariates = ~ …, se_type = "HC2").
 * @param level confidence level in (0, 1)
 */
export function linDifference(
  treatment: readonly CovariateProfile[],
  reference: readonly CovariateProfile[],
  level: number,
): Result<Inference> {
  const [one, zero] = linAdjustedRates([treatment, reference]);
  if (one === undefined || zero === undefined) return undefinedResult('empty-arm');
  if (one.kind === 'undefined') return one;
  if (zero.kind === 'undefined') return zero;
  const variance = one.variance + zero.variance;
  if (variance <= ROUNDING_VARIANCE) return undefinedResult('no-variation');
  const coefficients = 2 * (1 + (treatment[0]?.covariates.length ?? 0));
  const degreesOfFreedom = one.recipients + zero.recipients - coefficients;
  return value(inference(one.rate - zero.rate, Math.sqrt(variance), degreesOfFreedom, level));
}

function adjustArm(
  profiles: readonly CovariateProfile[],
  design: (profile: CovariateProfile) => number[],
  size: number,
): Result<AdjustedRate> {
  const rows = profiles
    .filter((profile) => profile.n > 0)
    .map((profile) => ({ ...profile, vector: design(profile) }));
  if (rows.length === 0) return undefinedResult('empty-arm');
  const bread = invertPositiveDefinite(
    sumOfOuterProducts(
      size,
      rows.map(({ vector, n }) => ({ vector, weight: n })),
    ),
  );
  if (bread === null) return undefinedResult('singular');
  const right = Array.from({ length: size }, (_, i) =>
    sum(rows.map(({ vector, x }) => x * (vector[i] ?? 0))),
  );
  const coefficients = times(bread, right);
  const intercept = bread[0] ?? [];
  let variance = 0;
  for (const { vector, n, x } of rows) {
    const leverage = dot(vector, times(bread, vector));
    if (1 - leverage < 1e-10) return undefinedResult('singular');
    const fitted = dot(vector, coefficients);
    const squares = x * (1 - fitted) ** 2 + (n - x) * fitted ** 2;
    variance += (dot(intercept, vector) ** 2 * squares) / (1 - leverage);
  }
  return value({ rate: coefficients[0] ?? 0, variance, recipients: sum(rows.map((row) => row.n)) });
}
