/** Probabilities of `least`, `least` + 1, … responses in the first arm, given the margins of a 2×2 table. */
export interface HypergeometricLaw {
  readonly least: number;
  readonly probabilities: Float64Array;
}

/**
 * The law of the number of responses in the first arm when `responses` are dealt at random over n1 + n2 recipients.
 * From the most likely value outward by the ratio of neighbours: no factorial, hence no cancellation of logarithms,
 * and the relative error stays below 1e-15 times the number of steps.
 * @see R: dhyper(k, n1, n2, responses)
 */
export function hypergeometricLaw(n1: number, n2: number, responses: number): HypergeometricLaw {
  const least = Math.max(0, responses - n2);
  const most = Math.min(responses, n1);
  const mode = Math.min(most, Math.max(least, Math.floor(((responses + 1) * (n1 + 1)) / (n1 + n2 + 2))));
  const probabilities = new Float64Array(most - least + 1);
  probabilities[mode - least] = 1;
  let weight = 1;
  for (let k = mode; k < most && weight > 0; k += 1) {
    weight *= ((n1 - k) / (k + 1)) * ((responses - k) / (n2 - responses + k + 1));
    probabilities[k + 1 - least] = weight;
  }
  weight = 1;
  for (let k = mode; k > least && weight > 0; k -= 1) {
    weight *= (k / (n1 - k + 1)) * ((n2 - responses + k) / (responses - k + 1));
    probabilities[k - 1 - least] = weight;
  }
  const sum = sumUp(probabilities);
  for (let i = 0; i < probabilities.length; i += 1) probabilities[i] = (probabilities[i] ?? 0) / sum;
  return { least, probabilities };
}

/** Sum with the rounding errors carried along (Neumaier 1974): a million small terms keep their digits. */
export function sumUp(terms: Iterable<number>): number {
  let sum = 0;
  let lost = 0;
  for (const term of terms) {
    const next = sum + term;
    lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
    sum = next;
  }
  return sum + lost;
}
