import betainc from '@stdlib/math-base-special-betainc';
import erfc from '@stdlib/math-base-special-erfc';
import erfcinv from '@stdlib/math-base-special-erfcinv';
import gammainc from '@stdlib/math-base-special-gammainc';
import gammaln from '@stdlib/math-base-special-gammaln';
import student from '@stdlib/stats-base-dists-t';

/** Density of the standard normal distribution; R: dnorm(x). */
export function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/** P(Z ≤ x) of the standard normal distribution, right to the digits in both tails; R: pnorm(x). */
export function normalCdf(x: number): number {
  return 0.5 * erfc(-x / Math.SQRT2);
}

/** P(Z > x), never as 1 − Φ(x), which has no digits left beyond x = 8; R: pnorm(x, lower.tail = FALSE). */
export function normalUpperTail(x: number): number {
  return 0.5 * erfc(x / Math.SQRT2);
}

/** The x with P(Z ≤ x) = p, −∞ for 0 and ∞ for 1; R: qnorm(p). */
export function normalQuantile(p: number): number {
  return -Math.SQRT2 * erfcinv(2 * p);
}

/** z for a two-sided confidence level: 1.959963984540054 for 0.95, never 1.96. */
export function normalCritical(confidenceLevel: number): number {
  return Math.SQRT2 * erfcinv(1 - confidenceLevel);
}

/** P(X > x) of the chi-square distribution; R: pchisq(x, df, lower.tail = FALSE). */
export function chiSquareUpperTail(x: number, df: number): number {
  if (x <= 0) return 1;
  // One degree of freedom is a squared normal, which keeps its digits far out in the tail.
  return df === 1 ? erfc(Math.sqrt(x / 2)) : gammainc(x / 2, df / 2, true, true);
}

/** P(|T| > |x|); R: 2 * pt(-abs(x), df). */
export function studentTwoSided(x: number, df: number): number {
  const square = x * x;
  // df/(df + x²) near 1 has lost the digits of x; its complement has kept them.
  return square < df
    ? betainc(square / (df + square), 0.5, df / 2, true, true)
    : betainc(df / (df + square), df / 2, 0.5, true, false);
}

/** The x with P(T ≤ x) = p; R: qt(p, df). */
export function studentQuantile(p: number, df: number): number {
  return student.quantile(p, df);
}

/** ln Γ(x); R: lgamma(x). */
export function logGamma(x: number): number {
  return gammaln(x);
}

/** ln of the binomial coefficient n over k; R: lchoose(n, k). */
export function logChoose(n: number, k: number): number {
  return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1);
}
