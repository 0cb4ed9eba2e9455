import { normalInference, type IntervalAndP, ROUNDING_VARIANCE } from './inference.js';
import { type Result, undefinedResult, value } from './result.js';

/** An arm with its undeliverable letters apart. */
export interface DeliveredArm {
  readonly delivered: { readonly n: number; readonly x: number };
  /** Letters that came back, and the responses of those recipients (through another channel). */
  readonly undeliverable: { readonly n: number; readonly x: number };
}

export interface ComplierEffect extends IntervalAndP {
  /** Difference among recipients whom a letter reaches. */
  readonly estimate: number;
  readonly standardError: number;
  /** The registered analysis beside it: the difference among all who were allocated. */
  readonly intentionToTreat: number;
  /** Share of the treatment arm that its letter reached. */
  readonly deliveredShare: number;
}

/**
 * Effect of the treatment arm's letter on those whom it reaches: Wald's ratio of the intention-to-treat difference and
 * the share delivered, with the delta method. It supposes that a letter that came back changed nothing; nobody in the
 * reference arm got the treatment arm's letter. Exploratory: who can be reached is not randomised.
 * Equals R's estimatr::iv_robust(y ~ received | treat, se_type = "HC2").
 * @param level confidence level in (0, 1)
 * @returns undefined `empty-arm`; `zero-cell` when nothing was delivered; `no-variation` from a single recipient, or
 *   when all respond alike
 * @see Imbens & Angrist (1994) Econometrica 62, 467–475; Bloom (1984) Evaluation Review 8, 225–246
 */
export function complierEffect(
  treatment: DeliveredArm,
  reference: DeliveredArm,
  level: number,
): Result<ComplierEffect> {
  const one = sums(treatment);
  const zero = sums(reference);
  if (one.n === 0 || zero.n === 0) return undefinedResult('empty-arm');
  if (treatment.delivered.n === 0) return undefinedResult('zero-cell');
  if (one.n < 2 || zero.n < 2) return undefinedResult('no-variation');
  const intentionToTreat = one.x / one.n - zero.x / zero.n;
  const deliveredShare = treatment.delivered.n / one.n;
  const estimate = intentionToTreat / deliveredShare;
  // The delta method is the variance of y − estimate·delivered in the treatment arm: four kinds of recipients.
  const { delivered, undeliverable } = treatment;
  const residuals = [
    { count: delivered.x, residual: 1 - estimate },
    { count: delivered.n - delivered.x, residual: -estimate },
    { count: undeliverable.x, residual: 1 },
    { count: undeliverable.n - undeliverable.x, residual: 0 },
  ];
  const mean = residuals.reduce((sum, { count, residual }) => sum + count * residual, 0) / one.n;
  const squares = residuals.reduce((sum, { count, residual }) => sum + count * (residual - mean) ** 2, 0);
  const rate = zero.x / zero.n;
  const variance = (squares / (one.n - 1) / one.n + (rate * (1 - rate)) / (zero.n - 1)) / deliveredShare ** 2;
  if (variance <= ROUNDING_VARIANCE) return undefinedResult('no-variation');
  const standardError = Math.sqrt(variance);
  return value({
    estimate,
    standardError,
    ...normalInference(estimate, standardError, level),
    intentionToTreat,
    deliveredShare,
  });
}

const sums = ({ delivered, undeliverable }: DeliveredArm): { n: number; x: number } => ({
  n: delivered.n + undeliverable.n,
  x: delivered.x + undeliverable.x,
});
