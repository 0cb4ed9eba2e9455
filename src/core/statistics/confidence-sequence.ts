import { logGamma } from './distributions.js';
import { findRoot } from './find-root.js';
import { type Result, undefinedResult, value } from './result.js';

/** Responses among the recipients of an arm whose response window has closed so far. */
export interface ArmSoFar {
  readonly n: number;
  readonly x: number;
}

export interface SequenceInterval {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  /** Anytime-valid: below 1 − level exactly when 0 is outside the interval. */
  readonly pValue: number;
}

/**
 * An interval for the difference of two response rates that holds at all times together: the chance that it ever
 * misses the true difference, however often and whenever one looks, is at most 1 − level. For agencies that must
 * watch; wider than a planned look's interval, which is the price. People must be randomised one by one.
 *
 * Each arm has the martingale M(p) = ∫ likelihood(u) dBeta(u; ½, ½) / likelihood(p), whatever the order in which the
 * arms' recipients come in. Their product is one too, so by Ville's inequality {(p₁, p₀): M₁M₀ < 1/α} holds the true
 * pair for ever, with probability 1 − α and not just in the long run. The interval is the range of p₁ − p₀ over that
 * set, which is convex: by Lagrange's condition its end points solve two quadratic equations.
 * @param level in (0, 1)
 * @returns undefined `no-observations` or `empty-arm`
 * @see Robbins (1970) Ann. Math. Statist. 41, 1397–1409; Howard, Ramdas, McAuliffe & Sekhon (2021) Ann. Statist. 49,
 *   1055–1080; Turner & Grünwald (2023) Statist. Prob. Letters 198, 109835, for two arms
 */
export function confidenceSequence(
  treatment: ArmSoFar,
  reference: ArmSoFar,
  level: number,
): Result<SequenceInterval> {
  if (treatment.n + reference.n === 0) return undefinedResult('no-observations');
  if (treatment.n === 0 || reference.n === 0) return undefinedResult('empty-arm');
  const logMixture = logBetaMixture(treatment) + logBetaMixture(reference);
  const pooled = logLikelihoodMaximum({
    n: treatment.n + reference.n,
    x: treatment.x + reference.x,
  });
  const threshold = logMixture + Math.log1p(-level);
  return value({
    estimate: treatment.x / treatment.n - reference.x / reference.n,
    lower: -largestDifference(reference, treatment, threshold),
    upper: largestDifference(treatment, reference, threshold),
    pValue: Math.min(1, Math.exp(pooled - logMixture)),
  });
}

/** ln ∫ u^x (1 − u)^(n − x) dBeta(u; ½, ½). */
const logBetaMixture = ({ n, x }: ArmSoFar): number =>
  logGamma(x + 0.5) + logGamma(n - x + 0.5) - logGamma(n + 1) - Math.log(Math.PI);

const timesLog = (count: number, p: number): number => (count === 0 ? 0 : count * Math.log(p));

const logLikelihoodMaximum = ({ n, x }: ArmSoFar): number =>
  timesLog(x, x / n) + timesLog(n - x, (n - x) / n);

/** Largest p₁ − p₀ with ℓ₁(p₁) + ℓ₀(p₀) ≥ threshold. */
function largestDifference(higher: ArmSoFar, lower: ArmSoFar, threshold: number): number {
  const mirrored = { n: lower.n, x: lower.n - lower.x };
  const excess = (logMultiplier: number): number =>
    pushUp(higher, Math.exp(logMultiplier)).logLikelihood +
    pushUp(mirrored, Math.exp(logMultiplier)).logLikelihood -
    threshold;
  // Only when everyone responded in one arm and nobody in the other does pushing cost no likelihood.
  const logMultiplier = findRoot(excess, SMALLEST_LOG, LARGEST_LOG);
  if (logMultiplier === null) return 1;
  const multiplier = Math.exp(logMultiplier);
  return 1 - pushUp(higher, multiplier).q - pushUp(mirrored, multiplier).q;
}

/** Multipliers from far below one recipient's information to the end of the doubles. */
const SMALLEST_LOG = -60;
const LARGEST_LOG = 700;

/**
 * The p above x/n at which ℓ′(p) = −multiplier, from (x − np) = −multiplier·p(1 − p); with q = 1 − p worked out by
 * itself, as p may be within 1e-16 of 1.
 */
function pushUp(
  { n, x }: ArmSoFar,
  multiplier: number,
): { readonly q: number; readonly logLikelihood: number } {
  const half = (n - multiplier) / 2;
  const root = Math.sqrt(half * half + multiplier * x);
  const p = half > 0 ? x / (half + root) : (root - half) / multiplier;
  const back = (n + multiplier) / 2;
  const q = (n - x) / (back + Math.sqrt(Math.max(0, back * back - multiplier * (n - x))));
  return { q, logLikelihood: timesLog(x, p) + timesLog(n - x, q) };
}
