/**
 * A root of a continuous function between two points where its signs differ: Brent's method (bisection, secant and
 * inverse quadratic steps), which cannot fail and is fast where the function is smooth.
 * @param tolerance width of the last bracket, absolute; 0 means to the last bits
 * @returns the root, or null when the signs at both ends are the same
 * @see Brent (1973), Algorithms for Minimization without Derivatives, chapter 4 (R's uniroot is the same method)
 */
export function findRoot(
  f: (x: number) => number,
  from: number,
  to: number,
  tolerance = 1e-14,
  maxTurns = 200,
): number | null {
  let a = from;
  let b = to;
  let fa = f(a);
  let fb = f(b);
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (!(fa * fb < 0) && Math.sign(fa) === Math.sign(fb)) return null;
  let c = a;
  let fc = fa;
  let step = b - a;
  let stepBefore = step;
  for (let turn = 0; turn < maxTurns; turn += 1) {
    if (Math.abs(fc) < Math.abs(fb)) {
      [a, b, c] = [b, c, b];
      [fa, fb, fc] = [fb, fc, fb];
    }
    const close = 2 * Number.EPSILON * Math.abs(b) + tolerance / 2;
    const half = (c - b) / 2;
    if (Math.abs(half) <= close || fb === 0) return b;
    const guess = interpolate(a, b, c, fa, fb, fc, half);
    const usable =
      Math.abs(stepBefore) >= close &&
      Math.abs(fa) > Math.abs(fb) &&
      Math.abs(guess) < 1.5 * Math.abs(half) &&
      Math.sign(guess) === Math.sign(half) &&
      Math.abs(guess) < Math.abs(stepBefore / 2);
    stepBefore = usable ? step : half;
    step = usable ? guess : half;
    a = b;
    fa = fb;
    b += Math.abs(step) > close ? step : Math.sign(half) * close;
    fb = f(b);
    if (Math.sign(fb) === Math.sign(fc)) {
      c = a;
      fc = fa;
      step = b - a;
      stepBefore = step;
    }
  }
  return b;
}

/** The step that a secant (two points) or an inverse parabola (three) proposes from b. */
function interpolate(
  a: number,
  b: number,
  c: number,
  fa: number,
  fb: number,
  fc: number,
  half: number,
): number {
  const s = fb / fa;
  if (a === c) return (2 * half * s) / (s - 1);
  const q = fa / fc;
  const r = fb / fc;
  const top = s * (2 * half * q * (q - r) - (b - a) * (r - 1));
  const bottom = (q - 1) * (r - 1) * (s - 1);
  return -top / bottom;
}
